package dev.assay.runners.simulate;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Prices between the recorded low and high of their day. Open all day, on recorded days only. */
final class RecordedMarket implements Market {

  private static final long DAY = Duration.ofDays(1).toMillis();

  private final Path directory;
  private final List<String> symbols;
  private final NavigableMap<Long, DailyPrice[]> days = new TreeMap<>();

  private RecordedMarket(Path directory, List<DailyPrice> prices) {
    this.directory = directory;
    symbols = prices.stream().map(DailyPrice::symbol).distinct().sorted().toList();
    prices.forEach(this::add);
  }

  static RecordedMarket read(Path directory) throws IOException {
    return new RecordedMarket(directory, DailyPrice.readAll(directory));
  }

  private void add(DailyPrice price) {
    DailyPrice[] day =
        days.computeIfAbsent(price.day().toEpochDay(), d -> new DailyPrice[symbols.size()]);
    int symbol = symbols.indexOf(price.symbol());
    if (day[symbol] != null) {
      throw new SimulationException(
          "The directory "
              + directory
              + " states the price of "
              + price.symbol()
              + " on "
              + price.day()
              + " twice: keep one of them.");
    }
    day[symbol] = price;
  }

  @Override
  public List<String> symbols() {
    return symbols;
  }

  @Override
  public EventClock clock(Optional<Instant> from, Duration span) {
    long start =
        from.map(Instant::toEpochMilli)
            .orElseGet(() -> (days.lastKey() + 1) * DAY - span.toMillis());
    long last = start + span.toMillis() - 1;
    long[] openings =
        days
            .subMap(Math.floorDiv(start, DAY), true, Math.floorDiv(last, DAY), true)
            .keySet()
            .stream()
            .mapToLong(day -> day * DAY)
            .toArray();
    if (openings.length == 0) {
      throw new SimulationException(
          "The prices in "
              + directory
              + " cover no day from "
              + Instant.ofEpochMilli(start)
              + " to "
              + Instant.ofEpochMilli(last)
              + ": choose a start and a span within "
              + LocalDate.ofEpochDay(days.firstKey())
              + " to "
              + LocalDate.ofEpochDay(days.lastKey())
              + ", or leave the start out.");
    }
    return new EventClock(openings, DAY);
  }

  @Override
  public boolean isOpen(long epochMilli) {
    return days.containsKey(Math.floorDiv(epochMilli, DAY));
  }

  @Override
  public boolean trades(int symbol, long epochMilli) {
    return onDayOf(epochMilli)[symbol] != null;
  }

  @Override
  public long price(int symbol, long epochMilli, SplittableRandom random) {
    DailyPrice price = onDayOf(epochMilli)[symbol];
    return random.nextLong(price.lowCents(), price.highCents() + 1);
  }

  private DailyPrice[] onDayOf(long epochMilli) {
    return days.get(Math.floorDiv(epochMilli, DAY));
  }
}
