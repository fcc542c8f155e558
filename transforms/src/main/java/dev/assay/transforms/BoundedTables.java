package dev.assay.transforms;

import dev.assay.schemas.Table;
import org.apache.beam.sdk.values.PCollection;

/** The tables of a bounded run, of which a table of gold is made. */
public interface BoundedTables {
  /** All rows of a table of silver. */
  <T extends Record> PCollection<Rows<Refined<T>>> all(Table<T> table);

  /**
   * The rows of a table, of silver or of gold that was made before.
   *
   * @param ofAllDays of silver, whether those of days on which nothing changes are among them
   */
  <R extends Record> PCollection<Rows<R>> rows(Table<R> table, boolean ofAllDays);

  /** The rows of a table of gold that was made before. */
  <G extends Record> PCollection<Rows<G>> gold(Table<G> table);

  /** The rows of a table of gold whose facts are added up. */
  <G extends Record> PCollection<Rows<G>> sums(Sum<G> sum);

  /** How many parts a grouping by key has. */
  int shards();

  /** Likewise of gold, which has fewer rows. */
  int goldShards();
}
