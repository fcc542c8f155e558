package dev.assay.pipelines.io.lake;

import dev.assay.transforms.Rows;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Reads the rows of lake files, each file in one piece. */
public final class ReadParquet<R> extends PTransform<PCollection<DataFile>, PCollection<Rows<R>>> {
  private final StoredRows<R> stored;

  private ReadParquet(StoredRows<R> stored) {
    this.stored = stored;
  }

  /** Whole rows. */
  public static <R> ReadParquet<R> of(StoredRows<R> stored) {
    return new ReadParquet<>(stored);
  }

  @Override
  public PCollection<Rows<R>> expand(PCollection<DataFile> files) {
    return files.apply(ParDo.of(new Read<>(stored))).setCoder(Rows.coder(stored.coder()));
  }

  private static final class Read<R> extends DoFn<DataFile, Rows<R>> {
    private final StoredRows<R> stored;

    Read(StoredRows<R> stored) {
      this.stored = stored;
    }

    @ProcessElement
    public void read(@Element DataFile file, OutputReceiver<Rows<R>> output) {
      try (ParquetRows<R> rows = ParquetRows.read(file.path(), stored)) {
        while (rows.hasNext()) {
          List<R> list = new ArrayList<>();
          while (rows.hasNext() && list.size() < Rows.LIMIT) {
            list.add(rows.next());
          }
          output.output(new Rows<>(list));
        }
      }
    }
  }
}
