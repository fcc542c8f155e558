package dev.assay.pipelines.io.lake;

import dev.assay.schemas.AvroRows;
import dev.assay.schemas.Column;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * Some columns of stored rows, to be read without the others.
 *
 * @param schema of these columns alone
 * @param columns in the order in which they were asked for
 * @param names as a file has them, likewise
 */
record Columns(Schema schema, List<Column> columns, List<String> names) {
  /** Their values in this row, in their order; null for an absent one. */
  Object[] values(GenericRecord avro) {
    Object[] values = new Object[names.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = AvroRows.fromAvro(columns.get(i), avro.get(i));
    }
    return values;
  }
}
