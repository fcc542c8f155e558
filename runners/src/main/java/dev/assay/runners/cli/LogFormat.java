package dev.assay.runners.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How messages are written on the error output: for a person, or for programs. */
enum LogFormat {
  TEXT,
  JSON;

  static final String OPTION = "--log-format";

  /** What {@link #OPTION} says where it is not given; programs that we start are told by it. */
  static final String VARIABLE = "ASSAY_LOG_FORMAT";

  /**
   * What these arguments ask for. It is read off their words, before they are understood: what is
   * wrong with them is a message, too.
   */
  static LogFormat of(String... arguments) {
    List<String> words = Arrays.asList(arguments);
    int end = words.indexOf("--");
    Optional<LogFormat> given = Optional.empty();
    for (int i = 0; i < (end < 0 ? words.size() : end); i++) {
      String word = words.get(i);
      if (word.startsWith(OPTION + "=")) {
        given = named(word.substring(OPTION.length() + 1));
      } else if (word.equals(OPTION) && i + 1 < words.size()) {
        given = named(words.get(i + 1));
      }
    }
    return given.or(() -> named(System.getenv(VARIABLE))).orElse(TEXT);
  }

  /** What is wrong with the variable. */
  static List<String> problems() {
    String word = System.getenv(VARIABLE);
    return word == null || word.isEmpty() || named(word).isPresent()
        ? List.of()
        : List.of(VARIABLE + "=" + word + " is not known: choose among text, json");
  }

  private static Optional<LogFormat> named(String word) {
    return Arrays.stream(values()).filter(each -> each.toString().equalsIgnoreCase(word)).findAny();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
