package dev.assay.pipelines.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code audit.row_hash}, by which the warehouse hashes a row as {@link dev.assay.schemas.RowHash}
 * does: so that whoever has the rows of a source can hold silver to them.
 */
final class RowHashFunction {
  private RowHashFunction() {}

  /** Creates it, or makes it again what it must be. */
  static String statement() {
    try (InputStream sql = RowHashFunction.class.getResourceAsStream("row_hash.sql")) {
      return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
