package dev.assay.pipelines.io;

/** The input cannot be read. The message says what, why, and what to do. */
public final class InputException extends RuntimeException {
  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
