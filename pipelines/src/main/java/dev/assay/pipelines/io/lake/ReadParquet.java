package dev.assay.pipelines.io.lake;

import dev.assay.transforms.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Reads the rows of lake files, each file in one piece. */
public final class ReadParquet<R> extends PTransform<PCollection<DataFile>, PCollection<Rows<R>>> {
  private final StoredRows<R> stored;
  private final String column;
  private final String text;

  private ReadParquet(StoredRows<R> stored, String column, String text) {
    this.stored = stored;
    this.column = column;
    this.text = text;
  }

  /** Whole rows. */
  public static <R> ReadParquet<R> of(StoredRows<R> stored) {
    return new ReadParquet<>(stored, null, null);
  }

  /** Only the rows that have this text in this column: see {@link ParquetRows#where}. */
  public ReadParquet<R> where(String column, String text) {
    return new ReadParquet<>(stored, column, text);
  }

  @Override
  public PCollection<Rows<R>> expand(PCollection<DataFile> files) {
    return files.apply(ParDo.of(new Read<>(this))).setCoder(Rows.coder(stored.coder()));
  }

  private static final class Read<R> extends DoFn<DataFile, Rows<R>> {
    private final StoredRows<R> stored;
    private final String column;
    private final String text;

    Read(ReadParquet<R> read) {
      this.stored = read.stored;
      this.column = read.column;
      this.text = read.text;
    }

    @ProcessElement
    public void read(@Element DataFile file, OutputReceiver<Rows<R>> output) {
      try (ParquetRows<R> rows = open(file.path())) {
        send(rows, output::output);
      }
    }

    private ParquetRows<R> open(String path) {
      return column == null
          ? ParquetRows.read(path, stored)
          : ParquetRows.where(path, stored, List.of(column), values -> text.equals(values[0]));
    }
  }

  /** The rows of these files. */
  public static <R> List<Rows<R>> all(List<DataFile> files, StoredRows<R> stored) {
    List<Rows<R>> all = new ArrayList<>();
    for (DataFile file : files) {
      try (ParquetRows<R> rows = ParquetRows.read(file.path(), stored)) {
        send(rows, all::add);
      }
    }
    return all;
  }

  /** Hands rows on, many at once. */
  public static <R> void send(ParquetRows<R> rows, Consumer<Rows<R>> output) {
    while (rows.hasNext()) {
      List<R> list = new ArrayList<>();
      while (rows.hasNext() && list.size() < Rows.LIMIT) {
        list.add(rows.next());
      }
      output.accept(new Rows<>(list));
    }
  }
}
