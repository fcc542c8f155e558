package dev.assay.pipelines;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The statements that create a pipeline's views in the warehouse, from its {@code views.sql}. */
public final class ViewFile {
  private ViewFile() {}

  /** Of the pipeline of this class, which lies beside the file. */
  public static List<String> statements(Class<?> pipeline) {
    try (InputStream sql = pipeline.getResourceAsStream("views.sql")) {
      String text = new String(sql.readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(text.split(";")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
