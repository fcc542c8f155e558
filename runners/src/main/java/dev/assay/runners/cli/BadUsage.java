package dev.assay.runners.cli;

import java.util.List;

/** A command that cannot begin with what it was given, which took a look outside to find out. */
final class BadUsage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  BadUsage(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, as sentences. */
  List<String> problems() {
    return problems;
  }
}
