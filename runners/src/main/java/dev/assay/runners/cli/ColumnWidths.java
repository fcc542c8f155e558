package dev.assay.runners.cli;

import java.util.stream.IntStream;

/** How wide the columns of a table are shown. */
final class ColumnWidths {
  private ColumnWidths() {}

  /**
   * As wide as they are; where that is too much, the widest are cut first, and none below its
   * least.
   */
  static int[] fitted(int[] natural, int[] least, int room) {
    int cap = Math.min(room, IntStream.of(natural).max().orElse(0));
    while (cap > 0 && IntStream.of(cut(natural, least, cap)).sum() > room) {
      cap--;
    }
    int[] widths = cut(natural, least, cap);
    int left = room - IntStream.of(widths).sum();
    for (int i = 0; i < widths.length && left > 0; i++) {
      if (widths[i] < natural[i]) {
        widths[i]++;
        left--;
      }
    }
    return widths;
  }

  private static int[] cut(int[] natural, int[] least, int cap) {
    return IntStream.range(0, natural.length)
        .map(i -> Math.max(least[i], Math.min(natural[i], cap)))
        .toArray();
  }
}
