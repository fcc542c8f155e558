package dev.assay.pipelines;

import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.ParquetRows;
import dev.assay.pipelines.io.lake.ReadParquet;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.RowKey;
import dev.assay.transforms.KeyHashes;
import dev.assay.transforms.Rows;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Reads of what a table holds the rows that have one of some keys. The columns of the key are read
 * of all rows, and the others where they are needed; nothing, where there are no keys.
 *
 * <p>All rows are read where days are open that were closed to the run before: their rows have not
 * been compared with what came since.
 */
final class ReadHeld<R> extends PTransform<PCollection<DataFile>, PCollection<Rows<R>>> {
  private final StoredRows<R> stored;
  private final List<String> columns;
  private final PCollectionView<KeyHashes> keys;
  private final PCollectionView<RunPlan> plan;

  private ReadHeld(
      StoredRows<R> stored,
      List<String> columns,
      PCollectionView<KeyHashes> keys,
      PCollectionView<RunPlan> plan) {
    this.stored = stored;
    this.columns = columns;
    this.keys = keys;
    this.plan = plan;
  }

  /**
   * Of these stored rows.
   *
   * @param columns of the key; where there are none, rows do not tell it, and any may have it
   */
  static <R> ReadHeld<R> of(
      StoredRows<R> stored,
      List<String> columns,
      PCollectionView<KeyHashes> keys,
      PCollectionView<RunPlan> plan) {
    return new ReadHeld<>(stored, List.copyOf(columns), keys, plan);
  }

  @Override
  public PCollection<Rows<R>> expand(PCollection<DataFile> files) {
    return files
        .apply(ParDo.of(new Read<>(this)).withSideInputs(keys, plan))
        .setCoder(Rows.coder(stored.coder()));
  }

  private static final class Read<R> extends DoFn<DataFile, Rows<R>> {
    private final StoredRows<R> stored;
    private final List<String> columns;
    private final PCollectionView<KeyHashes> keys;
    private final PCollectionView<RunPlan> plan;

    Read(ReadHeld<R> read) {
      this.stored = read.stored;
      this.columns = read.columns;
      this.keys = read.keys;
      this.plan = read.plan;
    }

    @ProcessElement
    public void process(ProcessContext context, OutputReceiver<Rows<R>> out) {
      KeyHashes wanted = context.sideInput(keys);
      boolean reopens = context.sideInput(plan).reopens();
      if (wanted.areNone() && !reopens) {
        return;
      }
      boolean all = reopens || wanted.areAny() || columns.isEmpty();
      String path = context.element().path();
      try (ParquetRows<R> rows =
          all
              ? ParquetRows.read(path, stored)
              : ParquetRows.where(path, stored, columns, values -> holds(wanted, values))) {
        ReadParquet.send(rows, out::output);
      }
    }

    /** What is absent is no key. */
    private static boolean holds(KeyHashes wanted, Object[] values) {
      return !Arrays.asList(values).contains(null) && wanted.mayHold(RowKey.of(values));
    }
  }
}
