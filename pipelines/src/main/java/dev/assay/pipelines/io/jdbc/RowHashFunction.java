package dev.assay.pipelines.io.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code audit.row_hash}, by which the warehouse hashes a row as {@link dev.assay.schemas.RowHash}
 * does: so that whoever has the rows of a source can hold silver to them.
 */
final class RowHashFunction {
  /** What another owner has made is left alone. */
  private static final String WHERE_IT_IS_OURS =
      """
      DO $install$ BEGIN
        IF NOT EXISTS (
            SELECT FROM pg_proc
            WHERE oid IN (to_regprocedure('audit.row_text(anyelement, text[])'),
                          to_regprocedure('audit.row_hash(anyelement, text[])'))
              AND NOT pg_has_role(proowner, 'USAGE')) THEN
          EXECUTE $sql$%s$sql$;
        END IF;
      END $install$
      """;

  private RowHashFunction() {}

  /** Creates it, or makes it again what it must be. */
  static String statement() {
    try (InputStream sql = RowHashFunction.class.getResourceAsStream("row_hash.sql")) {
      return WHERE_IT_IS_OURS.formatted(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
