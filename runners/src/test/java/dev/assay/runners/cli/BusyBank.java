package dev.assay.runners.cli;

import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.simulate.BankSimulator;
import dev.assay.runners.simulate.BankTally;
import dev.assay.runners.simulate.BankingDay;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A bank that is worked in, in the background and at a steady rate, until it is closed. */
final class BusyBank implements AutoCloseable {
  private static final double TRANSACTIONS_PER_SECOND = 10;
  private static final int ACCOUNTS = 20;

  private final CompletableFuture<Void> work;
  private volatile BankTally tally;
  private volatile boolean closing;

  private BusyBank(Warehouse bank, long seed) {
    BankingDay day = BankingDay.of(Long.MAX_VALUE, ACCOUNTS, seed).atRate(TRANSACTIONS_PER_SECOND);
    work = CompletableFuture.runAsync(() -> BankSimulator.run(bank, day, this::goOn));
  }

  /** Begins to work; rows that are there are worked with. */
  static BusyBank open(Warehouse bank, long seed) {
    return new BusyBank(bank, seed);
  }

  private void goOn(BankTally soFar) {
    tally = soFar;
    if (closing) {
      throw new CancellationException();
    }
  }

  /** How many rows were changed so far. */
  long changes() {
    if (work.isDone()) {
      work.join();
    }
    return tally == null ? 0 : tally.changes();
  }

  /** Ends after the transaction that is under way. */
  @Override
  public void close() {
    closing = true;
    try {
      work.orTimeout(90, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof CancellationException)) {
        throw e;
      }
    }
  }
}
