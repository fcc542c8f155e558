package dev.assay.pipelines;

import dev.assay.transforms.Refined;
import dev.assay.transforms.Rows;
import java.util.Optional;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/** The rows of a silver table, as they are after a bounded run. */
final class SilverRows<T extends Record> {
  private final PCollection<Rows<Refined<T>>> changed;
  private final PCollection<Rows<Refined<T>>> all;

  /**
   * Of these parts.
   *
   * @param table its name
   * @param changed all rows of every day that changed, and for a table without days all rows
   * @param unchanged the others; empty where there are none, or nobody needs them
   */
  SilverRows(
      String table,
      PCollection<Rows<Refined<T>>> changed,
      Optional<PCollection<Rows<Refined<T>>>> unchanged) {
    this.changed = changed;
    this.all =
        unchanged
            .map(others -> PCollectionList.of(changed).and(others))
            .map(both -> both.apply("All of " + table, Flatten.pCollections()))
            .orElse(changed);
  }

  PCollection<Rows<Refined<T>>> changed() {
    return changed;
  }

  PCollection<Rows<Refined<T>>> all() {
    return all;
  }
}
