package dev.assay.transforms;

import dev.assay.schemas.RecordCoder;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** What {@link Derive} makes of all rows of a bounded run. */
final class DeriveBounded<S extends Record, G extends Record>
    extends PTransform<PCollection<Rows<S>>, PCollection<Rows<G>>> {
  private final Derive<S, G> derive;
  private final int shards;

  DeriveBounded(Derive<S, G> derive, int shards) {
    this.derive = derive;
    this.shards = shards;
  }

  @Override
  public PCollection<Rows<G>> expand(PCollection<Rows<S>> rows) {
    Coder<S> coder = RecordCoder.of(derive.source().type());
    return derive
        .groups()
        .windowed(rows)
        .apply("Spread by group", ParDo.of(SpreadGroups.ofRows(derive, shards, coder)))
        .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()))
        .apply("Group by shard", GroupByKey.create())
        .apply("Derive", ParDo.of(new DeriveShard<>(derive)))
        .setCoder(Rows.coder(RecordCoder.of(derive.into().type())));
  }

  private static final class DeriveShard<S extends Record, G extends Record>
      extends DoFn<KV<Integer, Iterable<byte[]>>, Rows<G>> {
    private final Derive<S, G> derive;

    DeriveShard(Derive<S, G> derive) {
      this.derive = derive;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<byte[]>> packets, OutputReceiver<Rows<G>> out) {
      Coder<S> coder = RecordCoder.of(derive.source().type());
      Derivation<S, G> derivation = new Derivation<>(derive);
      for (byte[] packet : packets.getValue()) {
        Packets.forEach(packet, coder, row -> derivation.take(row, true, 1));
      }
      List<G> derived = new ArrayList<>();
      derivation.tellAll(derived::add);
      for (int from = 0; from < derived.size(); from += Rows.LIMIT) {
        int to = Math.min(derived.size(), from + Rows.LIMIT);
        out.output(new Rows<>(List.copyOf(derived.subList(from, to))));
      }
    }
  }
}
