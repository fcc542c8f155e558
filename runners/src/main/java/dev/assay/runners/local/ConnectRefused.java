package dev.assay.runners.local;

/**
 * A Kafka Connect, or a connector in it, that does not do what it is asked. The message says why.
 */
public final class ConnectRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConnectRefused(String message) {
    super(message);
  }
}
