package dev.assay.runners.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Prices that walk at random from trade to trade, around the clock. */
final class WalkingMarket implements Market {

  private static final int MAX_STEP = 10;
  private static final int STEPS_PER_PRICE = 10_000;
  private static final int BAND = 4;

  private record Listing(String symbol, long startCents) {}

  private static final List<Listing> LISTINGS =
      List.of(
          new Listing("AAPL", 24_350),
          new Listing("MSFT", 42_110),
          new Listing("NVDA", 13_825),
          new Listing("AMZN", 22_040),
          new Listing("TSLA", 37_940),
          new Listing("GOOGL", 19_045),
          new Listing("META", 59_930),
          new Listing("JPM", 24_015),
          new Listing("V", 31_470),
          new Listing("DIS", 11_120),
          new Listing("KO", 6_225),
          new Listing("WMT", 9_035),
          new Listing("XOM", 10_740),
          new Listing("BAC", 4_430),
          new Listing("INTC", 2_020),
          new Listing("PFE", 2_675),
          new Listing("CSCO", 5_940),
          new Listing("PG", 16_580),
          new Listing("JNJ", 14_460),
          new Listing("NKE", 7_565),
          new Listing("MCD", 29_120),
          new Listing("BA", 17_705),
          new Listing("HD", 38_890),
          new Listing("CVX", 14_515),
          new Listing("GE", 16_680),
          new Listing("IBM", 21_990),
          new Listing("ORCL", 16_665),
          new Listing("CAT", 36_240),
          new Listing("MMM", 12_920),
          new Listing("WFC", 7_025));

  private final long[] cents = LISTINGS.stream().mapToLong(Listing::startCents).toArray();

  @Override
  public List<String> symbols() {
    return LISTINGS.stream().map(Listing::symbol).toList();
  }

  @Override
  public EventClock clock(Optional<Instant> from, Duration span) {
    long start = from.orElse(TradeSimulation.DEFAULT_FROM).toEpochMilli();
    return new EventClock(new long[] {start}, span.toMillis());
  }

  @Override
  public boolean isOpen(long epochMilli) {
    return true;
  }

  @Override
  public boolean trades(int symbol, long epochMilli) {
    return true;
  }

  /** A step from the last price, kept within a band around the first one. */
  @Override
  public long price(int symbol, long epochMilli, SplittableRandom random) {
    long start = LISTINGS.get(symbol).startCents();
    long step = cents[symbol] * random.nextInt(-MAX_STEP, MAX_STEP + 1) / STEPS_PER_PRICE;
    cents[symbol] = Math.min(start * BAND, Math.max(start / BAND, cents[symbol] + step));
    return cents[symbol];
  }
}
