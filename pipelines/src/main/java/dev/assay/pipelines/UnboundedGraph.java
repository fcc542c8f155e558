package dev.assay.pipelines;

import dev.assay.schemas.Table;
import dev.assay.transforms.AggregateStream;
import dev.assay.transforms.AggregatedStream;
import dev.assay.transforms.Batch;
import dev.assay.transforms.Change;
import dev.assay.transforms.Enrich;
import dev.assay.transforms.Metric;
import dev.assay.transforms.Recipe;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Sum;
import dev.assay.transforms.UnboundedTables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/**
 * Builds the graph of a run of a flow without end: one of its tables comes from topics, and silver
 * of the others is as it was when the run began.
 */
public final class UnboundedGraph implements UnboundedTables {
  private final Flow flow;
  private final StreamSettings settings;
  private final Stream<?> stream;
  private final Map<Table<?>, PCollection<?>> changes = new HashMap<>();
  private final Map<Table<?>, PCollection<?>> made = new HashMap<>();
  private final Map<Table<?>, AggregatedStream<?>> sums = new HashMap<>();

  private UnboundedGraph(Flow flow, StreamSettings settings, Stream<?> stream) {
    this.flow = flow;
    this.settings = settings;
    this.stream = stream;
  }

  /** Builds it; everything the run needs to know is found out by workers, not here. */
  public static void build(Pipeline pipeline, Flow flow, StreamSettings settings) {
    build(pipeline, flow, settings, flow.source(settings.table()));
  }

  private static <T extends Record> void build(
      Pipeline pipeline, Flow flow, StreamSettings settings, Source<T> source) {
    Stream<T> stream = Stream.begin(pipeline, settings, flow, source);
    UnboundedGraph graph = new UnboundedGraph(flow, settings, stream);
    graph.settle(source, stream);
    flow.recipes().forEach(graph::make);
    stream.finish(Optional.ofNullable(graph.sums.get(source.table())));
  }

  private <T extends Record> void settle(Source<T> source, Stream<T> stream) {
    PCollection<Batch<T>> batches =
        stream.bronze().apply("Refine " + source.name(), source.refine());
    if (flow.closesDays()) {
      batches = batches.apply("Set late " + source.name() + " apart", stream.closedDays());
    }
    for (Enrich<T, ?> enrich : source.enriched()) {
      batches =
          batches.apply(
              "Add " + enrich.other().name() + " to " + source.name(),
              describe(source.table(), enrich));
    }
    changes.put(source.table(), stream.silver(batches));
  }

  private <T extends Record, R extends Record> Enrich.Step<T, R> describe(
      Table<T> table, Enrich<T, R> enrich) {
    return enrich.of(table, stream.held(enrich.other()));
  }

  private <G extends Record> void make(Recipe<G> recipe) {
    PCollection<Rows<Restated<G>>> rows = recipe.unbounded(this);
    made.put(recipe.into(), rows);
    stream.gold(recipe.into(), rows);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends Record> PCollection<Rows<Change<T>>> changes(Table<T> table) {
    PCollection<?> known = changes.get(table);
    if (known == null) {
      known = changed(table);
      changes.put(table, known);
    }
    return (PCollection<Rows<Change<T>>>) known;
  }

  private <T extends Record> PCollection<?> changed(Table<T> table) {
    for (Recipe<?> recipe : flow.recipes()) {
      if (recipe instanceof Recipe.WithRows<?> keeper && recipe.into().equals(table)) {
        return keeper.changes(this);
      }
    }
    return flow.giver(table).isPresent()
        ? flow.giver(table).get().changes(table, this)
        : stream.unchanging(table);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <G extends Record> PCollection<Rows<Restated<G>>> gold(Table<G> table) {
    return (PCollection<Rows<Restated<G>>>) made.get(table);
  }

  @Override
  public <G extends Record> PCollection<Rows<Restated<G>>> sums(Sum<G> sum) {
    AggregatedStream<?> known = sums.get(sum.source());
    if (known == null) {
      known = added(sum.source());
      sums.put(sum.source(), known);
    }
    return known.rows(sum.into());
  }

  private <T extends Record> AggregatedStream<T> added(Table<T> source) {
    List<Metric<T, ?>> metrics = Sum.of(source, flow.recipes());
    return changes(source)
        .apply(
            "Add up " + source.name(),
            AggregateStream.perDay(
                settings.goldShards(), flow.lateness(settings), settings.pane(), metrics));
  }

  @Override
  public int shards() {
    return settings.shards();
  }
}
