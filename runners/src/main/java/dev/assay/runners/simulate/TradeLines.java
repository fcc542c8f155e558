package dev.assay.runners.simulate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Makes the lines of a simulation one after another and keeps count of what it injects. */
final class TradeLines {

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long LEAST_DELAY = Duration.ofHours(1).toMillis();
  private static final long MOST_DELAY = Duration.ofHours(48).toMillis();
  private static final int UNKNOWN_CUSTOMERS = 1_000;

  private static final byte[] TRADE_ID = ascii("{\"trade_id\":\"T");
  private static final byte[] CUSTOMER_ID = ascii("\",\"customer_id\":\"C");
  private static final byte[] SYMBOL = ascii("\",\"stock_symbol\":\"");
  private static final byte[] BUY = ascii("\",\"transaction_type\":\"BUY\",\"quantity\":");
  private static final byte[] SELL = ascii("\",\"transaction_type\":\"SELL\",\"quantity\":");
  private static final byte[] PRICE = ascii(",\"price\":");
  private static final byte[] CURRENCY = ascii(",\"currency\":\"USD\"");
  private static final byte[] TIME = ascii(",\"transaction_time\":\"");
  private static final byte[] END = ascii("\"}");

  private final TradeSimulation settings;
  private final Market market;
  private final EventClock clock;
  private final SplittableRandom random;
  private final Orders orders;
  private final List<byte[]> symbols;
  private final RecentLines recent = new RecentLines();
  private final Tally.Running valid = new Tally.Running();
  private final Map<Fault, Tally.Running> injected = new EnumMap<>(Fault.class);
  private long lines;
  private long trades;

  TradeLines(TradeSimulation settings, Market market, EventClock clock, SplittableRandom random) {
    this.settings = settings;
    this.market = market;
    this.clock = clock;
    this.random = random;
    orders = new Orders(settings.customers(), market, random);
    symbols = market.symbols().stream().map(TradeLines::ascii).toList();
    Fault.ALL.forEach(fault -> injected.put(fault, new Tally.Running()));
  }

  /** Puts the next line into the buffer, without a line break. */
  void next(LineBuffer line) {
    line.clear();
    long at = clock.at(lines++, settings.count(), random);
    settings
        .faults()
        .drawn(random.nextDouble())
        .ifPresentOrElse(fault -> inject(fault, line, at), () -> trade(line, orders.next(at)));
  }

  private void inject(Fault fault, LineBuffer line, long at) {
    switch (fault) {
      case DUPLICATE -> repeat(line, at);
      case LATE -> late(line, at);
      case CUT_OFF -> {
        write(line, orders.proposal(at));
        line.cutTo(random.nextInt(line.length() / 4, line.length() * 3 / 4));
        count(fault, 0);
      }
      case NOT_POSITIVE -> {
        Order order = orders.proposal(at);
        spoilt(fault, line, order.withQuantity(random.nextInt(4) == 0 ? 0 : -order.quantity()));
      }
      case UNKNOWN_CUSTOMER -> {
        long stranger = settings.customers() + 1L + random.nextInt(UNKNOWN_CUSTOMERS);
        spoilt(fault, line, orders.proposal(at).withCustomer(stranger));
      }
    }
  }

  private void spoilt(Fault fault, LineBuffer line, Order order) {
    write(line, order);
    count(fault, order.value());
  }

  private void trade(LineBuffer line, Order order) {
    write(line, order);
    valid.add(order.value());
    recent.add(line.copy(), order.value());
  }

  /** A line that repeats another, or a faultless one as long as there is none to repeat. */
  private void repeat(LineBuffer line, long at) {
    if (recent.isEmpty()) {
      trade(line, orders.next(at));
      return;
    }
    RecentLines.Kept again = recent.any(random);
    line.append(again.line());
    count(Fault.DUPLICATE, again.value());
  }

  /** A late trade, or a faultless one if trading was closed at all times it could be from. */
  private void late(LineBuffer line, long at) {
    OptionalLong earlier = earlier(at);
    if (earlier.isEmpty()) {
      trade(line, orders.next(at));
      return;
    }
    Order order = orders.purchase(earlier.getAsLong());
    trade(line, order);
    count(Fault.LATE, order.value());
  }

  private OptionalLong earlier(long at) {
    long earlier = at - random.nextLong(LEAST_DELAY, MOST_DELAY);
    if (market.isOpen(earlier)) {
      return OptionalLong.of(earlier);
    }
    long openToday = Math.floorMod(at, DAY);
    return openToday > LEAST_DELAY
        ? OptionalLong.of(at - random.nextLong(LEAST_DELAY, openToday))
        : OptionalLong.empty();
  }

  private void count(Fault fault, long value) {
    injected.get(fault).add(value);
  }

  private void write(LineBuffer line, Order order) {
    line.append(TRADE_ID).digits(++trades, 10);
    line.append(CUSTOMER_ID).digits(order.customer(), CustomerFile.ID_DIGITS);
    line.append(SYMBOL).append(symbols.get(order.symbol()));
    line.append(order.buys() ? BUY : SELL).quantity(order.quantity());
    line.append(PRICE).cents(order.cents());
    if (random.nextBoolean()) {
      line.append(CURRENCY);
    }
    line.append(TIME).instant(order.at()).append(END);
  }

  /** What all lines so far hold. */
  Injected injected() {
    Map<Fault, Long> counts = new EnumMap<>(Fault.class);
    SortedMap<String, Tally> quarantined = new TreeMap<>();
    injected.forEach(
        (fault, tally) -> {
          counts.put(fault, tally.total().rows());
          fault.brokenRule().ifPresent(rule -> quarantined.put(rule, tally.total()));
        });
    return new Injected(
        settings,
        lines,
        Collections.unmodifiableMap(counts),
        valid.total(),
        injected.get(Fault.DUPLICATE).total(),
        Collections.unmodifiableSortedMap(quarantined));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
