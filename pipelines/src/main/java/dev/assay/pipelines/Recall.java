package dev.assay.pipelines;

import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.ParquetRows;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.transforms.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Brings back from bronze the payloads of rows that were rejected when their payload was no longer
 * at hand. Such rows are rare, so rows travel without payloads, and bronze is read once, whole,
 * when there is one.
 */
final class Recall extends PTransform<PCollection<Rows<Rejected>>, PCollection<Rows<Rejected>>> {
  private final Table<?> table;
  private final PCollectionView<Iterable<DataFile>> bronze;

  private Recall(Table<?> table, PCollectionView<Iterable<DataFile>> bronze) {
    this.table = table;
    this.bronze = bronze;
  }

  /** From these bronze files. */
  static Recall from(Table<?> table, PCollectionView<Iterable<DataFile>> bronze) {
    return new Recall(table, bronze);
  }

  @Override
  public PCollection<Rows<Rejected>> expand(PCollection<Rows<Rejected>> rejected) {
    return rejected
        .apply("To one place", WithKeys.of(0))
        .setCoder(org.apache.beam.sdk.coders.KvCoder.of(VarIntCoder.of(), rejected.getCoder()))
        .apply("All at once", GroupByKey.create())
        .apply("Find payloads", ParDo.of(new Find(table, bronze)).withSideInputs(bronze))
        .setCoder(Rows.coder(RecordCoder.of(Rejected.class)));
  }

  private record Position(String runId, String source, long line) {}

  private static final class Find
      extends DoFn<KV<Integer, Iterable<Rows<Rejected>>>, Rows<Rejected>> {
    private final Table<?> table;
    private final PCollectionView<Iterable<DataFile>> bronze;

    Find(Table<?> table, PCollectionView<Iterable<DataFile>> bronze) {
      this.table = table;
      this.bronze = bronze;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      Map<Position, Rejected> wanted = new HashMap<>();
      for (Rows<Rejected> rows : context.element().getValue()) {
        for (Rejected row : rows.list()) {
          wanted.put(new Position(row.runId(), row.source(), row.position()), row);
        }
      }
      StoredRows<Raw> stored = StoredRows.of(Raw.table(table));
      for (DataFile file : context.sideInput(bronze)) {
        if (file.isOf(stored) && !wanted.isEmpty()) {
          context.output(new Rows<>(found(file, stored, wanted)));
        }
      }
      if (!wanted.isEmpty()) {
        throw new IllegalStateException(
            wanted.size() + " payloads of " + table.name() + " not in bronze");
      }
    }

    private static List<Rejected> found(
        DataFile file, StoredRows<Raw> stored, Map<Position, Rejected> wanted) {
      List<Rejected> found = new ArrayList<>();
      try (ParquetRows<Raw> raws = ParquetRows.read(file.path(), stored)) {
        while (raws.hasNext()) {
          Raw raw = raws.next();
          Rejected row = wanted.remove(new Position(raw.runId(), raw.source(), raw.position()));
          if (row != null) {
            found.add(row.with(raw));
          }
        }
      }
      return found;
    }
  }
}
