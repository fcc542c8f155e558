package dev.assay.transforms;

import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Instant;

/**
 * Silver, of a stream: keeps one row per key as {@link Deduplicate} does, but says at once what
 * each payload changes. Rows of closed days are rejected as {@code late}.
 *
 * <p>What silver held before the stream began is bounded input and comes with the earliest of all
 * timestamps. Until the watermark tells that all of it has come, new rows wait.
 *
 * <p>State is kept in shards by a hash of the key, and a shard's rows come in packets, so that the
 * runner's cost per element is paid once for many rows. A row is forgotten when its day closes.
 */
public final class DeduplicateStream<T extends Record>
    extends PTransform<PCollection<Batch<T>>, Settled<T>> {
  private final Table<T> table;
  private final int shards;
  private final Lateness lateness;
  private final PCollection<Rows<Refined<T>>> held;
  private final PCollection<Batch<T>> beaten;

  private DeduplicateStream(
      Table<T> table,
      int shards,
      Lateness lateness,
      PCollection<Rows<Refined<T>>> held,
      PCollection<Batch<T>> beaten) {
    this.table = table;
    this.shards = shards;
    this.lateness = lateness;
    this.held = held;
    this.beaten = beaten;
  }

  /**
   * By the key of a table that has an event time and no versions.
   *
   * @param held what silver holds of the days that are open
   * @param beaten what lost to another row, read again from quarantine
   */
  public static <T extends Record> DeduplicateStream<T> by(
      Table<T> table,
      int shards,
      Lateness lateness,
      PCollection<Rows<Refined<T>>> held,
      PCollection<Batch<T>> beaten) {
    if (table.version().isPresent() || table.eventTime().isEmpty()) {
      throw new IllegalArgumentException(table + " has versions or no event time");
    }
    return new DeduplicateStream<>(table, shards, lateness, held, beaten);
  }

  @Override
  public Settled<T> expand(PCollection<Batch<T>> fresh) {
    Settled.Tags<T> tags = new Settled.Tags<>();
    TupleTag<KV<Integer, byte[]>> packets = new TupleTag<>("packets");
    PCollectionTuple read =
        fresh.apply(
            "Spread rows by key",
            ParDo.of(new SpreadFresh<>(table, shards, tags))
                .withOutputTags(packets, TupleTagList.of(tags.rejected()).and(tags.totals())));
    PCollectionTuple settled =
        PCollectionList.of(packets(read.get(packets)))
            .and(packets(held.apply("Spread held rows", ParDo.of(new SpreadHeld<>(table, shards)))))
            .and(
                packets(
                    beaten.apply(
                        "Spread beaten rows", ParDo.of(new SpreadBeaten<>(table, shards)))))
            .apply("Fresh, held and beaten", Flatten.pCollections())
            .apply(
                "Settle every key",
                ParDo.of(new Settle<>(table, lateness, tags))
                    .withOutputTags(
                        tags.changes(),
                        TupleTagList.of(tags.rejected())
                            .and(tags.contradictions())
                            .and(tags.totals())));
    return Settled.of(table, tags, read, settled);
  }

  private static PCollection<KV<Integer, byte[]>> packets(
      PCollection<KV<Integer, byte[]>> packets) {
    return packets.setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
  }

  /** Sends the rows of one element to the shards of their keys, at the element's time. */
  private abstract static class Spread<I, T extends Record> extends DoFn<I, KV<Integer, byte[]>> {
    final Table<T> table;
    private final int shards;
    private transient RowKey.Reader<T> keys;

    Spread(Table<T> table, int shards) {
      this.table = table;
      this.shards = shards;
    }

    final Packets packets(OutputReceiver<KV<Integer, byte[]>> out) {
      return new Packets(shards, (shard, packet) -> out.output(KV.of(shard, packet)));
    }

    final int shard(T row) {
      keys = keys == null ? new RowKey.Reader<>(table) : keys;
      return keys.of(row).shard(shards);
    }
  }

  private static final class SpreadFresh<T extends Record> extends Spread<Batch<T>, T> {
    private final Settled.Tags<T> tags;

    SpreadFresh(Table<T> table, int shards, Settled.Tags<T> tags) {
      super(table, shards);
      this.tags = tags;
    }

    @ProcessElement
    public void process(
        @Element Batch<T> batch,
        MultiOutputReceiver out,
        OutputReceiver<KV<Integer, byte[]>> main) {
      Coder<Batch.Candidate<T>> coder = Batch.candidateCoder(table);
      Packets packets = packets(main);
      for (Batch.Candidate<T> candidate : batch.candidates()) {
        packets.add(shard(candidate.row()), Contest.FRESH, candidate, coder);
      }
      packets.flush();
      if (!batch.rejected().isEmpty()) {
        out.get(tags.rejected()).output(new Rows<>(batch.rejected()));
      }
      batch.totals().forEach(out.get(tags.totals())::output);
    }
  }

  private static final class SpreadHeld<T extends Record> extends Spread<Rows<Refined<T>>, T> {
    SpreadHeld(Table<T> table, int shards) {
      super(table, shards);
    }

    @ProcessElement
    public void process(@Element Rows<Refined<T>> rows, OutputReceiver<KV<Integer, byte[]>> out) {
      Coder<Refined<T>> coder = Refined.coder(table);
      Packets packets = packets(out);
      rows.list().forEach(row -> packets.add(shard(row.row()), Contest.HELD, row, coder));
      packets.flush();
    }
  }

  private static final class SpreadBeaten<T extends Record> extends Spread<Batch<T>, T> {
    SpreadBeaten(Table<T> table, int shards) {
      super(table, shards);
    }

    @ProcessElement
    public void process(@Element Batch<T> batch, OutputReceiver<KV<Integer, byte[]>> out) {
      Coder<Batch.Candidate<T>> coder = Batch.candidateCoder(table);
      Packets packets = packets(out);
      for (Batch.Candidate<T> candidate : batch.candidates()) {
        packets.add(shard(candidate.row()), Contest.BEATEN, candidate, coder);
      }
      packets.flush();
    }
  }

  private static final class Settle<T extends Record>
      extends DoFn<KV<Integer, byte[]>, Rows<Change<T>>> {
    private final Table<T> table;
    private final Lateness lateness;
    private final Settled.Tags<T> tags;
    private transient Settlement<T> shard;

    @StateId("rows")
    private final StateSpec<MapState<String, byte[]>> rows =
        StateSpecs.map(StringUtf8Coder.of(), ByteArrayCoder.of());

    @StateId("waiting")
    private final StateSpec<BagState<byte[]>> waiting = StateSpecs.bag(ByteArrayCoder.of());

    @StateId("earliest")
    private final StateSpec<ValueState<Long>> earliest = StateSpecs.value(VarLongCoder.of());

    /** Fires when all that silver held has come. */
    @TimerId("filled")
    private final TimerSpec filled = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    /** Fires when the earliest day that the shard remembers closes. */
    @TimerId("closing")
    private final TimerSpec closing = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    Settle(Table<T> table, Lateness lateness, Settled.Tags<T> tags) {
      this.table = table;
      this.lateness = lateness;
      this.tags = tags;
    }

    @Setup
    public void setup() {
      shard = new Settlement<>(table, lateness, tags);
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, byte[]> packet,
        @StateId("rows") MapState<String, byte[]> rows,
        @StateId("waiting") BagState<byte[]> waiting,
        @StateId("earliest") ValueState<Long> earliest,
        @TimerId("filled") Timer filled,
        @TimerId("closing") Timer closing,
        MultiOutputReceiver out) {
      Instant watermark = filled.getCurrentRelativeTime();
      boolean fresh = packet.getValue()[0] == Contest.FRESH;
      if (fresh && watermark.isBefore(Windows.FILLED)) {
        waiting.add(packet.getValue());
        filled.set(Windows.FILLED);
        return;
      }
      settle(List.of(packet.getValue()), watermark, rows, earliest, closing, out);
    }

    /** No day was closed when these rows came, however far the watermark has leapt since. */
    @OnTimer("filled")
    public void settleWaiting(
        @StateId("rows") MapState<String, byte[]> rows,
        @StateId("waiting") BagState<byte[]> waiting,
        @StateId("earliest") ValueState<Long> earliest,
        @TimerId("closing") Timer closing,
        MultiOutputReceiver out) {
      settle(waiting.read(), Windows.FILLED, rows, earliest, closing, out);
      waiting.clear();
    }

    private void settle(
        Iterable<byte[]> packets,
        Instant watermark,
        MapState<String, byte[]> rows,
        ValueState<Long> earliest,
        Timer closing,
        MultiOutputReceiver out) {
      shard.begin(rows, watermark);
      for (byte[] packet : packets) {
        shard.settle(packet);
        shard.send(out);
      }
      if (lateness.closes() && shard.earliest() != null) {
        Long known = earliest.read();
        if (known == null || shard.earliest().toEpochDay() < known) {
          earliest.write(shard.earliest().toEpochDay());
          closing.set(lateness.closing(shard.earliest()));
        }
      }
    }

    @OnTimer("closing")
    public void forgetClosed(
        @StateId("rows") MapState<String, byte[]> rows,
        @StateId("earliest") ValueState<Long> earliest,
        @TimerId("closing") Timer closing) {
      Instant watermark = closing.getCurrentRelativeTime();
      LocalDate next = null;
      List<String> gone = new ArrayList<>();
      for (Map.Entry<String, byte[]> each : rows.entries().read()) {
        LocalDate day = Standing.day(each.getValue());
        if (lateness.isLate(day, watermark)) {
          gone.add(each.getKey());
        } else if (next == null || day.isBefore(next)) {
          next = day;
        }
      }
      gone.forEach(rows::remove);
      if (next == null) {
        earliest.clear();
      } else {
        earliest.write(next.toEpochDay());
        closing.set(lateness.closing(next));
      }
    }
  }
}
