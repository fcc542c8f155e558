package dev.assay.pipelines;

import dev.assay.schemas.ColumnDigest;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import dev.assay.schemas.TableDigest;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Windows;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.PCollection;

/** Digests of the parts of a gold table, which are yet to be added up. */
final class DigestGold<G extends Record>
    extends PTransform<PCollection<Rows<G>>, PCollection<ColumnDigest>> {
  private final Table<G> table;

  private DigestGold(Table<G> table) {
    this.table = table;
  }

  static <G extends Record> DigestGold<G> of(Table<G> table) {
    return new DigestGold<>(table);
  }

  @Override
  public PCollection<ColumnDigest> expand(PCollection<Rows<G>> rows) {
    return rows.apply("Whole run", Windows.wholeRun())
        .apply("Digest", ParDo.of(new Digest<>(table)))
        .setCoder(RecordCoder.of(ColumnDigest.class));
  }

  private static final class Digest<G extends Record> extends DoFn<Rows<G>, ColumnDigest> {
    private final Table<G> table;
    private transient TableDigest digest;

    Digest(Table<G> table) {
      this.table = table;
    }

    @StartBundle
    public void start() {
      digest = new TableDigest(table);
    }

    @ProcessElement
    public void process(@Element Rows<G> rows) {
      rows.list().forEach(digest::add);
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      digest
          .columns()
          .forEach(
              column ->
                  context.output(
                      column, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE));
    }
  }
}
