package dev.assay.pipelines;

import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.books.RunStage;
import dev.assay.pipelines.io.jdbc.Refused;
import dev.assay.pipelines.io.jdbc.WarehouseSink;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.WriteParquet;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.transforms.Given;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Totals;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/** The rows of one gold table on their way to the warehouse. */
record Gold<G extends Record>(Table<G> table, PCollection<Rows<G>> rows) {
  /**
   * Writes the rows to the warehouse once the lake is published.
   *
   * @param before of the tables that this one refers to: their rows are written first
   */
  WarehouseSink.Written load(
      BoundedRun run,
      PCollectionView<Boolean> published,
      PCollectionView<Long> version,
      List<PCollectionView<Iterable<Long>>> before) {
    return rows.apply(
            "Release " + table.name(),
            ParDo.of(new Release<G>(published, before))
                .withSideInputs(published)
                .withSideInputs(before))
        .setCoder(rows.getCoder())
        .apply(
            "Load " + table.name(),
            WarehouseSink.upsert(
                table, run.settings().warehouse(), Given.by(version), rowsOf(table)));
  }

  /** How many rows of silver a row stands for; null where the table does not tell. */
  static <G extends Record> Table.Of<G, Long> rowsOf(Table<G> table) {
    return GoldProof.of(table).map(GoldProof::rows).orElse(null);
  }

  /** Keeps what the warehouse refused. */
  PCollection<DataFile> quarantine(BoundedRun run, PCollection<Refused> refused) {
    return refused
        .apply("Refused of " + table.name(), RefusedRows.of(Given.by(run.planView())))
        .setCoder(Rows.coder(RecordCoder.of(Rejected.class)))
        .apply(
            "Quarantine refused " + table.name(),
            WriteParquet.to(StoredRows.of(Rejected.table(table)), run.settings().lake()));
  }

  /** Adds up what the rows stand for, to compare with silver. */
  static final class AddUp<G extends Record> extends DoFn<Rows<G>, ControlTotal> {
    private final Table<G> table;

    AddUp(Table<G> table) {
      this.table = table;
    }

    @ProcessElement
    public void process(@Element Rows<G> rows, OutputReceiver<ControlTotal> out) {
      Totals sums = new Totals();
      Table.Of<G, Long> counted = rowsOf(table);
      for (G row : rows.list()) {
        sums.add(
            table.name(),
            Layer.GOLD.toString(),
            table.dayOf(row).orElse(null),
            counted == null ? 0 : counted.apply(row),
            table.amountOf(row));
      }
      sums.list().forEach(out::output);
    }
  }

  /**
   * Lets gold go to the warehouse when the lake is published, and what it refers to written; and
   * not at all when the lake is not.
   */
  private static final class Release<G> extends DoFn<Rows<G>, Rows<G>> {
    private final PCollectionView<Boolean> published;
    private final List<PCollectionView<Iterable<Long>>> before;

    Release(PCollectionView<Boolean> published, List<PCollectionView<Iterable<Long>>> before) {
      this.published = published;
      this.before = List.copyOf(before);
    }

    @ProcessElement
    public void process(ProcessContext context) {
      // Looking at what was written makes this step wait until it is.
      before.forEach(written -> context.sideInput(written).forEach(rows -> {}));
      if (context.sideInput(published)) {
        RunStage.WAREHOUSE.begin();
        context.output(context.element());
      }
    }
  }

  static final class RefusedRows extends DoFn<Refused, Rows<Rejected>> {
    private final Given<RunPlan> plan;

    private RefusedRows(Given<RunPlan> plan) {
      this.plan = plan;
    }

    static ParDo.SingleOutput<Refused, Rows<Rejected>> of(Given<RunPlan> plan) {
      return ParDo.of(new RefusedRows(plan)).withSideInputs(plan.views());
    }

    @ProcessElement
    public void process(ProcessContext context) {
      Refused refused = context.element();
      RunPlan run = plan.in(context::sideInput);
      String table = refused.table().substring(refused.table().indexOf('.') + 1);
      Raw row =
          new Raw(
              "warehouse:" + refused.table(),
              0,
              refused.row(),
              null,
              null,
              run.arrivedAt(),
              run.runId(),
              "",
              null);
      context.output(
          new Rows<>(
              List.of(
                  Rejected.of(
                      Layer.GOLD,
                      table,
                      List.of(refused.rule(), "sqlstate_" + refused.sqlState()),
                      row,
                      refused.day(),
                      refused.money()))));
    }
  }
}
