package dev.assay.runners.cli;

import dev.assay.runners.cli.ProgressLine.Seen;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.event.Level;

/**
 * Tells in messages what long work has done so far: on one line of a terminal that is written over
 * and over, and otherwise in one when a stage begins and now and then. Results go to the output,
 * which scripts read.
 */
final class Progress implements AutoCloseable {
  private static final long MILLIS = 500;
  private static final AtomicInteger SHOWN = new AtomicInteger();
  private static final String CLEAR = "\r\u001b[K";

  private final LongFunction<Seen> work;
  private final boolean watched = Terminal.isWatched();
  private final ProgressLine lines = new ProgressLine();
  private final long start = System.nanoTime();
  private final Thread thread;
  private volatile LongSupplier rows = () -> 0;
  private volatile boolean ended;

  private Progress(LongFunction<Seen> work) {
    this.work = work;
    this.thread = new Thread(this::show, "progress");
    thread.setDaemon(true);
  }

  /** Of work that has stages, until it is closed. */
  static Progress of(Supplier<Seen> work) {
    Progress progress = new Progress(rows -> work.get());
    progress.thread.start();
    return progress;
  }

  /** Of work that is soon done: on a terminal only. */
  static Progress of(String what) {
    Progress progress = new Progress(rows -> new Seen(what, "", rows, 0, 0));
    if (progress.watched) {
      progress.thread.start();
    }
    return progress;
  }

  /** Says something beside the progress. */
  static void tell(String line) {
    Messages.tell(Level.INFO, line);
  }

  /** Makes room on a terminal for something beside the progress. */
  static void clear() {
    if (Terminal.isWatched()) {
      obey(CLEAR);
    }
  }

  /** Tells where to ask for the rows done so far. */
  void ask(LongSupplier rows) {
    this.rows = rows;
  }

  /** Ends it with a last word. */
  void end(String line) {
    close();
    tell(line);
  }

  /** Whether any is, which also tells what is waited for. */
  static boolean isShown() {
    return SHOWN.get() > 0;
  }

  private void show() {
    SHOWN.incrementAndGet();
    try {
      // What is asked for figures may swallow an interruption.
      while (!ended) {
        tellNow();
        Thread.sleep(MILLIS);
      }
    } catch (InterruptedException done) {
      // As asked.
    } finally {
      SHOWN.decrementAndGet();
    }
    if (watched) {
      obey(CLEAR);
    }
  }

  private void tellNow() {
    Seen seen = work.apply(rows.getAsLong());
    double seconds = (System.nanoTime() - start) / 1e9;
    if (watched) {
      obey(CLEAR + line(ProgressLine.of(seen, WaitingLines.line(), seconds)));
    } else {
      lines.due(seen, WaitingLines.line(), seconds).ifPresent(Progress::tell);
    }
  }

  /** Shorter than a line of the terminal: what wraps is not written over. */
  private static String line(String told) {
    String visible = Visible.of(told);
    return Terminal.isLimited() ? DisplayWidth.cut(visible, Terminal.columns() - 1) : visible;
  }

  /** What is meant for the terminal itself is not made visible. */
  private static void obey(String text) {
    PrintStream terminal = VisibleStream.exact(System.err);
    terminal.print(text);
    terminal.flush();
  }

  @Override
  public void close() {
    ended = true;
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
