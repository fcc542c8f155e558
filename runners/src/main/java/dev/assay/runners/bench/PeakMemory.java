package dev.assay.runners.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory that a process took at most, as Linux tells it. */
final class PeakMemory {
  private static final String PEAK = "VmHWM:";

  private PeakMemory() {}

  /** In MiB; 0 where the process has ended. */
  static long megabytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith(PEAK))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .sum();
    } catch (IOException ended) {
      return 0;
    }
  }
}
