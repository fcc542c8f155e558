package dev.assay.pipelines.wealth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The warehouse's views over all time, from {@code views.sql}. */
final class WealthViews {
  static final List<String> STATEMENTS = read();

  private WealthViews() {}

  private static List<String> read() {
    try (InputStream sql = WealthViews.class.getResourceAsStream("views.sql")) {
      String text = new String(sql.readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(text.split(";")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
