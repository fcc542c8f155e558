package dev.assay.runners.simulate;

import dev.assay.pipelines.io.jdbc.Warehouse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Works in a bank's database as its employees and customers would: one transaction after the other,
 * of one or more operations, some of them rolled back in whole or in part.
 */
public final class BankSimulator {

  private static final int OPENED_TOGETHER = 20;
  private static final int OPERATIONS_OF_A_BATCH = 50;
  private static final int MOST_OPERATIONS = 3;

  private final BankConnection bank;
  private final BankingDay day;
  private final Consumer<BankTally> progress;
  private final SplittableRandom seeds;
  private final Pace pace;
  private BankTally tally = BankTally.NOTHING;

  private BankSimulator(BankConnection bank, BankingDay day, Consumer<BankTally> progress) {
    this.bank = bank;
    this.day = day;
    this.progress = progress;
    this.seeds = new SplittableRandom(day.seed());
    this.pace = new Pace("transactions", day.rate());
  }

  /**
   * Creates the tables where they are missing, and works in them. A simulation that is started
   * again, also with the same seed, goes on with the rows that are there.
   *
   * @param progress is told after every transaction what is done so far
   * @throws SimulationException if the database cannot be reached, refuses, goes away for longer
   *     than the patience, or holds rows of others in tables of the same names
   */
  public static BankTally run(Warehouse database, BankingDay day, Consumer<BankTally> progress) {
    try (BankConnection bank = BankConnection.open(database, day.patience())) {
      BankTables.create(bank);
      return new BankSimulator(bank, day, progress).run();
    }
  }

  private BankTally run() {
    long missing = day.accounts() - bank.transact(BankSimulator::accounts);
    long end = System.nanoTime() + day.time().map(t -> t.toNanos()).orElse(0L);
    while (day.count().isPresent()
        ? tally.transactions() < day.count().getAsLong()
        : System.nanoTime() < end) {
      long opening = Math.min(missing, OPENED_TOGETHER);
      missing -= opening;
      transaction(opening > 0 ? transaction -> open(transaction, opening) : BankSimulator::work);
      pace.await(tally.transactions());
    }
    return tally;
  }

  private static long accounts(Connection connection) throws SQLException {
    return Long.parseLong(
        BankConnection.ask(connection, "SELECT count(*) FROM public.checking_account"));
  }

  /** What a transaction consists of; it rolls itself back if it is to be rolled back. */
  private interface Script {
    BankTally on(BankTransaction transaction) throws SQLException;
  }

  private void transaction(Script script) {
    long seed = seeds.nextLong();
    long number = tally.transactions();
    BankTally done =
        bank.transact(
            connection -> {
              SplittableRandom random = new SplittableRandom(seed);
              return script.on(new BankTransaction(connection, random, time(number, random)));
            });
    tally = tally.plus(done);
    progress.accept(tally);
  }

  /** Some time within the step of the clock that belongs to the transaction. */
  private Instant time(long number, SplittableRandom random) {
    long within = (long) (random.nextDouble() * day.step().toNanos());
    return day.from()
        .plus(day.step().multipliedBy(number))
        .plusNanos(within)
        .truncatedTo(ChronoUnit.MICROS);
  }

  private static BankTally open(BankTransaction transaction, long accounts) throws SQLException {
    for (long i = 0; i < accounts; i++) {
      Accounts.open(transaction);
    }
    return transaction.done();
  }

  private static BankTally work(BankTransaction transaction) throws SQLException {
    int permille = transaction.random().nextInt(1_000);
    if (permille < 20) {
      Accounts.look(transaction);
      return transaction.done();
    }
    if (permille < 30) {
      operate(transaction, OPERATIONS_OF_A_BATCH);
      return transaction.done();
    }
    if (permille < 60) {
      operate(transaction);
      transaction.undo(BankSimulator::operate);
    } else if (permille < 80) {
      transaction.nest(BankSimulator::operate);
    }
    operate(transaction);
    return permille >= 960 ? transaction.rollBack() : transaction.done();
  }

  private static void operate(BankTransaction transaction) throws SQLException {
    operate(transaction, transaction.random().nextInt(1, MOST_OPERATIONS + 1));
  }

  private static void operate(BankTransaction transaction, int operations) throws SQLException {
    for (int i = 0; i < operations; i++) {
      BankOperation.anyOf(transaction.random()).on(transaction);
    }
  }
}
