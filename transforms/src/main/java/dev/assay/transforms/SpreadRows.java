package dev.assay.transforms;

import dev.assay.schemas.Raw;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import dev.assay.transforms.Change.Kind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Sends rows to the shards of their keys, in packets that say of each row whether it is to be
 * gained, is held, or was refused.
 *
 * <p>In a bounded run, packets are filled up to the end of a bundle and compressed. In a stream
 * nothing waits for that, and packets bear the time of the element that they come of.
 */
final class SpreadRows<I, T extends Record> extends DoFn<I, KV<Integer, byte[]>> {
  private final Table<T> table;
  private final int shards;
  private final boolean unending;
  private final Claims<I, T> claims;
  private final TupleTag<KeyHashes> told;
  private transient RowKey.Reader<T> keys;
  private transient List<KV<Integer, byte[]>> ready;
  private transient Packets packets;
  private transient LongStream.Builder hashes;
  private transient ProcessContext context;
  private transient MultiOutputReceiver out;

  /** What an element says of rows. */
  private interface Claims<I, T extends Record> extends Serializable {
    void of(I element, SpreadRows<I, T> to);

    /** A bundle begins. */
    default void begin() {}
  }

  private SpreadRows(Table<T> table, int shards, boolean unending, Claims<I, T> claims) {
    this(table, shards, unending, claims, null);
  }

  private SpreadRows(
      Table<T> table, int shards, boolean unending, Claims<I, T> claims, TupleTag<KeyHashes> told) {
    this.told = told;
    this.table = table;
    this.shards = shards;
    this.unending = unending;
    this.claims = claims;
  }

  /** Of rows that silver holds. */
  static <T extends Record> SpreadRows<Rows<Refined<T>>, T> held(
      Table<T> table, int shards, boolean unending) {
    Coder<Refined<T>> coder = Refined.coder(table);
    return new SpreadRows<>(
        table,
        shards,
        unending,
        (rows, to) -> rows.list().forEach(row -> to.add(Kind.HELD, row.row(), row, coder)));
  }

  /** Of rows that lost to others. */
  static <T extends Record> SpreadRows<Batch<T>, T> beaten(
      Table<T> table, int shards, boolean unending) {
    Coder<Refined<T>> coder = Refined.coder(table);
    return new SpreadRows<>(
        table,
        shards,
        unending,
        (batch, to) ->
            batch
                .candidates()
                .forEach(each -> to.add(Kind.REFUSED, each.row(), each.refined(), coder)));
  }

  /** Of new rows, in a stream with their payloads; what fell out of a batch goes on as it is. */
  static <T extends Record> SpreadRows<Batch<T>, T> fresh(
      Table<T> table, int shards, boolean unending, Settled.Tags<T> tags) {
    Coder<Refined<T>> refined = Refined.coder(table);
    Coder<Batch.Candidate<T>> candidates = Batch.candidateCoder(table);
    return new SpreadRows<>(
        table,
        shards,
        unending,
        (batch, to) -> {
          for (Batch.Candidate<T> each : batch.candidates()) {
            if (unending) {
              to.add(Kind.GAINED, each.row(), each, candidates);
            } else {
              to.add(Kind.GAINED, each.row(), each.refined(), refined);
            }
          }
          to.send(batch, tags);
        });
  }

  /**
   * Of payloads of a bounded run, in one step: no row waits for the next one.
   *
   * @param judges what judges their rows, in this order
   * @param told takes the keys of the rows
   */
  static <T extends Record> SpreadRows<Rows<Raw>, T> payloads(
      Table<T> table,
      int shards,
      Refine.Parse<T> parse,
      List<Judging<T>> judges,
      Settled.Tags<T> tags,
      TupleTag<KeyHashes> told) {
    Coder<Refined<T>> refined = Refined.coder(table);
    return new SpreadRows<>(
        table,
        shards,
        false,
        new Claims<>() {
          @Override
          public void begin() {
            judges.forEach(Judging::forget);
          }

          @Override
          public void of(Rows<Raw> payloads, SpreadRows<Rows<Raw>, T> to) {
            Batch<T> batch = parse.parsed(payloads);
            for (Judging<T> judge : judges) {
              batch = judge.judged(batch, to.context::sideInput);
            }
            for (Batch.Candidate<T> each : batch.candidates()) {
              to.add(Kind.GAINED, each.row(), each.refined(), refined);
            }
            to.send(batch, tags);
          }
        },
        told);
  }

  /** What fell out of a batch goes on as it is. */
  private void send(Batch<T> batch, Settled.Tags<T> tags) {
    if (!batch.rejected().isEmpty()) {
      out.get(tags.rejected()).output(new Rows<>(batch.rejected()));
    }
    batch.totals().forEach(out.get(tags.totals())::output);
  }

  private <E> void add(Kind kind, T row, E encoded, Coder<E> coder) {
    RowKey key = keys.of(row);
    if (told != null) {
      hashes.add(key.hash64());
    }
    packets.add(key.shard(shards), kind.ordinal(), encoded, coder);
  }

  @StartBundle
  public void start() {
    claims.begin();
    keys = new RowKey.Reader<>(table);
    hashes = LongStream.builder();
    ready = new ArrayList<>();
    packets =
        new Packets(
            shards,
            (shard, packet) -> ready.add(KV.of(shard, unending ? packet : Compressed.of(packet))));
  }

  @ProcessElement
  public void process(
      ProcessContext context,
      @Element I element,
      MultiOutputReceiver out,
      OutputReceiver<KV<Integer, byte[]>> main) {
    this.context = context;
    this.out = out;
    claims.of(element, this);
    if (unending) {
      packets.flush();
    }
    ready.forEach(main::output);
    ready.clear();
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    packets.flush();
    ready.forEach(
        packet -> context.output(packet, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE));
    ready.clear();
    if (told != null) {
      KeyHashes gathered = KeyHashes.of(hashes.build());
      context.output(told, gathered, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE);
      claims.begin();
    }
  }
}
