package dev.assay.pipelines;

import dev.assay.schemas.Table;
import dev.assay.transforms.Rows;
import org.apache.beam.sdk.values.PCollection;

/** Takes the rows of gold tables as a flow makes them of silver: to keep, or to compare. */
public interface GoldSink {
  <G extends Record> void gold(Table<G> table, PCollection<Rows<G>> rows);
}
