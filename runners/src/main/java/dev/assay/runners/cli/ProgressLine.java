package dev.assay.runners.cli;

import java.util.Locale;
import java.util.Optional;

/**
 * What long work has done so far, as a line. Off a terminal it is due when a stage begins, and
 * every ten seconds.
 */
final class ProgressLine {
  private static final double DUE = 10;

  /**
   * What work is at.
   *
   * @param stage empty where it has none
   * @param rows how many are done
   * @param bytes of input that were read
   * @param ofBytes of input that there are; 0 where that is not known
   */
  record Seen(String what, String stage, long rows, long bytes, long ofBytes) {
    private boolean reads() {
      return bytes > 0 && bytes < ofBytes;
    }
  }

  private String stage = "";
  private double toldAt;

  /** The line, where it is due off a terminal; seconds count from the beginning. */
  Optional<String> due(Seen seen, Optional<String> waiting, double seconds) {
    String now = waiting.isPresent() ? "waiting" : seen.stage();
    if (now.equals(stage) && seconds < toldAt + DUE) {
      return Optional.empty();
    }
    stage = now;
    toldAt = seconds;
    return Optional.of(of(seen, waiting, seconds));
  }

  /** Stage and time; of the input how much is read, and how long the rest takes at this rate. */
  static String of(Seen seen, Optional<String> waiting, double seconds) {
    if (waiting.isPresent()) {
      return waiting.get();
    }
    StringBuilder line = new StringBuilder(seen.what());
    line.append(seen.stage().isEmpty() ? "" : ": " + seen.stage());
    line.append(String.format(Locale.ROOT, ", %.0f s", seconds));
    if (seen.rows() > 0) {
      line.append(
          ", "
              + Numbers.count(seen.rows(), "row")
              + String.format(Locale.ROOT, ", %,.0f rows/s", seen.rows() / Math.max(seconds, 1)));
    }
    if (seen.reads()) {
      double left = seconds * (seen.ofBytes() - seen.bytes()) / seen.bytes();
      line.append(share(seen))
          .append(String.format(Locale.ROOT, ", about %.0f s left to read", Math.ceil(left)));
    }
    return line.toString();
  }

  /** Never all of it before all of it is read. */
  private static String share(Seen seen) {
    return String.format(
        Locale.ROOT, ", %d %% of %s", 100 * seen.bytes() / seen.ofBytes(), size(seen.ofBytes()));
  }

  private static String size(long bytes) {
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : bytes < 1_000_000_000
            ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
            : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
