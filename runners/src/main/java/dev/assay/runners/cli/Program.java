package dev.assay.runners.cli;

import java.util.regex.Pattern;

/** How Assay was called, for hints that can be typed as they stand. */
final class Program {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private Program() {}

  /** A command line that begins with the program as it was called. */
  static String call(String arguments) {
    return quoted(System.getProperty("assay.program", "assay")) + " " + arguments;
  }

  /** An option to put behind it, with a blank before. */
  static String option(String name, Object value) {
    return " --" + name + "=" + quoted(value.toString());
  }

  /** A word as a shell takes it for one. */
  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
