package dev.assay.transforms;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * A gold row as a stream states it now, in place of what it stated before.
 *
 * @param stands false when there is no such row any more: nothing but its key counts then
 * @param number grows with every statement of a key in a run: runners may change their order
 */
public record Restated<G extends Record>(G row, boolean stands, long number) {
  /** What is stated once. */
  public Restated(G row, boolean stands) {
    this(row, stands, 0);
  }

  public static <G extends Record> Coder<Restated<G>> coder(Table<G> table) {
    return CompositeCoder.of(
        Restated.class,
        Restated::stands,
        BooleanCoder.of(),
        Restated::number,
        VarLongCoder.of(),
        Restated::row,
        RecordCoder.of(table.type()),
        (stands, number, row) -> new Restated<>(row, stands, number));
  }
}
