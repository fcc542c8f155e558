package dev.assay.runners.local;

/** A Flink cluster that does not answer. The message says where, why and what to do. */
public final class ClusterUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClusterUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
