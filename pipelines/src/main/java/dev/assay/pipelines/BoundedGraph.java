package dev.assay.pipelines;

import dev.assay.schemas.Table;
import dev.assay.transforms.Batch;
import dev.assay.transforms.Enrich;
import dev.assay.transforms.LateRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/** Builds the graph of a bounded run of a flow: its silver, table by table, and its gold. */
public final class BoundedGraph {
  private final Flow flow;
  private final Run run;
  private final Map<Table<?>, SilverRows<?>> silver = new HashMap<>();

  private BoundedGraph(Flow flow, Run run) {
    this.flow = flow;
    this.run = run;
  }

  /** Builds it; everything the run needs to know is found out by workers, not here. */
  public static void build(Pipeline pipeline, Flow flow, RunSettings settings) {
    Run run = Run.begin(pipeline, settings, flow);
    BoundedGraph graph = new BoundedGraph(flow, run);
    flow.sources().forEach(graph::settle);
    new BoundedGold(flow, settings.shards(), settings.goldShards(), graph.silver).to(run);
    run.finish();
  }

  private <T extends Record> void settle(Source<T> source) {
    Table<T> table = source.table();
    PCollection<Batch<T>> batches =
        run.bronze(source).apply("Refine " + source.words(), source.refine());
    if (flow.closesDays() && table.eventTime().isPresent()) {
      batches =
          batches.apply(
              "Set late " + source.words() + " apart",
              LateRows.before(table, run.firstOpenDay(), run.late(table)));
    }
    List<Enrich.Step<T, ?>> described = new ArrayList<>();
    for (Enrich<T, ?> enrich : source.enriched()) {
      Enrich.Step<T, ?> step = describe(table, enrich);
      batches = batches.apply("Add " + enrich.other().name() + " to " + source.words(), step);
      described.add(step);
    }
    silver.put(
        table, Silver.of(run, source, described, flow.isNeededWhole(table)).settled(batches));
  }

  private <T extends Record, R extends Record> Enrich.Step<T, R> describe(
      Table<T> table, Enrich<T, R> enrich) {
    @SuppressWarnings("unchecked")
    SilverRows<R> others = (SilverRows<R>) silver.get(enrich.other());
    return enrich.of(table, others.all());
  }
}
