package dev.assay.transforms;

import dev.assay.schemas.Table;
import org.apache.beam.sdk.values.PCollection;

/** The tables of a run without end, of which a table of gold is made. */
public interface UnboundedTables {
  /** What changes in a table, of silver or of gold. */
  <T extends Record> PCollection<Rows<Change<T>>> changes(Table<T> table);

  /** The rows of a table of gold that was made before, as they are stated. */
  <G extends Record> PCollection<Rows<Restated<G>>> gold(Table<G> table);

  /** The rows of a table of gold whose facts are added up, as they are stated. */
  <G extends Record> PCollection<Rows<Restated<G>>> sums(Sum<G> sum);

  /** How many parts the state by key has. */
  int shards();

  /** Likewise of gold, which has fewer rows. */
  int goldShards();
}
