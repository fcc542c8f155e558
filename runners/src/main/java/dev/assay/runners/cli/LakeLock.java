package dev.assay.runners.cli;

import dev.assay.runners.local.HomeLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** One run of a pipeline at a time writes to a lake. */
final class LakeLock {
  private LakeLock() {}

  /**
   * Works while no other process of this machine can. A lake elsewhere cannot be locked.
   *
   * @throws CommandFailed when another does so already
   */
  static <T> T during(String pipeline, String lake, Supplier<T> work) {
    if (lake.contains("://")) {
      return work.get();
    }
    try {
      HomeLock alone = taken(Path.of(lake, pipeline, "runs", "lock"));
      try {
        return work.get();
      } finally {
        alone.close();
      }
    } catch (IOException e) {
      throw new CommandFailed("The lake cannot be locked: " + e.getMessage(), e);
    }
  }

  private static HomeLock taken(Path file) throws IOException {
    try {
      return HomeLock.take(file);
    } catch (IllegalStateException e) {
      throw new CommandFailed(e.getMessage(), e);
    }
  }
}
