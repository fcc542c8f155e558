package dev.assay.runners.simulate;

import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** Holds a writer back to a number of lines per second, if one is given. */
final class Pace {

  private static final int CHECKS_PER_SECOND = 20;

  private final double rate;
  private final long checkEvery;
  private final long startNanos = System.nanoTime();

  Pace(OptionalDouble linesPerSecond) {
    rate = linesPerSecond.orElse(Double.POSITIVE_INFINITY);
    checkEvery = Math.max(1, (long) (rate / CHECKS_PER_SECOND));
  }

  /** Returns once it is time to have written this many lines. */
  void await(long lines) {
    if (lines % checkEvery != 0) {
      return;
    }
    long due = (long) (lines / rate * TimeUnit.SECONDS.toNanos(1));
    try {
      TimeUnit.NANOSECONDS.sleep(due - (System.nanoTime() - startNanos));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SimulationException(
          "The simulation was interrupted after " + lines + " lines: its files are incomplete.", e);
    }
  }
}
