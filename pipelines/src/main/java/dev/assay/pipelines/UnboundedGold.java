package dev.assay.pipelines;

import dev.assay.schemas.Table;
import dev.assay.transforms.AggregateStream;
import dev.assay.transforms.AggregatedStream;
import dev.assay.transforms.Change;
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
import org.apache.beam.sdk.values.PCollection;

/** Makes the gold of a flow of what changes in silver, table by table, as it is declared. */
final class UnboundedGold implements UnboundedTables {
  /** Takes the rows of gold tables as they are stated. */
  interface Sink {
    <G extends Record> void gold(Table<G> table, PCollection<Rows<Restated<G>>> rows);
  }

  private final Flow flow;
  private final StreamSettings settings;
  private final Map<Table<?>, PCollection<?>> changes;
  private final Map<Table<?>, PCollection<?>> made = new HashMap<>();
  private final Map<Table<?>, AggregatedStream<?>> sums = new HashMap<>();

  /**
   * Of this silver.
   *
   * @param silver by table, what changes in it
   */
  UnboundedGold(Flow flow, StreamSettings settings, Map<Table<?>, PCollection<?>> silver) {
    this.flow = flow;
    this.settings = settings;
    this.changes = new HashMap<>(silver);
  }

  /** Makes all of it. */
  void to(Sink sink) {
    flow.recipes().forEach(recipe -> make(recipe, sink));
  }

  private <G extends Record> void make(Recipe<G> recipe, Sink sink) {
    PCollection<Rows<Restated<G>>> rows = recipe.unbounded(this);
    made.put(recipe.into(), rows);
    sink.gold(recipe.into(), rows);
  }

  /** What is added up of a table; empty where nothing is. */
  Optional<AggregatedStream<?>> sumsOf(Table<?> source) {
    return Optional.ofNullable(sums.get(source));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends Record> PCollection<Rows<Change<T>>> changes(Table<T> table) {
    PCollection<?> known = changes.get(table);
    if (known == null) {
      known =
          flow.keeper(table)
              .<PCollection<?>>map(keeper -> keeper.changes(this))
              .orElseGet(() -> flow.giver(table).orElseThrow().changes(table, this));
      changes.put(table, known);
    }
    return (PCollection<Rows<Change<T>>>) known;
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

  @Override
  public int goldShards() {
    return settings.goldShards();
  }
}
