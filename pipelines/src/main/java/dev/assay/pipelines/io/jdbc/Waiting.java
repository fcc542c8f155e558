package dev.assay.pipelines.io.jdbc;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Work of this JVM that waits for something outside, for whoever watches it.
 *
 * @param what it waits for, and why, as in "the warehouse at localhost:5432/assay (no connection)"
 * @param sinceNanos since when, by {@link System#nanoTime()}
 */
public record Waiting(String what, long sinceNanos) {
  private static final Map<Thread, Waiting> NOW = new ConcurrentHashMap<>();

  /** What this JVM has waited for the longest; empty when it waits for nothing. */
  public static Optional<Waiting> now() {
    return NOW.values().stream().min(Comparator.comparing(Waiting::sinceNanos));
  }

  /** This thread waits. */
  static void begin(String what, long sinceNanos) {
    NOW.put(Thread.currentThread(), new Waiting(what, sinceNanos));
  }

  /** It does not any more. */
  static void end() {
    NOW.remove(Thread.currentThread());
  }
}
