package dev.assay.pipelines;

import dev.assay.schemas.Table;
import dev.assay.transforms.Batch;
import dev.assay.transforms.Enrich;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/**
 * Builds the graph of a run of a flow without end: one of its tables comes from topics, and silver
 * of the others is as it was when the run began.
 */
public final class UnboundedGraph {
  private UnboundedGraph() {}

  /**
   * Builds it; everything the run needs to know is found out by workers, not here.
   *
   * @throws IllegalArgumentException when tables of gold refer to one another: a stream writes each
   *     as it changes, and so in no order
   */
  public static void build(Pipeline pipeline, Flow flow, StreamSettings settings) {
    GoldOrder.requireNone(flow.gold());
    build(pipeline, flow, settings, flow.source(settings.table()));
  }

  private static <T extends Record> void build(
      Pipeline pipeline, Flow flow, StreamSettings settings, Source<T> source) {
    Stream<T> stream = Stream.begin(pipeline, settings, flow, source);
    Map<Table<?>, PCollection<?>> silver = new HashMap<>();
    for (Source<?> other : flow.sources()) {
      if (other != source && flow.addedUp().contains(other.table())) {
        silver.put(other.table(), stream.unchanging(other.table()));
      }
    }
    silver.put(source.table(), stream.silver(refined(flow, source, stream)));
    UnboundedGold gold = new UnboundedGold(flow, settings, silver, Optional.of(stream));
    gold.to(stream);
    stream.finish(gold.completeDays(source.table()));
  }

  private static <T extends Record> PCollection<Batch<T>> refined(
      Flow flow, Source<T> source, Stream<T> stream) {
    PCollection<Batch<T>> batches =
        stream.bronze().apply("Refine " + source.words(), source.refine());
    if (flow.closesDays()) {
      batches = batches.apply("Set late " + source.words() + " apart", stream.closedDays());
    }
    for (Enrich<T, ?> enrich : source.enriched()) {
      batches =
          batches.apply(
              "Add " + enrich.other().name() + " to " + source.words(),
              described(source.table(), enrich, stream));
    }
    return batches;
  }

  private static <T extends Record, R extends Record> Enrich.Step<T, R> described(
      Table<T> table, Enrich<T, R> enrich, Stream<?> stream) {
    return enrich.of(table, stream.held(enrich.other()));
  }
}
