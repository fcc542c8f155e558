package dev.assay.runners.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How much room there is on the disk of a folder, which need not be there yet. */
public final class DiskSpace {
  private static final long MEGABYTE = 1_000_000;

  /** With less than this, nothing of use can be written. */
  private static final long FULL = MEGABYTE;

  private DiskSpace() {}

  /**
   * Sees to it that there is room.
   *
   * @param what needs it, as the subject of a sentence
   * @throws DiskFull when there is less
   */
  public static void require(Path folder, long megabytes, String what) throws DiskFull {
    long free = free(folder);
    if (free < megabytes * MEGABYTE) {
      throw new DiskFull(
          "The disk of %s is full: %s MB are free, and %s needs %s MB. Make room there, or choose another folder; nothing was changed"
              .formatted(folder, free / MEGABYTE, what, megabytes));
    }
  }

  /** The first of these folders whose disk is full. */
  public static Optional<Path> full(List<Path> folders) {
    return folders.stream().filter(folder -> free(folder) < FULL).findFirst();
  }

  /** Bytes; what does not tell has room. */
  private static long free(Path folder) {
    Path there = folder.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    try {
      return there == null ? Long.MAX_VALUE : Files.getFileStore(there).getUsableSpace();
    } catch (IOException unknown) {
      return Long.MAX_VALUE;
    }
  }
}
