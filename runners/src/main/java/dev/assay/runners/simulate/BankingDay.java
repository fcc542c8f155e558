package dev.assay.runners.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is to happen in a bank's database.
 *
 * @param count transactions, those rolled back included; until the time is over if empty
 * @param time how long to go on; until the count is reached if empty
 * @param rate transactions per second; as fast as possible if empty
 * @param seed on an empty database that does not fail, the same settings with the same seed and a
 *     count give the same rows
 * @param accounts the day begins with this many: those that are missing are opened first
 * @param from what the clock of the bank shows at first
 * @param step by how much the clock goes on per transaction
 * @param patience how long to try again when the database goes away
 */
public record BankingDay(
    OptionalLong count,
    Optional<Duration> time,
    OptionalDouble rate,
    long seed,
    int accounts,
    Instant from,
    Duration step,
    Duration patience) {

  public static final long DEFAULT_COUNT = 10_000;
  public static final int DEFAULT_ACCOUNTS = 100;
  public static final Duration DEFAULT_STEP = Duration.ofSeconds(20);
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(60);

  private static final Instant EARLIEST = Instant.parse("1000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");

  public BankingDay {
    if (count.isPresent() == time.isPresent()) {
      throw new SimulationException("Give either a count of transactions or a time.");
    }
    long transactions = count.orElse(1);
    check(transactions >= 1, "The count of transactions", transactions, "is less than 1");
    Duration length = time.orElse(Duration.ofSeconds(1));
    check(length.toMillis() >= 1, "The time", length.toSeconds() + " s", "is not above 0");
    double speed = rate.orElse(1);
    check(speed > 0 && Double.isFinite(speed), "The rate", speed, "is not a number above 0");
    check(accounts >= 1, "The number of accounts", accounts, "is less than 1");
    check(
        !from.isBefore(EARLIEST) && from.isBefore(LATEST),
        "The start",
        from,
        "is not from " + EARLIEST + " to " + LATEST);
    check(!step.isNegative() && !step.isZero(), "The step of the clock", step, "is not above 0");
    check(!patience.isNegative(), "The patience", patience.toSeconds() + " s", "is less than 0");
  }

  /** So many transactions, as fast as possible, with the default for everything else. */
  public static BankingDay of(long count, int accounts, long seed) {
    return new BankingDay(
        OptionalLong.of(count),
        Optional.empty(),
        OptionalDouble.empty(),
        seed,
        accounts,
        TradeSimulation.DEFAULT_FROM,
        DEFAULT_STEP,
        DEFAULT_PATIENCE);
  }

  /** The same for this long, instead of a count. */
  public BankingDay lasting(Duration time) {
    return new BankingDay(
        OptionalLong.empty(), Optional.of(time), rate, seed, accounts, from, step, patience);
  }

  /** The same at this many transactions per second. */
  public BankingDay atRate(double perSecond) {
    return new BankingDay(
        count, time, OptionalDouble.of(perSecond), seed, accounts, from, step, patience);
  }

  private static void check(boolean holds, String what, Object value, String wrong) {
    if (!holds) {
      throw new SimulationException(what + ", " + value + ", " + wrong + ".");
    }
  }
}
