package dev.assay.runners.simulate;

import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** Holds a writer back to a number of lines or other things per second, if one is given. */
final class Pace {

  private static final int CHECKS_PER_SECOND = 20;

  private final String what;
  private final double rate;
  private final long checkEvery;
  private final long startNanos = System.nanoTime();

  /**
   * @param what is counted, in the plural
   */
  Pace(String what, OptionalDouble perSecond) {
    this.what = what;
    rate = perSecond.orElse(Double.POSITIVE_INFINITY);
    checkEvery = Math.max(1, (long) (rate / CHECKS_PER_SECOND));
  }

  /** Returns once it is time to have done this many. */
  void await(long done) {
    if (done % checkEvery != 0) {
      return;
    }
    long due = (long) (done / rate * TimeUnit.SECONDS.toNanos(1));
    try {
      TimeUnit.NANOSECONDS.sleep(due - (System.nanoTime() - startNanos));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SimulationException(
          "The simulation was interrupted after " + done + " " + what + ": it is incomplete.", e);
    }
  }
}
