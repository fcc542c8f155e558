package dev.assay.transforms;

import dev.assay.schemas.Raw;
import dev.assay.schemas.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * The rows that the payloads of a bounded run say, on their way to where they are settled: in one
 * step from {@link Refine} to the shards of their keys, so that no runner keeps rows and payloads
 * of a whole run between two steps.
 */
public final class Claimed<T extends Record> implements NamedOutputs, PInput {
  final Settled.Tags<T> tags;
  final PCollectionTuple read;
  final int shards;
  private final TupleTag<KV<Integer, byte[]>> packets;
  private final TupleTag<KeyHashes> keys;

  private Claimed(Of<T> of, PCollectionTuple read) {
    this.tags = of.tags;
    this.packets = of.packets;
    this.keys = of.keys;
    this.shards = of.shards;
    this.read = Settled.Tags.coded(read, tags);
    read.get(keys).setCoder(KeyHashes.coder());
    read.get(packets).setCoder(Packets.CODER);
  }

  /** Of the rows of a table that is settled in so many shards. */
  public static <T extends Record> Of<T> of(Table<T> table, int shards, Refine<T> refine) {
    return new Of<>(table, shards, refine);
  }

  PCollection<KV<Integer, byte[]>> packets() {
    return read.get(packets);
  }

  /** The keys of the rows, of some at a time. */
  public PCollection<KeyHashes> keys() {
    return read.get(keys);
  }

  /** The rows that stand, of these and others. */
  public Settled<T> apply(String label, Settle<T> settle) {
    return Pipeline.applyTransform(label, this, settle.claimed());
  }

  @Override
  public Pipeline getPipeline() {
    return read.getPipeline();
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return NamedOutputs.super.expand();
  }

  @Override
  public Map<String, PCollection<?>> outputs() {
    return Map.of(
        "packets", packets(),
        "keys", keys(),
        "rejected", read.get(tags.rejected()),
        "totals", read.get(tags.totals()));
  }

  /** What is done with the payloads. */
  public static final class Of<T extends Record>
      extends PTransform<PCollection<Rows<Raw>>, Claimed<T>> {
    private final transient Settled.Tags<T> tags = new Settled.Tags<>();
    private final transient TupleTag<KV<Integer, byte[]>> packets = new TupleTag<>("packets");
    private final transient TupleTag<KeyHashes> keys = new TupleTag<>("keys");
    private final transient Table<T> table;
    private final transient Refine<T> refine;
    private final transient List<String> labels = new ArrayList<>(List.of("Parse and check"));
    private final transient List<Judging<T>> judges = new ArrayList<>();
    private final transient List<PCollectionView<?>> views = new ArrayList<>();
    private final int shards;

    private Of(Table<T> table, int shards, Refine<T> refine) {
      this.table = table;
      this.shards = shards;
      this.refine = refine;
    }

    /** Next, sets late rows apart; the label is part of that of the one step. */
    public void then(String label, LateRows<T> late) {
      labels.add(label);
      judges.add(late.judging());
      views.addAll(late.views());
    }

    /** Next, adds what another table says, likewise. */
    public void then(String label, Enrich.Step<T, ?> enrich) {
      labels.add(label);
      judges.add(enrich.judging());
      views.addAll(enrich.views());
    }

    @Override
    public Claimed<T> expand(PCollection<Rows<Raw>> payloads) {
      return new Claimed<>(
          this,
          payloads.apply(
              String.join(", ", labels) + ", Spread rows by key",
              ParDo.of(
                      SpreadRows.payloads(
                          table, shards, refine.parse(), List.copyOf(judges), tags, keys))
                  .withSideInputs(views)
                  .withOutputTags(
                      packets, TupleTagList.of(tags.rejected()).and(tags.totals()).and(keys))));
    }
  }
}
