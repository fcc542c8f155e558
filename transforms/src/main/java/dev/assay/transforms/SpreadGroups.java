package dev.assay.transforms;

import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Sends what says something of a source row to the shard of its group, in packets: in the window of
 * its day where groups lie in a day, and without windows where they do not.
 */
final class SpreadGroups<E, S extends Record>
    extends PTransform<PCollection<Rows<E>>, PCollection<KV<Integer, byte[]>>> {
  private final Derive<S, ?> derive;
  private final int shards;
  private final Coder<E> coder;
  private final SerializableFunction<E, S> row;

  SpreadGroups(Derive<S, ?> derive, int shards, Coder<E> coder, SerializableFunction<E, S> row) {
    this.derive = derive;
    this.shards = shards;
    this.coder = coder;
    this.row = row;
  }

  @Override
  public PCollection<KV<Integer, byte[]>> expand(PCollection<Rows<E>> rows) {
    PCollection<Rows<E>> windowed =
        derive.isWithinDay() ? rows : rows.apply("All days", Windows.wholeRun());
    return windowed
        .apply("Spread by group", ParDo.of(new Spread<>(derive, shards, coder, row)))
        .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
  }

  /** Nothing waits for the end of a bundle, which is a checkpoint away in a stream. */
  private static final class Spread<E, S extends Record>
      extends DoFn<Rows<E>, KV<Integer, byte[]>> {
    private final Derive<S, ?> derive;
    private final int shards;
    private final Coder<E> coder;
    private final SerializableFunction<E, S> row;

    Spread(Derive<S, ?> derive, int shards, Coder<E> coder, SerializableFunction<E, S> row) {
      this.derive = derive;
      this.shards = shards;
      this.coder = coder;
      this.row = row;
    }

    @ProcessElement
    public void process(@Element Rows<E> rows, OutputReceiver<KV<Integer, byte[]>> out) {
      Packets packets = new Packets(shards, (shard, packet) -> out.output(KV.of(shard, packet)));
      for (E each : rows.list()) {
        packets.add(derive.group(row.apply(each)).shard(shards), 0, each, coder);
      }
      packets.flush();
    }
  }
}
