package dev.assay.runners.local;

/** A Flink cluster that answers and does not do what it is asked. The message says why. */
public final class ClusterRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClusterRefused(String message) {
    super(message);
  }
}
