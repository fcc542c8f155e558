package dev.assay.transforms;

import dev.assay.schemas.Table;
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
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Silver: keeps one row per key, of this input and of what silver holds. A row that says the same
 * again is a duplicate, as is an older version; one that contradicts is rejected as {@code
 * <key>_is_unique}. See {@link Precedence} for which row stands.
 *
 * <p>Rows are spread over shards by a hash of the key. In a bounded run, a worker thread holds the
 * rows of one shard in memory: with the default of {@value #SHARDS} shards some 40 MB per million
 * rows. A stream says at once what each payload changes, and keeps what stands as state.
 */
public final class Settle<T extends Record> extends PTransform<PCollection<Batch<T>>, Settled<T>> {
  public static final int SHARDS = 16;

  /**
   * A table that changes while the stream runs, and describes the rows.
   *
   * @param by what the rows gain from it
   * @param changes of it, those that silver held of it among them
   */
  public record Reference<T extends Record, R extends Record>(
      Enrich<T, R> by, PCollection<Rows<Change<R>>> changes) {}

  private final Table<T> table;
  private final int shards;
  private final Lateness lateness;
  private final PCollection<Rows<Refined<T>>> held;
  private final PCollection<Batch<T>> beaten;
  private final List<Reference<T, ?>> references;

  private Settle(
      Table<T> table,
      int shards,
      Lateness lateness,
      PCollection<Rows<Refined<T>>> held,
      PCollection<Batch<T>> beaten,
      List<Reference<T, ?>> references) {
    this.table = table;
    this.shards = shards;
    this.lateness = lateness;
    this.held = held;
    this.beaten = beaten;
    this.references = references;
  }

  /**
   * The rows of a bounded run.
   *
   * @param held what silver holds
   * @param beaten what lost to another row in an earlier run, read again from quarantine
   */
  public static <T extends Record> Settle<T> bounded(
      Table<T> table,
      int shards,
      PCollection<Rows<Refined<T>>> held,
      PCollection<Batch<T>> beaten) {
    return new Settle<>(table, shards, null, held, beaten, List.of());
  }

  /**
   * The rows of a stream. Those of closed days are rejected as {@code late}, and what stands of a
   * day is forgotten when it closes; a table without event time has no days and forgets nothing.
   *
   * @param held what silver holds of the days that are open, with the earliest of all timestamps:
   *     until the watermark tells that all of it has come, new rows wait
   * @param beaten likewise, what lost to another row, read again from quarantine
   * @param references the tables that describe the rows and change, in the order in which rows gain
   *     from them. A new row whose reference has not come is rejected by the reference's name, as
   *     {@link Enrich} does; where a reference changes, the rows that stand are lost as they were
   *     described and gained as they are now. What silver held of a reference comes as {@code held}
   *     does
   */
  public static <T extends Record> Settle<T> unbounded(
      Table<T> table,
      int shards,
      Lateness lateness,
      PCollection<Rows<Refined<T>>> held,
      PCollection<Batch<T>> beaten,
      List<Reference<T, ?>> references) {
    return new Settle<>(table, shards, lateness, held, beaten, List.copyOf(references));
  }

  @Override
  public Settled<T> expand(PCollection<Batch<T>> fresh) {
    boolean unending = lateness != null;
    Settled.Tags<T> tags = new Settled.Tags<>();
    TupleTag<KV<Integer, byte[]>> packets = new TupleTag<>("packets");
    PCollectionTuple read =
        fresh.apply(
            "Spread rows by key",
            ParDo.of(SpreadRows.fresh(table, shards, unending, tags))
                .withOutputTags(packets, TupleTagList.of(tags.rejected()).and(tags.totals())));
    return settled(packets(read.get(packets)), Settled.Tags.coded(read, tags), tags);
  }

  /** Likewise of rows that are on their way to these shards. */
  PTransform<Claimed<T>, Settled<T>> claimed() {
    return new PTransform<>() {
      @Override
      public Settled<T> expand(Claimed<T> fresh) {
        return settled(fresh.packets(), fresh.read, fresh.tags);
      }
    };
  }

  private Settled<T> settled(
      PCollection<KV<Integer, byte[]>> fresh, PCollectionTuple read, Settled.Tags<T> tags) {
    boolean unending = lateness != null;
    List<PCollection<KV<Integer, byte[]>>> all = new ArrayList<>();
    all.add(fresh);
    all.add(
        packets(
            held.apply("Spread held rows", ParDo.of(SpreadRows.held(table, shards, unending)))));
    all.add(
        packets(
            beaten.apply(
                "Spread beaten rows", ParDo.of(SpreadRows.beaten(table, shards, unending)))));
    for (int number = 0; number < references.size(); number++) {
      all.add(packets(spread(number, references.get(number))));
    }
    PCollection<KV<Integer, byte[]>> together = Packets.together("Fresh, held and beaten", all);
    return Settled.of(
        table, tags, read, unending ? unbounded(together, tags) : bounded(together, tags));
  }

  private <R extends Record> PCollection<KV<Integer, byte[]>> spread(
      int number, Reference<T, R> reference) {
    return reference
        .changes()
        .apply(
            "Spread changes of " + reference.by().other().name(),
            ParDo.of(
                new ToEachShard<>(
                    shards, SettleShard.kindOf(number), Change.coder(reference.by().other()))));
  }

  /** A table that describes rows is small, so each shard has all of it. */
  private static final class ToEachShard<R extends Record>
      extends DoFn<Rows<Change<R>>, KV<Integer, byte[]>> {
    private final int shards;
    private final int kind;
    private final Coder<Change<R>> coder;

    ToEachShard(int shards, int kind, Coder<Change<R>> coder) {
      this.shards = shards;
      this.kind = kind;
      this.coder = coder;
    }

    @ProcessElement
    public void process(@Element Rows<Change<R>> changes, OutputReceiver<KV<Integer, byte[]>> out) {
      Packets packets =
          new Packets(
              1,
              (one, packet) -> {
                for (int shard = 0; shard < shards; shard++) {
                  out.output(KV.of(shard, packet));
                }
              });
      changes.list().forEach(change -> packets.add(0, kind, change, coder));
      packets.flush();
    }
  }

  private PCollectionTuple bounded(PCollection<KV<Integer, byte[]>> packets, Settled.Tags<T> tags) {
    return packets
        .apply("Keep the watermark", Windows.asEarlyAsTheRows())
        .apply("Group by key", GroupByKey.create())
        .apply(
            "Settle every key",
            ParDo.of(new SettleBounded<>(table, tags))
                .withOutputTags(tags.changes(), tags.parted()));
  }

  private PCollectionTuple unbounded(
      PCollection<KV<Integer, byte[]>> packets, Settled.Tags<T> tags) {
    List<Enrich<T, ?>> enriched = new ArrayList<>();
    references.forEach(reference -> enriched.add(reference.by()));
    return packets.apply(
        "Settle every key",
        ParDo.of(new SettleUnbounded<>(table, lateness, enriched, tags))
            .withOutputTags(tags.changes(), tags.more()));
  }

  private static PCollection<KV<Integer, byte[]>> packets(
      PCollection<KV<Integer, byte[]>> packets) {
    return packets.setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
  }
}
