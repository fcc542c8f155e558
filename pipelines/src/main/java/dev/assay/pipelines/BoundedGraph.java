package dev.assay.pipelines;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import dev.assay.transforms.Claimed;
import dev.assay.transforms.Enrich;
import dev.assay.transforms.Given;
import dev.assay.transforms.LateRows;
import dev.assay.transforms.NeverEmpty;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/** Builds the graph of a bounded run of a flow: its silver, table by table, and its gold. */
public final class BoundedGraph {
  private final Flow flow;
  private final BoundedRun run;
  private final Map<Table<?>, Silver<?>> settled = new HashMap<>();
  private final Map<Table<?>, SilverRows<?>> silver = new HashMap<>();

  /** The rows that others look up, which are made where one does. */
  private final Map<Table<?>, PCollection<?>> references = new HashMap<>();

  private BoundedGraph(Flow flow, BoundedRun run) {
    this.flow = flow;
    this.run = run;
  }

  /** Builds it; everything the run needs to know is found out by workers, not here. */
  public static void build(Pipeline pipeline, Flow flow, RunSettings settings) {
    BoundedRun run = BoundedRun.begin(pipeline, settings, flow);
    BoundedGraph graph = new BoundedGraph(flow, run);
    flow.sources().forEach(graph::settle);
    flow.sources().forEach(graph::complete);
    new BoundedGold(flow, settings.shards(), settings.goldShards(), graph.silver).to(run);
    run.finish();
  }

  private <T extends Record> void settle(Source<T> source) {
    Table<T> table = source.table();
    Claimed.Of<T> claims = Claimed.of(flow.own(table), run.settings().shards(), source.refine());
    if (flow.closesDays() && table.eventTime().isPresent()) {
      claims.then(
          "Set late " + source.words() + " apart",
          LateRows.before(table, Given.by(run.firstOpenDay()), run.late(table)));
    }
    List<Silver.Described<T>> described = new ArrayList<>();
    for (Enrich<T, ?> enrich : source.enriched()) {
      Enrich.Step<T, ?> step = describe(table, enrich);
      claims.then("Add " + enrich.other().name() + " to " + source.words(), step);
      described.add(new Silver.Described<>(step, settled.get(enrich.other()).changedKeys()));
    }
    Claimed<T> claimed = run.bronze(source).apply("Refine " + source.words(), claims);
    settled.put(table, Silver.settle(run, source, claimed, described));
  }

  private <T extends Record, R extends Record> Enrich.Step<T, R> describe(
      Table<T> table, Enrich<T, R> enrich) {
    return enrich.of(table, reference(enrich.other()));
  }

  /** Of a table without days, these are the rows that the run completes in any case. */
  @SuppressWarnings("unchecked")
  private <R extends Record> PCollection<Rows<Refined<R>>> reference(Table<R> table) {
    PCollection<?> known = references.get(table);
    if (known == null) {
      if (table.eventTime().isEmpty()) {
        complete(flow.source(table.name()));
        known = silver.get(table).changed();
      } else {
        known = settled.get(table).all();
      }
      known = orNone(table, known);
      references.put(table, known);
    }
    return (PCollection<Rows<Refined<R>>>) known;
  }

  @SuppressWarnings("unchecked")
  private static <R extends Record> PCollection<Rows<Refined<R>>> orNone(
      Table<R> table, PCollection<?> rows) {
    return ((PCollection<Rows<Refined<R>>>) rows)
        .apply("Rows of " + table.name() + " or none", NeverEmpty.with(new Rows<>(List.of())));
  }

  private void complete(Source<?> source) {
    Table<?> table = source.table();
    if (!silver.containsKey(table)) {
      silver.put(table, settled.get(table).rows(days(table)));
    }
  }

  /** Gold of a day is made of all its rows: what changes for one table changes for its partners. */
  private PCollection<ChangedDay> days(Table<?> table) {
    List<Table<?>> partners = flow.addedUpWith(table);
    PCollection<ChangedDay> days = settled.get(table).touched();
    for (Table<?> partner : partners) {
      String of = table.name() + " with " + partner.name();
      days =
          PCollectionList.of(days)
              .and(
                  settled
                      .get(partner)
                      .touched()
                      .apply("Days of " + of, ParDo.of(new DaysFor(table.name())))
                      .setCoder(RecordCoder.of(ChangedDay.class)))
              .apply("All days of " + of, Flatten.pCollections());
    }
    return days;
  }

  private static final class DaysFor extends DoFn<ChangedDay, ChangedDay> {
    private final String table;

    DaysFor(String table) {
      this.table = table;
    }

    @ProcessElement
    public void process(@Element ChangedDay part, OutputReceiver<ChangedDay> out) {
      out.output(new ChangedDay(table, part.day()));
    }
  }
}
