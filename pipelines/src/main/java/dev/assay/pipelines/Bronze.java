package dev.assay.pipelines;

import dev.assay.pipelines.books.ReplayFilter;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.books.SourceFile;
import dev.assay.pipelines.io.files.ReadSource;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.ReadParquet;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.transforms.Capture;
import dev.assay.transforms.CsvHeader;
import dev.assay.transforms.Quarantine;
import dev.assay.transforms.Rows;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/** Where the payloads of a run come from: its input, all of bronze, or some of quarantine. */
final class Bronze {
  private static final Coder<Rows<Rejected>> REJECTED = Rows.coder(RecordCoder.of(Rejected.class));

  private Bronze() {}

  static PCollection<Rows<Raw>> of(BoundedRun run, Source<?> source) {
    Table<?> table = run.flow().own(source.table());
    return switch (run.settings().kind()) {
      case LOAD -> captured(run, table, source.capture());
      case REBUILD -> {
        StoredRows<Raw> stored = StoredRows.of(Raw.table(table));
        yield run.spreadFiles("bronze " + table.name(), stored)
            .apply("Read bronze " + table.name(), ReadParquet.of(stored));
      }
      case REPLAY -> replayed(run, table);
    };
  }

  private static PCollection<Rows<Raw>> captured(BoundedRun run, Table<?> table, Capture capture) {
    StoredRows<Raw> stored = StoredRows.of(Raw.table(table));
    PCollection<Rows<Raw>> raws =
        run.plan()
            .apply(
                "Files of " + table.name(), ParDo.of(new InputsOf(run.settings().lake(), stored)))
            .setCoder(RecordCoder.of(SourceFile.class))
            .apply("Read " + table.name(), ReadSource.in(run.planView(), CsvHeader.of(table)))
            .apply("Capture " + table.name(), capture);
    PCollection<DataFile> kept =
        run.plan()
            .apply(
                "Kept of " + table.name(), ParDo.of(new KeptBronze(run.settings().lake(), stored)))
            .setCoder(RecordCoder.of(DataFile.class));
    run.write("bronze " + table.name(), stored, raws);
    run.keep(kept);
    return PCollectionList.of(raws)
        .and(kept.apply("Read kept " + table.name(), ReadParquet.of(stored)))
        .apply("All payloads of " + table.name(), Flatten.pCollections());
  }

  private static PCollection<Rows<Raw>> replayed(BoundedRun run, Table<?> table) {
    PCollection<Rows<Rejected>> all = run.quarantined(table);
    PCollection<Rows<Rejected>> picked =
        all.apply("Pick " + table.name(), ParDo.of(new Pick(run.settings().replay(), true)))
            .setCoder(REJECTED);
    run.leave(
        table,
        all.apply("Leave " + table.name(), ParDo.of(new Pick(run.settings().replay(), false)))
            .setCoder(REJECTED));
    run.account(picked.apply("Take from quarantine " + table.name(), Quarantine.gives()));
    return picked
        .apply("Payloads of " + table.name(), ParDo.of(new PayloadsOf()))
        .setCoder(Rows.coder(RecordCoder.of(Raw.class)));
  }

  /** Whether the run was interrupted after bronze had taken its payloads. */
  private static boolean isKept(RunPlan plan, LakeTable bronze) {
    return !plan.isNothing()
        && bronze.lastTransaction(PlanRun.application(plan.pipeline())).orElse(0) >= plan.number();
  }

  private static final class InputsOf extends DoFn<RunPlan, SourceFile> {
    private final String lake;
    private final StoredRows<Raw> bronze;

    InputsOf(String lake, StoredRows<Raw> bronze) {
      this.lake = lake;
      this.bronze = bronze;
    }

    @ProcessElement
    public void process(@Element RunPlan plan, OutputReceiver<SourceFile> out) {
      if (!isKept(plan, LakeTable.at(lake, bronze))) {
        plan.inputs().stream()
            .filter(file -> file.table().equals(bronze.name()))
            .forEach(out::output);
      }
    }
  }

  /** What bronze has of this run already; the input may be gone since, or say something else. */
  private static final class KeptBronze extends DoFn<RunPlan, DataFile> {
    private final String lake;
    private final StoredRows<Raw> bronze;

    KeptBronze(String lake, StoredRows<Raw> bronze) {
      this.lake = lake;
      this.bronze = bronze;
    }

    @ProcessElement
    public void process(@Element RunPlan plan, OutputReceiver<DataFile> out) {
      LakeTable table = LakeTable.at(lake, bronze);
      if (isKept(plan, table)) {
        Set<DataFile> before =
            plan.base(bronze).map(version -> Set.copyOf(table.files(version))).orElse(Set.of());
        table.files(table.version().orElseThrow()).stream()
            .filter(file -> !before.contains(file))
            .forEach(out::output);
      }
    }
  }

  private static final class Pick extends DoFn<Rows<Rejected>, Rows<Rejected>> {
    private final ReplayFilter filter;
    private final boolean picked;

    Pick(ReplayFilter filter, boolean picked) {
      this.filter = filter;
      this.picked = picked;
    }

    @ProcessElement
    public void process(@Element Rows<Rejected> rows, OutputReceiver<Rows<Rejected>> out) {
      List<Rejected> some =
          rows.list().stream().filter(row -> filter.picks(row) == picked).toList();
      if (!some.isEmpty()) {
        out.output(new Rows<>(some));
      }
    }
  }

  private static final class PayloadsOf extends DoFn<Rows<Rejected>, Rows<Raw>> {
    @ProcessElement
    public void process(@Element Rows<Rejected> rows, OutputReceiver<Rows<Raw>> out) {
      out.output(new Rows<>(rows.list().stream().map(Rejected::raw).toList()));
    }
  }
}
