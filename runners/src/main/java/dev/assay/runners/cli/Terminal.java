package dev.assay.runners.cli;

/** What the launcher found out about where we are read. */
final class Terminal {
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private Terminal() {}

  /** Whether a person watches what we say while we work. */
  static boolean isWatched() {
    return Boolean.getBoolean("assay.terminal") && !Messages.areForPrograms();
  }

  /** Whether there is an end to the lines of the output. */
  static boolean isLimited() {
    return columns() != NO_LIMIT;
  }

  /** How many characters fit on a line of the output. */
  static int columns() {
    int columns = Integer.getInteger("assay.columns", 0);
    return columns < 40 ? NO_LIMIT : columns;
  }
}
