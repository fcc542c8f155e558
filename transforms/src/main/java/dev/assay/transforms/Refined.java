package dev.assay.transforms;

import dev.assay.schemas.Origin;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import org.apache.beam.sdk.coders.Coder;

/** A silver row with its lineage. */
public record Refined<T extends Record>(T row, Origin origin) {
  public static <T extends Record> Coder<Refined<T>> coder(Table<T> table) {
    return CompositeCoder.of(
        Refined.class,
        Refined::row,
        RecordCoder.of(table.type()),
        Refined::origin,
        RecordCoder.of(Origin.class),
        Refined::new);
  }
}
