package dev.assay.runners.simulate;

import java.util.SplittableRandom;

/**
 * Text that does not fit a page of PostgreSQL and cannot be compressed: it is stored outside its
 * row (TOAST), and a change of other columns does not tell it to the log again.
 */
final class LongText {

  /** The condition that a column holds one. */
  static final String IN_COLUMN = "octet_length(%s) > 8192";

  private static final int SHORTEST = 9_000;
  private static final int LONGEST = 14_000;
  private static final char FIRST = '!';
  private static final char LAST = '~';

  private LongText() {}

  static String anyOf(SplittableRandom random) {
    StringBuilder text = new StringBuilder(LONGEST).append("Reference ");
    int length = random.nextInt(SHORTEST, LONGEST);
    while (text.length() < length) {
      text.append((char) random.nextInt(FIRST, LAST + 1));
    }
    return text.toString();
  }
}
