package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.util.List;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;

/** The sums of the rows of one table, for tests. */
final class Added {
  private Added() {}

  @SafeVarargs
  @SuppressWarnings("varargs")
  static <T extends Record> Aggregated up(
      int shards, PCollection<Rows<Refined<T>>> rows, Metric<T, ?>... metrics) {
    return up(shards, rows, List.of(metrics));
  }

  static <T extends Record> Aggregated up(
      int shards, PCollection<Rows<Refined<T>>> rows, List<Metric<T, ?>> metrics) {
    Aggregate aggregate = Aggregate.into(shards, tables(metrics));
    aggregate.add("Add up", rows, Addend.of(metrics));
    return aggregate.perDay();
  }

  static <T extends Record> AggregatedStream up(
      int shards,
      PCollection<Rows<Change<T>>> changes,
      Lateness lateness,
      Duration interval,
      List<Metric<T, ?>> metrics) {
    AggregateStream aggregate = AggregateStream.into(shards, tables(metrics));
    aggregate.add("Add up", changes, Addend.of(metrics));
    return aggregate.perDay(lateness, interval);
  }

  static <T extends Record> List<Table<?>> tables(List<Metric<T, ?>> metrics) {
    return metrics.stream().<Table<?>>map(Metric::table).toList();
  }
}
