package dev.assay.transforms;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import java.util.List;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** The sums of several tables, in daily windows. */
public final class Aggregated {
  private final List<Table<?>> tables;
  private final PCollection<KV<Integer, byte[]>> sums;

  Aggregated(List<Table<?>> tables, PCollection<KV<Integer, byte[]>> sums) {
    this.tables = tables;
    this.sums = sums;
  }

  /** The rows of this gold table. */
  public <G extends Record> PCollection<Rows<G>> rows(Table<G> table) {
    return Packets.rows(sums, tables, table, RecordCoder.of(table.type()));
  }
}
