package dev.assay.runners.local;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.hamcrest.Matcher;
import org.hamcrest.StringDescription;

/** Waits in a test for something that comes true by itself. */
public final class Deadline {
  private static final Duration PATIENCE = Duration.ofSeconds(300);

  /** Each look costs a connection or a question to a server that others wait for. */
  private static final long LOOK_MILLIS = 200;

  private Deadline() {}

  /** Looks until it matches. What is thrown meanwhile is not yet. */
  public static <T> void await(Callable<T> value, Matcher<? super T> matcher) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Object last;
      try {
        T now = value.call();
        if (matcher.matches(now)) {
          return;
        }
        last = now;
      } catch (RuntimeException notYet) {
        last = notYet;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "expected " + StringDescription.asString(matcher) + ", was " + last);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }
}
