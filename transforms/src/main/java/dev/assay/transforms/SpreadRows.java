package dev.assay.transforms;

import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;

/**
 * Sends rows to the shards of their keys, in packets that say of each row whether it is to be
 * gained, is held, or was refused.
 *
 * <p>In a bounded run, packets are filled up to the end of a bundle. In a stream nothing waits for
 * that, and packets bear the time of the element that they come of.
 */
abstract class SpreadRows<I, T extends Record> extends DoFn<I, KV<Integer, byte[]>> {
  final Table<T> table;
  final boolean unending;
  private final int shards;
  private transient RowKey.Reader<T> keys;
  private transient List<KV<Integer, byte[]>> ready;
  private transient Packets packets;

  private SpreadRows(Table<T> table, int shards, boolean unending) {
    this.table = table;
    this.shards = shards;
    this.unending = unending;
  }

  /** Of rows that silver holds. */
  static <T extends Record> SpreadRows<Rows<Refined<T>>, T> held(
      Table<T> table, int shards, boolean unending) {
    return new Known<>(table, shards, unending, Change.Kind.HELD, Rows::list);
  }

  /** Of rows that lost to others. */
  static <T extends Record> SpreadRows<Batch<T>, T> beaten(
      Table<T> table, int shards, boolean unending) {
    return new Known<>(
        table,
        shards,
        unending,
        Change.Kind.REFUSED,
        batch -> batch.candidates().stream().map(Batch.Candidate::refined).toList());
  }

  /** Of new rows, in a stream with their payloads. */
  static <T extends Record> SpreadRows<Batch<T>, T> fresh(
      Table<T> table, int shards, boolean unending, Settled.Tags<T> tags) {
    return new Fresh<>(table, shards, unending, tags);
  }

  @StartBundle
  public void start() {
    keys = new RowKey.Reader<>(table);
    ready = new ArrayList<>();
    packets = new Packets(shards, (shard, packet) -> ready.add(KV.of(shard, packet)));
  }

  @ProcessElement
  public void process(
      @Element I element, MultiOutputReceiver out, OutputReceiver<KV<Integer, byte[]>> main) {
    spread(element, out);
    if (unending) {
      packets.flush();
    }
    ready.forEach(main::output);
    ready.clear();
  }

  abstract void spread(I element, MultiOutputReceiver out);

  final <E> void add(Change.Kind kind, T row, E encoded, Coder<E> coder) {
    packets.add(keys.of(row).shard(shards), kind.ordinal(), encoded, coder);
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    packets.flush();
    ready.forEach(
        packet -> context.output(packet, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE));
    ready.clear();
  }

  private static final class Known<I, T extends Record> extends SpreadRows<I, T> {
    private final Change.Kind kind;
    private final SerializableFunction<I, List<Refined<T>>> rows;

    Known(
        Table<T> table,
        int shards,
        boolean unending,
        Change.Kind kind,
        SerializableFunction<I, List<Refined<T>>> rows) {
      super(table, shards, unending);
      this.kind = kind;
      this.rows = rows;
    }

    @Override
    void spread(I element, MultiOutputReceiver out) {
      Coder<Refined<T>> coder = Refined.coder(table);
      rows.apply(element).forEach(row -> add(kind, row.row(), row, coder));
    }
  }

  private static final class Fresh<T extends Record> extends SpreadRows<Batch<T>, T> {
    private final Settled.Tags<T> tags;

    Fresh(Table<T> table, int shards, boolean unending, Settled.Tags<T> tags) {
      super(table, shards, unending);
      this.tags = tags;
    }

    @Override
    void spread(Batch<T> batch, MultiOutputReceiver out) {
      Coder<Batch.Candidate<T>> candidates = Batch.candidateCoder(table);
      Coder<Refined<T>> coder = Refined.coder(table);
      for (Batch.Candidate<T> each : batch.candidates()) {
        if (unending) {
          add(Change.Kind.GAINED, each.row(), each, candidates);
        } else {
          add(Change.Kind.GAINED, each.row(), each.refined(), coder);
        }
      }
      if (!batch.rejected().isEmpty()) {
        out.get(tags.rejected()).output(new Rows<>(batch.rejected()));
      }
      batch.totals().forEach(out.get(tags.totals())::output);
    }
  }
}
