package dev.assay.runners;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Numbers and times are formatted with a stated locale: a locale may have digits of its own. Only
 * the source tells, for a format is text like any other in the compiled class.
 */
class FormatsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern LITERAL =
      Pattern.compile(
          "\"\"\"(?:[^\"\\\\]|\\\\.|\"(?!\"\"))*+\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*+\"",
          Pattern.DOTALL);

  /** A conversion other than of text: that of a number, a time or a character. */
  private static final Pattern CONVERSION =
      Pattern.compile("%(\\d+\\$)?[-#+0,(]*\\d*(\\.\\d+)?([dxXeEfgGaAoc]|[tT][a-zA-Z])");

  @Test
  void number_in_a_format_is_written_with_a_stated_locale() throws IOException {
    List<String> wrong = new ArrayList<>();
    List<Path> sources = sources();
    for (Path source : sources) {
      wrong(Files.readString(source))
          .forEach(format -> wrong.add(ROOT.relativize(source) + ": " + format));
    }

    assertThat(sources, is(not(empty())));
    assertThat(
        "Write %s where no digits need be filled up, or String.format(Locale.ROOT, ...)",
        wrong, is(empty()));
  }

  @Test
  void rule_sees_what_it_must() {
    assertThat(wrong("{ x = \"%d; {%s}\".formatted(1); }"), contains("\"%d; {%s}\""));
    assertThat(wrong("{ out.printf(\"%.0f s\", 1.0); }"), hasSize(1));
    assertThat(wrong("{ f(Locale.ROOT); g(\"\"\"\n %tF\n \"\"\".formatted(now)); }"), hasSize(1));
    assertThat(wrong("{ out.printf(Locale.ROOT, \"; %d%n\", 1); }"), is(empty()));
    assertThat(wrong("{ x = \"%s and 1%%\".formatted(1); }"), is(empty()));
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> ROOT.relativize(file).toString().contains("src/main/java"))
          .toList();
    }
  }

  /** Formats in statements that name no locale. */
  private static List<String> wrong(String source) {
    String masked = LITERAL.matcher(source).replaceAll(m -> "_".repeat(m.group().length()));
    List<String> wrong = new ArrayList<>();
    for (Matcher literal = LITERAL.matcher(source); literal.find(); ) {
      boolean converts = CONVERSION.matcher(literal.group().replace("%%", "")).find();
      if (converts && !statement(masked, literal.start()).contains("Locale.")) {
        wrong.add(literal.group());
      }
    }
    return wrong;
  }

  private static String statement(String masked, int at) {
    int begin = at;
    while (begin > 0 && ";{}".indexOf(masked.charAt(begin - 1)) < 0) {
      begin--;
    }
    int end = masked.indexOf(';', at);
    return masked.substring(begin, end < 0 ? masked.length() : end);
  }
}
