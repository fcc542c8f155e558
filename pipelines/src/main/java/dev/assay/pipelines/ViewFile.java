package dev.assay.pipelines;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The statements that make a flow's views in the warehouse, from a file of SQL. */
final class ViewFile {
  private ViewFile() {}

  /**
   * Of the file of this name, which lies beside a class.
   *
   * @throws IllegalArgumentException when there is none
   */
  static List<String> statements(Class<?> beside, String name) {
    try (InputStream sql = beside.getResourceAsStream(name)) {
      if (sql == null) {
        throw new IllegalArgumentException("No file " + name + " lies beside " + beside.getName());
      }
      String text = new String(sql.readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(text.split(";")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
