package dev.assay.runners.simulate;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What to simulate.
 *
 * @param count lines in all files together, duplicates and bad lines included
 * @param customers rows in {@code customers.csv}
 * @param seed the same settings with the same seed give the same bytes
 * @param faults the share of lines with each fault
 * @param prices a directory of daily price files that drive prices and days; random if empty
 * @param files trade files to spread the lines over; fewer if there are fewer lines
 * @param rate lines per second; as fast as possible if empty. It does not change the data.
 * @param from the time of the first trade; if empty {@link #DEFAULT_FROM}, or with prices such that
 *     the simulation ends on their last day
 * @param span the time from the first trade to the last; with prices, whole days that it touches
 */
public record TradeSimulation(
    long count,
    int customers,
    long seed,
    Faults faults,
    Optional<Path> prices,
    int files,
    OptionalDouble rate,
    Optional<Instant> from,
    Duration span) {

  public static final int DEFAULT_FILES = 8;
  public static final Instant DEFAULT_FROM = Instant.parse("2026-01-05T00:00:00Z");
  public static final Duration DEFAULT_SPAN = Duration.ofDays(30);

  private static final Instant EARLIEST = Instant.parse("1000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  public TradeSimulation {
    check(count >= 1, "The count of lines", count, "is less than 1: ask for one line or more");
    check(customers >= 1, "The number of customers", customers, "is less than 1: ask for one");
    check(files >= 1, "The number of files", files, "is less than 1: ask for one or more");
    double speed = rate.orElse(1);
    check(
        speed > 0 && Double.isFinite(speed),
        "The rate",
        speed,
        "is not a number above 0: leave it out to write at full speed");
    Instant start = from.orElse(DEFAULT_FROM);
    check(!start.isBefore(EARLIEST), "The start", start, "is before " + EARLIEST + ": start later");
    check(
        span.compareTo(Duration.ofMillis(1)) >= 0,
        "The span",
        span,
        "is under a millisecond: choose a longer one");
    check(
        span.compareTo(Duration.between(start, LATEST)) < 0,
        "The span",
        span,
        "ends after " + LATEST + ": choose a shorter one");
  }

  /** Settings with the default for everything else. */
  public static TradeSimulation of(long count, int customers, long seed) {
    return new TradeSimulation(
        count,
        customers,
        seed,
        Faults.DEFAULT,
        Optional.empty(),
        DEFAULT_FILES,
        OptionalDouble.empty(),
        Optional.empty(),
        DEFAULT_SPAN);
  }

  /** Whether both give the same data: all but the rate is the same. */
  boolean givesTheSameAs(TradeSimulation other) {
    return unpaced().equals(other.unpaced());
  }

  private TradeSimulation unpaced() {
    return new TradeSimulation(
        count, customers, seed, faults, prices, files, OptionalDouble.empty(), from, span);
  }

  private static void check(boolean holds, String what, Object value, String wrong) {
    if (!holds) {
      throw new SimulationException(what + ", " + value + ", " + wrong + ".");
    }
  }
}
