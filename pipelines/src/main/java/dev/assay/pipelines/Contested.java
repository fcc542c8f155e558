package dev.assay.pipelines;

import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import dev.assay.transforms.Batch;
import dev.assay.transforms.Claimed;
import dev.assay.transforms.KeyHashes;
import dev.assay.transforms.Refine;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Rows;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * What silver and quarantine hold of the keys of the rows that a run brings. All else earlier runs
 * have settled with each other, so that the cost of a run follows from its input: it reads the keys
 * of the table, and whole rows where they are needed.
 */
final class Contested<T extends Record> {
  private final BoundedRun run;
  private final Table<T> table;
  private final PCollection<DataFile> files;
  private final StoredRows<Refined<T>> stored;
  private final PCollectionView<KeyHashes> keys;

  private Contested(BoundedRun run, Table<T> table, PCollection<DataFile> files, Claimed<T> fresh) {
    this.run = run;
    this.table = table;
    this.files = files;
    this.stored = StoredRows.refined(table);
    this.keys = keys(fresh);
  }

  /**
   * Of these rows.
   *
   * @param files the files of silver that the run looks at
   */
  static <T extends Record> Contested<T> of(
      BoundedRun run, Table<T> table, PCollection<DataFile> files, Claimed<T> fresh) {
    return new Contested<>(run, table, files, fresh);
  }

  private PCollectionView<KeyHashes> keys(Claimed<T> rows) {
    String name = table.name();
    PCollection<KeyHashes> fresh =
        rows.keys()
            .apply(
                "Keys of fresh " + name,
                ParDo.of(new KeysOf.Fresh(stored, run.planView())).withSideInputs(run.planView()))
            .setCoder(KeyHashes.coder());
    PCollection<KeyHashes> behind =
        files
            .apply(
                "Keys of days behind of " + name,
                ParDo.of(new KeysOf.Behind(stored, table, run.planView()))
                    .withSideInputs(run.planView()))
            .setCoder(KeyHashes.coder());
    return PCollectionList.of(fresh)
        .and(behind)
        .apply("Contested of " + name, Flatten.pCollections())
        .apply("Contested keys of " + name, KeyHashes.view());
  }

  /** The rows that silver holds. */
  PCollection<Rows<Refined<T>>> held() {
    return files.apply(
        "Read contested " + table.name(),
        ReadHeld.of(stored, KeysOf.columns(table), keys, run.planView()));
  }

  /** What lost in an earlier run, so that its repetition is known for a duplicate. */
  PCollection<Batch<T>> beaten(Refine<T> refine) {
    PCollection<Rows<Rejected>> beaten =
        run.settings().kind() == RunKind.REPLAY
            ? run.unpicked(table)
            : BoundedRun.beaten(run.plan(), run.settings().lake(), table);
    return beaten
        .apply("Beaten of " + table.name(), ParDo.of(new Beaten(table.uniqueness())))
        .setCoder(Rows.coder(RecordCoder.of(Raw.class)))
        .apply("Refine beaten " + table.name(), refine)
        .apply(
            "Contested beaten " + table.name(),
            ParDo.of(new Only<>(table, keys, run.planView())).withSideInputs(keys, run.planView()))
        .setCoder(Batch.coder(table));
  }

  static final class Beaten extends DoFn<Rows<Rejected>, Rows<Raw>> {
    private final String rule;

    Beaten(String rule) {
      this.rule = rule;
    }

    @ProcessElement
    public void process(@Element Rows<Rejected> rows, OutputReceiver<Rows<Raw>> out) {
      List<Raw> beaten =
          rows.list().stream().filter(row -> row.rules().equals(rule)).map(Rejected::raw).toList();
      if (!beaten.isEmpty()) {
        out.output(new Rows<>(beaten));
      }
    }
  }

  /** Only rows of these keys; all where days are open again. */
  private static final class Only<T extends Record> extends DoFn<Batch<T>, Batch<T>> {
    private final Table<T> table;
    private final PCollectionView<KeyHashes> keys;
    private final PCollectionView<RunPlan> plan;

    Only(Table<T> table, PCollectionView<KeyHashes> keys, PCollectionView<RunPlan> plan) {
      this.table = table;
      this.keys = keys;
      this.plan = plan;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      KeyHashes wanted = context.sideInput(keys);
      boolean all = context.sideInput(plan).reopens();
      RowKey.Reader<T> read = new RowKey.Reader<>(table);
      context.output(
          new Batch<>(
              context.element().candidates().stream()
                  .filter(each -> all || wanted.mayHold(read.of(each.row())))
                  .toList(),
              List.of(),
              List.of()));
    }
  }
}
