package dev.assay.pipelines;

import dev.assay.pipelines.io.DataFile;
import dev.assay.pipelines.io.LakeTable;
import dev.assay.pipelines.io.ReadParquet;
import dev.assay.pipelines.io.StoredRows;
import dev.assay.schemas.ColumnDigest;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import dev.assay.transforms.Deduplicate;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Windows;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
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
public final class Recompute implements GoldSink {
  private static final Coder<ColumnDigest> DIGEST = RecordCoder.of(ColumnDigest.class);

  private final Pipeline pipeline;
  private final Contracts contracts;
  private final String lake;
  private final int shards;
  private final List<PCollection<ColumnDigest>> digests = new ArrayList<>();

  Recompute(Pipeline pipeline, Contracts contracts, String lake, int shards) {
    this.pipeline = pipeline;
    this.contracts = contracts;
    this.lake = lake;
    this.shards = shards;
  }

  /** How many parts a grouping by key has. */
  public int shards() {
    return shards;
  }

  /** Likewise of gold; see {@link RunSettings#goldShards}. */
  public int goldShards() {
    return Math.max(1, shards / Deduplicate.SHARDS);
  }

  /** All rows of a silver table. */
  public <T extends Record> PCollection<Rows<Refined<T>>> silver(Table<T> table) {
    StoredRows<Refined<T>> stored = StoredRows.refined(contracts.own(table));
    return pipeline
        .apply("Begin " + table.name(), Create.of(lake).withCoder(StringUtf8Coder.of()))
        .apply("Files of " + table.name(), ParDo.of(new Files(stored)))
        .setCoder(RecordCoder.of(DataFile.class))
        .apply("Spread files of " + table.name(), Reshuffle.viaRandomKey())
        .apply("Read silver " + table.name(), ReadParquet.of(stored))
        .apply("Keep the watermark of " + table.name(), Windows.asEarlyAsTheRows());
  }

  @Override
  public <G extends Record> void gold(Table<G> table, PCollection<Rows<G>> rows) {
    digests.add(rows.apply("Digest " + table.name(), DigestGold.of(contracts.own(table))));
  }

  /** Ends the graph: the digests go to a file of this name. */
  void to(String path) {
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
