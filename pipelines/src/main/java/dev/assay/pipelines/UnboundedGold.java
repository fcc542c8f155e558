package dev.assay.pipelines;

import dev.assay.schemas.Table;
import dev.assay.transforms.AggregateStream;
import dev.assay.transforms.AggregatedStream;
import dev.assay.transforms.Change;
import dev.assay.transforms.Owed;
import dev.assay.transforms.Recipe;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Sum;
import dev.assay.transforms.UnboundedTables;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.beam.sdk.values.PCollection;

/** Makes the gold of a flow of what changes in silver, table by table, as it is declared. */
final class UnboundedGold implements UnboundedTables {
  /** Takes the rows of gold tables as they are stated. */
  interface Sink {
    <G extends Record> void gold(Table<G> table, PCollection<Rows<Restated<G>>> rows);
  }

  /** Tells what was stated before a run that has no saved state. */
  interface Known {
    /**
     * The rows of a table of gold that may have been stated, of the days of which silver is read.
     */
    <G extends Record> PCollection<Rows<G>> known(Table<G> table);
  }

  private final Flow flow;
  private final StreamSettings settings;
  private final Optional<Known> known;
  private final Map<Table<?>, PCollection<?>> changes;
  private final Map<Table<?>, PCollection<?>> made = new HashMap<>();
  private AggregatedStream sums;

  /**
   * Of this silver.
   *
   * @param silver by table, what changes in it
   * @param known empty where nothing was stated before
   */
  UnboundedGold(
      Flow flow,
      StreamSettings settings,
      Map<Table<?>, PCollection<?>> silver,
      Optional<Known> known) {
    this.known = known;
    this.flow = flow;
    this.settings = settings;
    this.changes = new HashMap<>(silver);
  }

  /** Makes all of it. */
  void to(Sink sink) {
    flow.recipes().forEach(recipe -> make(recipe, sink));
  }

  private <G extends Record> void make(Recipe<G> recipe, Sink sink) {
    sink.gold(recipe.into(), gold(recipe.into()));
  }

  /** What is added up and not stated yet; empty where nothing is added up. */
  Optional<PCollection<Owed>> owed() {
    return Sum.among(flow.recipes()).isEmpty() ? Optional.empty() : Optional.of(sums().owed());
  }

  /**
   * The days that are over, of what is added up of tables that are read; empty where nothing is.
   */
  Optional<PCollection<LocalDate>> completeDays() {
    List<Sum<?>> all = Sum.among(flow.recipes());
    Set<Integer> numbers =
        IntStream.range(0, all.size())
            .filter(number -> all.get(number).sources().stream().anyMatch(settings::isRead))
            .boxed()
            .collect(Collectors.toSet());
    return numbers.isEmpty() ? Optional.empty() : Optional.of(sums().completeDays(numbers));
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
    PCollection<?> known = made.get(table);
    if (known == null) {
      known = flow.recipe(table).unbounded(this);
      made.put(table, known);
    }
    return (PCollection<Rows<Restated<G>>>) known;
  }

  @Override
  public <G extends Record> PCollection<Rows<Restated<G>>> sums(Sum<G> sum) {
    return sums().rows(sum.into());
  }

  /** All sums are made at once. */
  private AggregatedStream sums() {
    if (sums == null) {
      List<Sum<?>> all = Sum.among(flow.recipes());
      AggregateStream aggregate =
          AggregateStream.into(settings.goldShards(), all.stream().map(Sum::into).toList());
      flow.addedUp().forEach(source -> add(source, all, aggregate));
      known.ifPresent(before -> all.forEach(sum -> add(sum.into(), before, aggregate)));
      sums = aggregate.perDay(flow.lateness(settings), settings.pane());
    }
    return sums;
  }

  private <T extends Record> void add(
      Table<T> source, List<Sum<?>> all, AggregateStream aggregate) {
    aggregate.add("Add up " + source.name(), changes(source), Sum.addends(source, all));
  }

  private static <G extends Record> void add(
      Table<G> table, Known before, AggregateStream aggregate) {
    aggregate.known("Spread known " + table.name(), table, before.known(table));
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
