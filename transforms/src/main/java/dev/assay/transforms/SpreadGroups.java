package dev.assay.transforms;

import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;

/**
 * Sends what says something of a source row to the shard of its group, in packets. Nothing waits
 * for the end of a bundle, which is a checkpoint away in a stream.
 */
final class SpreadGroups<E, S extends Record> extends DoFn<Rows<E>, KV<Integer, byte[]>> {
  private final Derive<S, ?> derive;
  private final int shards;
  private final Coder<E> coder;
  private final SerializableFunction<E, S> row;
  private final SerializableFunction<List<E>, List<E>> some;

  private SpreadGroups(
      Derive<S, ?> derive,
      int shards,
      Coder<E> coder,
      SerializableFunction<E, S> row,
      SerializableFunction<List<E>, List<E>> some) {
    this.derive = derive;
    this.shards = shards;
    this.coder = coder;
    this.row = row;
    this.some = some;
  }

  /** Of rows that come once each: those of every part that may count. */
  static <S extends Record> SpreadGroups<S, S> ofRows(
      Derive<S, ?> derive, int shards, Coder<S> coder) {
    return new SpreadGroups<>(derive, shards, coder, row -> row, derive::mayCount);
  }

  /** Of all statements: what counts now may be gone later. */
  static <S extends Record> SpreadGroups<Restated<S>, S> ofStatements(
      Derive<S, ?> derive, int shards, Coder<Restated<S>> coder) {
    return new SpreadGroups<>(derive, shards, coder, Restated::row, all -> all);
  }

  @ProcessElement
  public void process(@Element Rows<E> rows, OutputReceiver<KV<Integer, byte[]>> out) {
    Packets packets = new Packets(shards, (shard, packet) -> out.output(KV.of(shard, packet)));
    for (E each : some.apply(rows.list())) {
      packets.add(derive.groups().of(row.apply(each)).shard(shards), 0, each, coder);
    }
    packets.flush();
  }
}
