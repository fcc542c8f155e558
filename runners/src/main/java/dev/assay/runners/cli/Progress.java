package dev.assay.runners.cli;

import java.util.Locale;
import java.util.function.LongSupplier;

/** What long work has done so far, on one line of a terminal that is written over and over. */
final class Progress implements AutoCloseable {
  private static final long MILLIS = 500;
  private static final String CLEAR = "\r\u001b[K";

  private final String what;
  private final long start = System.nanoTime();
  private final Thread thread;
  private volatile LongSupplier rows = () -> 0;

  private Progress(String what) {
    this.what = what;
    this.thread = new Thread(this::show, "progress");
    thread.setDaemon(true);
  }

  static Progress of(String what) {
    Progress progress = new Progress(what);
    if (Terminal.isWatched()) {
      progress.thread.start();
    }
    return progress;
  }

  /** Tells where to ask for the rows done so far. */
  void ask(LongSupplier rows) {
    this.rows = rows;
  }

  /** The line: elapsed time, and where rows are counted their number and how many a second. */
  static String line(String what, long rows, double seconds) {
    String elapsed = String.format(Locale.ROOT, "%s, %.0f s", what, seconds);
    return rows == 0
        ? elapsed
        : String.format(
            Locale.ROOT, "%s, %,d rows, %,.0f rows/s", elapsed, rows, rows / Math.max(seconds, 1));
  }

  private void show() {
    try {
      while (true) {
        Thread.sleep(MILLIS);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.err.print(CLEAR + line(what, rows.getAsLong(), seconds));
        System.err.flush();
      }
    } catch (InterruptedException done) {
      System.err.print(CLEAR);
      System.err.flush();
    }
  }

  @Override
  public void close() {
    if (thread.isAlive()) {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
