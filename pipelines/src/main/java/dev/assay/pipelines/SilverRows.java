package dev.assay.pipelines;

import dev.assay.schemas.Period;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Rows;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/** The rows of a silver table, as they are after a bounded run. */
final class SilverRows<T extends Record> {
  private final PCollection<Rows<Refined<T>>> changed;
  private final PCollection<Rows<Refined<T>>> all;
  private final Map<Period, PCollection<Rows<Refined<T>>>> within = new EnumMap<>(Period.class);

  /**
   * Of these parts.
   *
   * @param table its name
   * @param changed all rows of every day that changed, and for a table without days all rows
   * @param unchanged the others; empty where there are none, or nobody needs them
   * @param others by a period longer than a day, the rows of those days that did not change in one
   *     that did; only where there are some, and somebody needs them
   */
  SilverRows(
      String table,
      PCollection<Rows<Refined<T>>> changed,
      Optional<PCollection<Rows<Refined<T>>>> unchanged,
      Map<Period, PCollection<Rows<Refined<T>>>> others) {
    this.changed = changed;
    others.forEach(
        (period, rows) ->
            within.put(
                period,
                PCollectionList.of(changed)
                    .and(rows)
                    .apply("Whole " + period + "s of " + table, Flatten.pCollections())));
    this.all =
        unchanged
            .map(rest -> PCollectionList.of(changed).and(rest))
            .map(both -> both.apply("All of " + table, Flatten.pCollections()))
            .orElse(changed);
  }

  PCollection<Rows<Refined<T>>> changed() {
    return changed;
  }

  /** All rows of every such period in which a day changed. */
  PCollection<Rows<Refined<T>>> changed(Period period) {
    return within.getOrDefault(period, changed);
  }

  PCollection<Rows<Refined<T>>> all() {
    return all;
  }
}
