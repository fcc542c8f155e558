package dev.assay.runners.cli;

/** Ranges of numbers: pairs of the first and the last, in ascending order. */
final class Ranges {
  private Ranges() {}

  static boolean hold(int[] pairs, int number) {
    int low = 0;
    int high = pairs.length / 2 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (number < pairs[2 * middle]) {
        high = middle - 1;
      } else if (number > pairs[2 * middle + 1]) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }
}
