package dev.assay.pipelines;

import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.ReadParquet;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.ColumnDigest;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Windows;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.util.MimeTypes;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Gold made anew of all rows that silver holds now, by the steps of the pipeline itself, of which
 * nothing is kept but its digests. Changes nothing in lake and warehouse.
 */
final class Recompute implements GoldSink {
  private static final Coder<ColumnDigest> DIGEST = RecordCoder.of(ColumnDigest.class);

  private final Pipeline pipeline;
  private final Flow flow;
  private final String lake;
  private final List<PCollection<ColumnDigest>> digests = new ArrayList<>();

  private Recompute(Pipeline pipeline, Flow flow, String lake) {
    this.pipeline = pipeline;
    this.flow = flow;
    this.lake = lake;
  }

  /**
   * Builds the graph.
   *
   * @param shards how many parts a grouping by key has
   * @param path of the file to which the digests go
   */
  static void build(Pipeline pipeline, Flow flow, String lake, int shards, String path) {
    Recompute run = new Recompute(pipeline, flow, lake);
    Map<Table<?>, SilverRows<?>> silver = new HashMap<>();
    flow.sources().forEach(source -> silver.put(source.table(), run.silver(source.table())));
    new BoundedGold(flow, shards, RunSettings.goldShards(shards), silver).to(run);
    run.end(path);
  }

  /** All rows of a silver table, as if all days had changed. */
  private <T extends Record> SilverRows<T> silver(Table<T> table) {
    StoredRows<Refined<T>> stored = StoredRows.refined(flow.own(table));
    PCollection<Rows<Refined<T>>> rows =
        pipeline
            .apply("Begin " + table.name(), Create.of(lake).withCoder(StringUtf8Coder.of()))
            .apply("Files of " + table.name(), ParDo.of(new Files(stored)))
            .setCoder(RecordCoder.of(DataFile.class))
            .apply("Spread files of " + table.name(), Reshuffle.viaRandomKey())
            .apply("Read silver " + table.name(), ReadParquet.of(stored))
            .apply("Keep the watermark of " + table.name(), Windows.asEarlyAsTheRows());
    return new SilverRows<>(table.name(), rows, Optional.empty(), Map.of());
  }

  @Override
  public <G extends Record> void gold(Table<G> table, PCollection<Rows<G>> rows) {
    digests.add(rows.apply("Digest " + table.name(), DigestGold.of(flow.own(table))));
  }

  private void end(String path) {
    PCollectionView<Iterable<ColumnDigest>> all =
        PCollectionList.of(digests)
            .apply("All digests", Flatten.pCollections())
            .apply("Digests", View.asIterable());
    pipeline
        .apply("End", Create.of(path).withCoder(StringUtf8Coder.of()))
        .apply("Keep digests", ParDo.of(new Keep(all)).withSideInputs(all));
  }

  /** What such a file holds. */
  static List<ColumnDigest> read(String path) throws IOException {
    try (InputStream in =
        Channels.newInputStream(FileSystems.open(FileSystems.matchNewResource(path, false)))) {
      return ListCoder.of(DIGEST).decode(in);
    }
  }

  private static final class Files extends DoFn<String, DataFile> {
    private final StoredRows<?> stored;

    Files(StoredRows<?> stored) {
      this.stored = stored;
    }

    @ProcessElement
    public void process(@Element String lake, OutputReceiver<DataFile> out) {
      LakeTable table = LakeTable.at(lake, stored);
      table.version().ifPresent(version -> table.files(version).forEach(out::output));
    }
  }

  private static final class Keep extends DoFn<String, Void> {
    private final PCollectionView<Iterable<ColumnDigest>> digests;

    Keep(PCollectionView<Iterable<ColumnDigest>> digests) {
      this.digests = digests;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      List<ColumnDigest> all = new ArrayList<>();
      context.sideInput(digests).forEach(all::add);
      try (OutputStream out =
          Channels.newOutputStream(
              FileSystems.create(
                  FileSystems.matchNewResource(context.element(), false), MimeTypes.BINARY))) {
        ListCoder.of(DIGEST).encode(all, out);
      }
    }
  }
}
