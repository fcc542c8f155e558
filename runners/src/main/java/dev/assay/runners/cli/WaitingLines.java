package dev.assay.runners.cli;

import dev.assay.pipelines.io.jdbc.Waiting;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * Tells in messages what a command waits for, and for how long by now, where no progress is shown
 * that does: on a line after a second, and then now and then.
 */
final class WaitingLines implements AutoCloseable {
  private static final long MILLIS = 250;
  private static final double FIRST = 1;
  private static final double EVERY = 10;

  private final Thread thread = new Thread(this::look, "waiting");

  private WaitingLines() {
    thread.setDaemon(true);
  }

  /** Until it is closed. */
  static WaitingLines begin() {
    WaitingLines lines = new WaitingLines();
    lines.thread.start();
    return lines;
  }

  /** What this process waits for, as a line. */
  static Optional<String> line() {
    return Waiting.now()
        .map(each -> "Waiting for " + each.what() + ", " + (long) seconds(each) + " s");
  }

  private static double seconds(Waiting waiting) {
    return (System.nanoTime() - waiting.sinceNanos()) / 1e9;
  }

  private void look() {
    double due = FIRST;
    try {
      while (true) {
        Thread.sleep(MILLIS);
        double waited = Waiting.now().map(WaitingLines::seconds).orElse(0.0);
        if (waited == 0) {
          due = FIRST;
        } else if (waited >= due && !Progress.isShown()) {
          due = waited + EVERY;
          line().ifPresent(line -> Messages.tell(Level.WARN, line));
        }
      }
    } catch (InterruptedException done) {
      // The command has ended.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
