package dev.assay.runners.cli;

/**
 * What is done when a person ends this process with Ctrl-C, or another program ends it: a run says
 * what becomes of it.
 */
final class Interruption {
  private Interruption() {}

  /** Does the work; when the process is ended meanwhile, also what is to be done then. */
  static void during(Runnable work, Runnable whenEnded) {
    Thread hook = new Thread(whenEnded, "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      work.run();
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException ending) {
        // It is being done.
      }
    }
  }
}
