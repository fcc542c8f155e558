package dev.assay.pipelines;

import java.util.Locale;
import java.util.regex.Pattern;

/** How a setting is asked for, and so what messages call it. */
public enum Way {
  /** {@code --gold-interval=2}. */
  COMMAND,
  /** {@code gold-interval: 2}, in a YAML file. */
  FILE,
  /** {@code --goldInterval=2}, among the arguments of a job. */
  JOB;

  private static final Pattern NEXT_WORD = Pattern.compile("-(.)");

  /** What a setting of this name is called: {@code --gold-interval}. */
  public String word(String name) {
    return switch (this) {
      case COMMAND -> "--" + name;
      case FILE -> name;
      case JOB -> "--" + camelCase(name);
    };
  }

  /** How it is asked for: {@code --gold-interval=2}. */
  public String said(String name, String value) {
    return word(name) + (this == FILE ? ": " : "=") + value;
  }

  /** A name with dashes as Beam and its runners write theirs: {@code goldInterval}. */
  public static String camelCase(String name) {
    return NEXT_WORD.matcher(name).replaceAll(next -> next.group(1).toUpperCase(Locale.ROOT));
  }

  /** However somebody has written it, the name with dashes. */
  public static String kebabCase(String written) {
    return written
        .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
        .replace('_', '-')
        .toLowerCase(Locale.ROOT);
  }
}
