package dev.assay.pipelines.io;

/** The lake cannot be read or written. The message says what, why, and what to do. */
public final class LakeException extends RuntimeException {
  public LakeException(String message) {
    super(message);
  }

  public LakeException(String message, Throwable cause) {
    super(message, cause);
  }
}
