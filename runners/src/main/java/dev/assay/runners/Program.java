package dev.assay.runners;

import java.util.regex.Pattern;

/** How Assay was called, for hints that can be typed as they stand. */
public final class Program {
  /** The system property that the launcher sets. */
  public static final String NAME = "assay.program";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private static volatile String home = "";

  private Program() {}

  /** Tells what the next command must say to work on the same home; nothing for the usual one. */
  public static void worksIn(String options) {
    home = options;
  }

  /** As it was called. */
  public static String name() {
    return System.getProperty(NAME, "assay");
  }

  /** A command line that begins with the program as it was called. */
  public static String call(String arguments) {
    return quoted(name()) + " " + arguments;
  }

  /** Likewise for a command that works on the same home as this one. */
  public static String callHere(String arguments) {
    return call(arguments) + home;
  }

  /** An option to put behind it, with a blank before. */
  public static String option(String name, Object value) {
    return " --" + name + "=" + quoted(value.toString());
  }

  /** A word as a shell takes it for one. */
  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
