package dev.assay.pipelines;

import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.transforms.NeverEmpty;
import dev.assay.transforms.Rows;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;

/** Brings back from bronze the payloads of rows that a bounded run rejected without them. */
final class Recall extends PTransform<PCollection<Rows<Rejected>>, PCollection<Rows<Rejected>>> {
  private static final Coder<Rows<Rejected>> REJECTED = Rows.coder(RecordCoder.of(Rejected.class));

  private final Table<?> table;
  private final transient PCollection<DataFile> bronze;

  private Recall(Table<?> table, PCollection<DataFile> bronze) {
    this.table = table;
    this.bronze = bronze;
  }

  /** From these files; those of other tables are left alone. */
  static Recall from(Table<?> table, PCollection<DataFile> bronze) {
    return new Recall(table, bronze);
  }

  @Override
  public PCollection<Rows<Rejected>> expand(PCollection<Rows<Rejected>> rejected) {
    PCollectionView<Iterable<Rows<Rejected>>> wanted =
        rejected
            .apply("Wanted or none", NeverEmpty.with(new Rows<>(List.of())))
            .apply("Wanted payloads", View.asIterable());
    PCollection<Rows<Rejected>> found =
        bronze
            .apply(
                "Files that may hold one",
                ParDo.of(new Holding(table, wanted)).withSideInputs(wanted))
            .setCoder(RecordCoder.of(DataFile.class))
            .apply("Spread these files", Reshuffle.viaRandomKey())
            .apply("Find payloads", ParDo.of(new Find(table, wanted)).withSideInputs(wanted))
            .setCoder(REJECTED);
    return PCollectionList.of(keyed("Wanted", rejected))
        .and(keyed("Found", found))
        .apply("Wanted and found", Flatten.pCollections())
        .apply("All at once", GroupByKey.create())
        .apply("Check that all were found", ParDo.of(new Check(table)))
        .setCoder(REJECTED);
  }

  private static PCollection<KV<Integer, Rows<Rejected>>> keyed(
      String label, PCollection<Rows<Rejected>> rows) {
    return rows.apply(label, WithKeys.of(0)).setCoder(KvCoder.of(VarIntCoder.of(), REJECTED));
  }

  private abstract static class Looking<O> extends DoFn<DataFile, O> {
    private final Table<?> table;
    private final PCollectionView<Iterable<Rows<Rejected>>> wanted;
    private transient PayloadLookup lookup;

    Looking(Table<?> table, PCollectionView<Iterable<Rows<Rejected>>> wanted) {
      this.table = table;
      this.wanted = wanted;
    }

    @StartBundle
    public void start() {
      lookup = null;
    }

    final PayloadLookup lookup(ProcessContext context) {
      if (lookup == null) {
        lookup = new PayloadLookup(table);
        context.sideInput(wanted).forEach(rows -> rows.list().forEach(lookup::want));
      }
      return lookup;
    }
  }

  private static final class Holding extends Looking<DataFile> {
    Holding(Table<?> table, PCollectionView<Iterable<Rows<Rejected>>> wanted) {
      super(table, wanted);
    }

    @ProcessElement
    public void process(ProcessContext context) {
      if (lookup(context).mayBeIn(context.element())) {
        context.output(context.element());
      }
    }
  }

  private static final class Find extends Looking<Rows<Rejected>> {
    Find(Table<?> table, PCollectionView<Iterable<Rows<Rejected>>> wanted) {
      super(table, wanted);
    }

    @ProcessElement
    public void process(ProcessContext context) {
      List<Rejected> found = lookup(context).foundIn(context.element());
      if (!found.isEmpty()) {
        context.output(new Rows<>(found));
      }
    }
  }

  /** What was found has a hash of its payload. */
  private static final class Check
      extends DoFn<KV<Integer, Iterable<Rows<Rejected>>>, Rows<Rejected>> {
    private final Table<?> table;

    Check(Table<?> table) {
      this.table = table;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<Rows<Rejected>>> all, OutputReceiver<Rows<Rejected>> out) {
      PayloadLookup lookup = new PayloadLookup(table);
      List<Rejected> found = new ArrayList<>();
      for (Rows<Rejected> rows : all.getValue()) {
        for (Rejected row : rows.list()) {
          if (row.payloadSha256().isEmpty()) {
            lookup.want(row);
          } else {
            found.add(row);
          }
        }
      }
      out.output(new Rows<>(found.stream().filter(lookup::isFound).toList()));
      lookup.checkAllFound();
    }
  }
}
