package dev.assay.pipelines;

import dev.assay.schemas.Table;
import dev.assay.transforms.Batch;
import dev.assay.transforms.Change;
import dev.assay.transforms.Enrich;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Settle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/**
 * Builds the graph of a run of a flow without end: some of its tables come from topics, and silver
 * of the others is as it was when the run began.
 */
public final class UnboundedGraph {
  private final Flow flow;
  private final StreamSettings settings;
  private final UnboundedRun stream;
  private final Map<Table<?>, PCollection<?>> silver = new HashMap<>();

  private UnboundedGraph(Flow flow, StreamSettings settings, UnboundedRun stream) {
    this.flow = flow;
    this.settings = settings;
    this.stream = stream;
  }

  /**
   * Builds it; everything the run needs to know is found out by workers, not here.
   *
   * @throws IllegalArgumentException when tables of gold refer to one another: a stream writes each
   *     as it changes, and so in no order
   */
  public static void build(Pipeline pipeline, Flow flow, StreamSettings settings) {
    GoldOrder.requireNone(flow.gold());
    UnboundedRun stream = UnboundedRun.begin(pipeline, settings, flow);
    UnboundedGraph graph = new UnboundedGraph(flow, settings, stream);
    flow.sources().forEach(graph::settle);
    UnboundedGold gold = new UnboundedGold(flow, settings, graph.silver, Optional.of(stream));
    gold.to(stream);
    stream.finish(gold.completeDays(), gold.owed());
  }

  private <T extends Record> void settle(Source<T> source) {
    Table<T> table = source.table();
    if (flow.isChanging(table, settings)) {
      silver.put(table, settled(source));
    } else if (flow.isSource(table)) {
      silver.put(table, stream.unchanging(table));
    }
  }

  private <T extends Record> PCollection<Rows<Change<T>>> settled(Source<T> source) {
    Table<T> table = source.table();
    PCollection<Batch<T>> batches = settings.isRead(table) ? read(source) : stream.none(table);
    List<Settle.Reference<T, ?>> references = new ArrayList<>();
    for (Enrich<T, ?> enrich : source.enriched()) {
      // In the order in which rows gain from them, so that one may look at what another gave.
      if (flow.isChanging(enrich.other(), settings) || !references.isEmpty()) {
        references.add(reference(enrich));
      } else {
        batches =
            batches.apply(
                "Add " + enrich.other().name() + " to " + source.words(), described(table, enrich));
      }
    }
    return stream.silver(source, batches, references);
  }

  private <T extends Record> PCollection<Batch<T>> read(Source<T> source) {
    PCollection<Batch<T>> batches =
        stream.bronze(source).apply("Refine " + source.words(), source.refine());
    boolean hasDays = source.table().eventTime().isPresent();
    return flow.closesDays() && hasDays
        ? batches.apply("Set late " + source.words() + " apart", stream.closedDays(source.table()))
        : batches;
  }

  @SuppressWarnings("unchecked")
  private <T extends Record, R extends Record> Settle.Reference<T, R> reference(
      Enrich<T, R> enrich) {
    Table<R> other = enrich.other();
    PCollection<Rows<Change<R>>> changes =
        flow.isChanging(other, settings)
            ? (PCollection<Rows<Change<R>>>) silver.get(other)
            : stream.unchanging(other);
    return new Settle.Reference<>(enrich, changes);
  }

  private <T extends Record, R extends Record> Enrich.Step<T, R> described(
      Table<T> table, Enrich<T, R> enrich) {
    return enrich.of(table, stream.loaded(enrich.other()));
  }
}
