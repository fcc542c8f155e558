package dev.assay.runners.cli;

import java.util.List;

/** A command, or options of one, that tells all that is wrong with them before it begins. */
interface Checked {
  /** What is wrong, as sentences; empty when nothing is. */
  List<String> problems();

  /** Tells what is wrong with an option when nothing can be made of its value. */
  static void tryOut(List<String> problems, String option, Runnable attempt) {
    try {
      attempt.run();
    } catch (IllegalArgumentException e) {
      problems.add(option + ": " + e.getMessage());
    }
  }
}
