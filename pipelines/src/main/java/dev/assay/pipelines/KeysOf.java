package dev.assay.pipelines;

import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.ParquetRows;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.Column;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import dev.assay.transforms.KeyHashes;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Rows;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.PCollectionView;

/** Gathers the keys of rows, those of a bundle in one element. */
abstract class KeysOf<I, T extends Record> extends DoFn<I, KeyHashes> {
  final Table<T> table;
  private transient RowKey.Reader<T> keys;
  private transient LongStream.Builder hashes;

  private KeysOf(Table<T> table) {
    this.table = table;
  }

  /** The names of the columns of a table's key. */
  static List<String> columns(Table<?> table) {
    return table.keys().stream().map(Column::name).toList();
  }

  @StartBundle
  public void start() {
    keys = new RowKey.Reader<>(table);
    hashes = LongStream.builder();
  }

  final void add(T row) {
    hashes.add(keys.of(row).hash64());
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    KeyHashes gathered = KeyHashes.of(hashes.build());
    if (!gathered.areNone()) {
      context.output(gathered, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE);
    }
  }

  /** Of rows of silver. */
  static final class Held<T extends Record> extends KeysOf<Rows<Refined<T>>, T> {
    Held(Table<T> table) {
      super(table);
    }

    @ProcessElement
    public void process(@Element Rows<Refined<T>> rows) {
      rows.list().forEach(row -> add(row.row()));
    }
  }

  /** Of rows that a run brings; none where silver holds nothing that they could meet. */
  static final class Fresh extends DoFn<KeyHashes, KeyHashes> {
    private final StoredRows<?> silver;
    private final PCollectionView<RunPlan> plan;

    Fresh(StoredRows<?> silver, PCollectionView<RunPlan> plan) {
      this.silver = silver;
      this.plan = plan;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      if (context.sideInput(plan).base(silver).isPresent()) {
        context.output(context.element());
      }
    }
  }

  /**
   * Of the files of days that a stream has written to: it may have closed the day of another row of
   * the same key, so that nobody has compared the two.
   */
  static final class Behind extends DoFn<DataFile, KeyHashes> {
    private final StoredRows<?> stored;
    private final List<String> columns;
    private final PCollectionView<RunPlan> plan;

    Behind(StoredRows<?> stored, Table<?> table, PCollectionView<RunPlan> plan) {
      this.stored = stored;
      this.columns = columns(table);
      this.plan = plan;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      DataFile file = context.element();
      if (file.day() == null || !context.sideInput(plan).behind().contains(file.day().toString())) {
        return;
      }
      LongStream.Builder hashes = LongStream.builder();
      try (ParquetRows<Object[]> keys = ParquetRows.values(file.path(), stored, columns)) {
        keys.forEachRemaining(values -> hashes.add(RowKey.of(values).hash64()));
      }
      context.output(KeyHashes.of(hashes.build()));
    }
  }
}
