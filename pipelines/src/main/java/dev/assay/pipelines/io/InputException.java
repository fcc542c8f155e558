package dev.assay.pipelines.io;

import dev.assay.transforms.Permanent;

/**
 * The input cannot be read. The message says what, why, and what to do. It is permanent, but for
 * one that is said to be passing.
 */
public final class InputException extends RuntimeException {
  public InputException(String message) {
    this(message, null);
  }

  public InputException(String message, Throwable cause) {
    this(message, cause, true);
  }

  private InputException(String message, Throwable cause, boolean permanent) {
    super(message, permanent ? Permanent.cause(cause) : cause);
  }

  /** One that may be gone when it is tried again: brokers that do not answer, for instance. */
  public static InputException passing(String message, Throwable cause) {
    return new InputException(message, cause, false);
  }
}
