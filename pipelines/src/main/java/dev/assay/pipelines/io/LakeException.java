package dev.assay.pipelines.io;

import dev.assay.transforms.Permanent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.List;

/**
 * The lake cannot be read or written. The message says what, why, and what to do. It is permanent,
 * unless a file system has failed in a way that may pass, such as a disk that is full.
 */
public final class LakeException extends RuntimeException {
  /** What file systems say where we may not write; Java has no type of its own for it. */
  private static final List<String> FORBIDDEN =
      List.of(
          "Permission denied",
          "Read-only file system",
          "Not a directory",
          "Operation not permitted",
          "Unable to create parent directories");

  public LakeException(String message) {
    super(message, Permanent.cause(null));
  }

  public LakeException(String message, Throwable cause) {
    super(message, mayPass(cause) ? cause : Permanent.cause(cause));
  }

  private static boolean mayPass(Throwable cause) {
    boolean ofFiles = false;
    for (Throwable e = cause; e != null; e = e.getCause()) {
      String text = String.valueOf(e.getMessage());
      if (e instanceof AccessDeniedException || FORBIDDEN.stream().anyMatch(text::contains)) {
        return false;
      }
      ofFiles |= e instanceof IOException || e instanceof UncheckedIOException;
    }
    return ofFiles;
  }
}
