package dev.assay.runners.local;

/** A Kafka Connect that does not answer. The message says where, why and what to do. */
public final class ConnectUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConnectUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
