package dev.assay.runners.cli;

/**
 * A failure that Flink tells as text, with its causes: so it is looked through for a message that
 * is meant for users like one of a run in this process.
 */
final class JobFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private JobFailed(String message, JobFailed cause) {
    super(message, cause, false, false);
  }

  /** Of a stack trace as Java prints it. */
  static JobFailed of(String trace) {
    String[] parts = trace.split("\\RCaused by: ");
    JobFailed failure = null;
    for (int i = parts.length - 1; i >= 0; i--) {
      failure = new JobFailed(said(parts[i]), failure);
    }
    return failure;
  }

  /** The exception and its message, without where it was thrown. */
  private static String said(String part) {
    return part.split("\\R\\s+(at |\\.\\.\\. )", 2)[0].strip();
  }

  @Override
  public String toString() {
    return getMessage();
  }
}
