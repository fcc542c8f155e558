package dev.assay.runners.simulate;

/** A simulation that cannot run as asked. The message says what is wrong and what to do. */
public final class SimulationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SimulationException(String message) {
    super(message);
  }

  SimulationException(String message, Throwable cause) {
    super(message, cause);
  }
}
