package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
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
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/**
 * Settles the rows of a shard of a stream as they come.
 *
 * <p>A shard's rows come in packets, so that the runner's cost per element is paid once for many
 * rows. What is remembered of a row is forgotten when its day closes.
 */
final class SettleUnbounded<T extends Record> extends DoFn<KV<Integer, byte[]>, Rows<Change<T>>> {
  private final Table<T> table;
  private final Lateness lateness;
  private final List<Enrich<T, ?>> enriched;
  private final Settled.Tags<T> tags;
  private transient SettleShard<T> shard;
  private transient ShardMemory<LoggedMemory<T>> memories;

  /** What the shard remembers, in the packets of {@link LoggedMemory}. */
  @StateId("log")
  private final StateSpec<MapState<Long, byte[]>> packets = PacketLog.packets();

  @StateId("logMark")
  private final StateSpec<ValueState<PacketLog.Mark>> mark =
      StateSpecs.value(PacketLog.Mark.coder());

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

  SettleUnbounded(
      Table<T> table, Lateness lateness, List<Enrich<T, ?>> enriched, Settled.Tags<T> tags) {
    this.table = table;
    this.lateness = lateness;
    this.enriched = enriched;
    this.tags = tags;
  }

  @Setup
  public void setup() {
    shard = new SettleShard<>(table, lateness, enriched, tags);
    memories = new ShardMemory<>();
  }

  @ProcessElement
  public void process(
      @Element KV<Integer, byte[]> packet,
      @StateId("log") MapState<Long, byte[]> packets,
      @StateId("logMark") ValueState<PacketLog.Mark> mark,
      @StateId("waiting") BagState<byte[]> waiting,
      @StateId("earliest") ValueState<Long> earliest,
      @TimerId("filled") Timer filled,
      @TimerId("closing") Timer closing,
      MultiOutputReceiver out) {
    Instant watermark = filled.getCurrentRelativeTime();
    if (SettleShard.isFresh(packet.getValue()) && watermark.isBefore(Windows.FILLED)) {
      waiting.add(packet.getValue());
      filled.set(Windows.FILLED);
      return;
    }
    PacketLog log = new PacketLog(packets, mark);
    List<byte[]> some = List.of(packet.getValue());
    settle(packet.getKey(), some, watermark, log, earliest, closing, out);
  }

  /** No day was closed when these rows came, however far the watermark has leapt since. */
  @OnTimer("filled")
  public void settleWaiting(
      @Key Integer key,
      @StateId("log") MapState<Long, byte[]> packets,
      @StateId("logMark") ValueState<PacketLog.Mark> mark,
      @StateId("waiting") BagState<byte[]> waiting,
      @StateId("earliest") ValueState<Long> earliest,
      @TimerId("closing") Timer closing,
      MultiOutputReceiver out) {
    PacketLog log = new PacketLog(packets, mark);
    settle(key, waiting.read(), Windows.FILLED, log, earliest, closing, out);
    waiting.clear();
  }

  private void settle(
      int key,
      Iterable<byte[]> packets,
      Instant watermark,
      PacketLog log,
      ValueState<Long> earliest,
      Timer closing,
      MultiOutputReceiver out) {
    LoggedMemory<T> memory = memory(key, log);
    shard.over(memory);
    for (byte[] packet : packets) {
      shard.settle(packet, watermark);
      shard.outcome().send(out);
    }
    if (lateness.closes() && memory.earliest() != null) {
      Long known = earliest.read();
      if (known == null || memory.earliest().toEpochDay() < known) {
        awaitClosing(memory.earliest(), earliest, closing);
      }
    }
    if (!memory.log()) {
      memories.keep(GlobalWindow.INSTANCE, key, log.version(), memory);
    }
  }

  private LoggedMemory<T> memory(int key, PacketLog log) {
    LoggedMemory<T> memory =
        memories.of(GlobalWindow.INSTANCE, key, log.version(), () -> made(log));
    memory.over(log);
    return memory;
  }

  private LoggedMemory<T> made(PacketLog log) {
    LoggedMemory<T> memory = shard.memory();
    memory.read(log);
    return memory;
  }

  @OnTimer("closing")
  public void forgetClosed(
      @Key Integer key,
      @StateId("log") MapState<Long, byte[]> packets,
      @StateId("logMark") ValueState<PacketLog.Mark> mark,
      @StateId("earliest") ValueState<Long> earliest,
      @TimerId("closing") Timer closing) {
    Instant watermark = closing.getCurrentRelativeTime();
    PacketLog log = new PacketLog(packets, mark);
    LoggedMemory<T> memory = memory(key, log);
    LocalDate left = memory.forget(day -> lateness.isLate(day, watermark));
    if (left == null) {
      earliest.clear();
    } else {
      awaitClosing(left, earliest, closing);
    }
  }

  private void awaitClosing(LocalDate day, ValueState<Long> earliest, Timer closing) {
    earliest.write(day.toEpochDay());
    closing.set(lateness.closing(day));
  }
}
