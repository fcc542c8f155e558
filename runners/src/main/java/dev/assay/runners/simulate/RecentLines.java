package dev.assay.runners.simulate;

import java.util.SplittableRandom;

/** The last few hundred lines that may be repeated, with what they are worth. */
final class RecentLines {

  private static final int KEPT = 300;

  record Kept(byte[] line, long value) {}

  private final Kept[] kept = new Kept[KEPT];
  private long added;

  void add(byte[] line, long value) {
    kept[(int) (added++ % KEPT)] = new Kept(line, value);
  }

  boolean isEmpty() {
    return added == 0;
  }

  Kept any(SplittableRandom random) {
    return kept[random.nextInt((int) Math.min(added, KEPT))];
  }
}
