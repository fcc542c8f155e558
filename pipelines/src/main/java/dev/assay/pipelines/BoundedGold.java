package dev.assay.pipelines;

import dev.assay.schemas.Period;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import dev.assay.transforms.Addend;
import dev.assay.transforms.Aggregate;
import dev.assay.transforms.Aggregated;
import dev.assay.transforms.BoundedTables;
import dev.assay.transforms.Recipe;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Sum;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Makes the gold of a flow of the silver of a bounded run, table by table, as it is declared. */
final class BoundedGold implements BoundedTables {
  private final Flow flow;
  private final int shards;
  private final int goldShards;
  private final Map<Table<?>, SilverRows<?>> silver;
  private final Map<Table<?>, PCollection<?>> given = new HashMap<>();
  private final Map<Table<?>, PCollection<?>> made = new HashMap<>();
  private final Map<String, PCollection<?>> bare = new HashMap<>();
  private Aggregated sums;

  /**
   * Of this silver.
   *
   * @param shards how many parts a grouping by key has
   * @param goldShards likewise of gold
   */
  BoundedGold(Flow flow, int shards, int goldShards, Map<Table<?>, SilverRows<?>> silver) {
    this.flow = flow;
    this.shards = shards;
    this.goldShards = goldShards;
    this.silver = silver;
  }

  /** Makes all of it. */
  void to(GoldSink sink) {
    flow.recipes().forEach(recipe -> make(recipe, sink));
  }

  private <G extends Record> void make(Recipe<G> recipe, GoldSink sink) {
    sink.gold(recipe.into(), gold(recipe.into()));
  }

  @SuppressWarnings("unchecked")
  private <T extends Record> PCollection<Rows<Refined<T>>> changed(Table<T> table, Period period) {
    return ((SilverRows<T>) silver.get(table)).changed(period);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends Record> PCollection<Rows<Refined<T>>> all(Table<T> table) {
    return ((SilverRows<T>) silver.get(table)).all();
  }

  @Override
  public <R extends Record> PCollection<Rows<R>> rows(Table<R> table, boolean ofAllDays) {
    if (flow.isMade(table)) {
      return gold(table);
    }
    boolean isAll = ofAllDays || !silver.containsKey(table);
    PCollection<Rows<Refined<R>>> some = isAll ? rows(table) : changed(table, Period.DAY);
    String label = (isAll ? "All rows of " : "Rows of changed ") + table.name();
    return bare(label, table, some);
  }

  @SuppressWarnings("unchecked")
  private <R extends Record> PCollection<Rows<R>> bare(
      String label, Table<R> table, PCollection<Rows<Refined<R>>> some) {
    return (PCollection<Rows<R>>)
        bare.computeIfAbsent(
            label,
            of ->
                some.apply(label, ParDo.of(new Bare<R>()))
                    .setCoder(Rows.coder(RecordCoder.of(table.type()))));
  }

  private static final class Bare<R extends Record> extends DoFn<Rows<Refined<R>>, Rows<R>> {
    @ProcessElement
    public void process(@Element Rows<Refined<R>> rows, OutputReceiver<Rows<R>> out) {
      out.output(new Rows<>(rows.list().stream().map(Refined::row).toList()));
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public <G extends Record> PCollection<Rows<G>> gold(Table<G> table) {
    PCollection<?> known = made.get(table);
    if (known == null) {
      known = flow.recipe(table).bounded(this);
      made.put(table, known);
    }
    return (PCollection<Rows<G>>) known;
  }

  /** All sums are made at once. */
  @Override
  public <G extends Record> PCollection<Rows<G>> sums(Sum<G> sum) {
    if (sums == null) {
      List<Sum<?>> all = Sum.among(flow.recipes());
      Aggregate aggregate = Aggregate.into(goldShards, all.stream().map(Sum::into).toList());
      flow.addedUp().forEach(source -> add(source, all, aggregate));
      sums = aggregate.perDay();
    }
    return sums.rows(sum.into());
  }

  private <T extends Record> void add(Table<T> source, List<Sum<?>> all, Aggregate aggregate) {
    List<Addend<T>> addends = Sum.addends(source, all);
    List<Addend<T>> ofAllDays =
        addends.stream().filter(each -> flow.isOfAllDays(each.metric().table())).toList();
    for (Period period : Period.values()) {
      List<Addend<T>> ofPeriod =
          addends.stream()
              .filter(each -> !ofAllDays.contains(each))
              .filter(each -> each.metric().table().period() == period)
              .toList();
      if (!ofPeriod.isEmpty()) {
        aggregate.add(
            "Add up " + source.name() + (period == Period.DAY ? "" : " per " + period),
            changed(source, period),
            ofPeriod);
      }
    }
    if (!ofAllDays.isEmpty()) {
      aggregate.add("Add up all " + source.name(), rows(source), ofAllDays);
    }
  }

  @SuppressWarnings("unchecked")
  private <T extends Record> PCollection<Rows<Refined<T>>> rows(Table<T> table) {
    return silver.containsKey(table)
        ? all(table)
        : (PCollection<Rows<Refined<T>>>)
            given.computeIfAbsent(table, of -> flow.giver(table).orElseThrow().rows(table, this));
  }

  @Override
  public int shards() {
    return shards;
  }

  @Override
  public int goldShards() {
    return goldShards;
  }
}
