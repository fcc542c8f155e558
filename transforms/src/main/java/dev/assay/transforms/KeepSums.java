package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;

/**
 * Keeps the sums of one table, day and shard, and states those that changed: at most once per
 * interval, when the day is complete, and before it closes. In between it is known that it owes
 * some.
 */
final class KeepSums extends DoFn<KV<Integer, byte[]>, KV<Integer, byte[]>> {
  static final TupleTag<KV<Integer, byte[]>> STATED = new TupleTag<>("stated") {};
  static final TupleTag<Owed> OWED = new TupleTag<>("owed") {};

  private final int shards;
  private final Duration interval;
  private final List<Table<?>> tables;
  private transient ShardMemory<KeptSums<?>> memory;

  /** Packets of facts, and where their sums were stated. */
  @StateId("packets")
  private final StateSpec<BagState<byte[]>> packets = StateSpecs.bag(ByteArrayCoder.of());

  @StateId("mark")
  private final StateSpec<ValueState<PacketLog.Mark>> mark =
      StateSpecs.value(PacketLog.Mark.coder());

  /** How often something was stated. */
  @StateId("number")
  private final StateSpec<ValueState<Long>> number = StateSpecs.value(VarLongCoder.of());

  @StateId("waits")
  private final StateSpec<ValueState<Boolean>> waits = StateSpecs.value(BooleanCoder.of());

  @StateId("complete")
  private final StateSpec<ValueState<Boolean>> complete = StateSpecs.value(BooleanCoder.of());

  @TimerId("interval")
  private final TimerSpec intervalTimer = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  @TimerId("end")
  private final TimerSpec end = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  KeepSums(int shards, Duration interval, List<Table<?>> tables) {
    this.shards = shards;
    this.interval = interval;
    this.tables = tables;
  }

  @Setup
  public void setUp() {
    memory = new ShardMemory<>();
  }

  @ProcessElement
  public void process(
      @Element KV<Integer, byte[]> packet,
      BoundedWindow window,
      @StateId("packets") BagState<byte[]> packets,
      @StateId("mark") ValueState<PacketLog.Mark> mark,
      @StateId("waits") ValueState<Boolean> waits,
      @StateId("complete") ValueState<Boolean> complete,
      @TimerId("interval") Timer intervalTimer,
      @TimerId("end") Timer end,
      MultiOutputReceiver out) {
    if (complete.read() != null && mark.read() == null) {
      throw new StateOutdated();
    }
    add(packet, window, new PacketLog(packets, mark));
    if (waits.read() == null) {
      waits.write(true);
      await(intervalTimer, window);
      out.get(OWED).output(owed(packet.getKey(), window, false));
    }
    if (complete.read() == null) {
      complete.write(true);
      end.set(window.maxTimestamp());
    }
  }

  private void add(KV<Integer, byte[]> packet, BoundedWindow window, PacketLog log) {
    KeptSums<?> kept = memory.of(window, packet.getKey(), log, made(packet.getKey()));
    log.add(packet.getValue(), kept.take(packet.getValue()));
    keep(window, packet.getKey(), log, kept);
  }

  private Function<Iterable<byte[]>, KeptSums<?>> made(int shard) {
    Table<?> table = table(shard);
    return packets -> KeptSums.of(table, packets);
  }

  private void keep(BoundedWindow window, int shard, PacketLog log, KeptSums<?> kept) {
    log.shorten(kept.size(), kept::write);
    memory.keep(window, shard, log, kept);
  }

  private void await(Timer timer, BoundedWindow window) {
    timer.withOutputTimestamp(window.maxTimestamp()).offset(interval).setRelative();
  }

  private Owed owed(int shard, BoundedWindow window, boolean isStated) {
    Table<?> table = table(shard);
    LocalDate day = table.period().first(Windows.dayOf(window.maxTimestamp()));
    return new Owed(table.name(), day, isStated);
  }

  @OnTimer("interval")
  public void stateAfterInterval(
      @Key Integer shard,
      BoundedWindow window,
      @StateId("packets") BagState<byte[]> packets,
      @StateId("mark") ValueState<PacketLog.Mark> mark,
      @StateId("number") ValueState<Long> number,
      @StateId("waits") ValueState<Boolean> waits,
      @TimerId("interval") Timer intervalTimer,
      @TimerId("end") Timer end,
      MultiOutputReceiver out) {
    // The watermark stands still until all that silver held has come; sums are not whole before.
    if (end.getCurrentRelativeTime().isAfter(Windows.FILLED)) {
      state(shard, window, new PacketLog(packets, mark), number, out.get(STATED));
      settle(shard, window, waits, out);
    } else {
      await(intervalTimer, window);
    }
  }

  private void settle(
      int shard, BoundedWindow window, ValueState<Boolean> waits, MultiOutputReceiver out) {
    if (waits.read() != null) {
      waits.clear();
      out.get(OWED).output(owed(shard, window, true));
    }
  }

  @OnTimer("end")
  public void stateWhenComplete(
      @Key Integer shard,
      @StateId("packets") BagState<byte[]> packets,
      @StateId("mark") ValueState<PacketLog.Mark> mark,
      @StateId("number") ValueState<Long> number,
      BoundedWindow window,
      MultiOutputReceiver out) {
    state(shard, window, new PacketLog(packets, mark), number, out.get(STATED));
    out.get(STATED).output(AggregatedStream.complete(shard / shards, window));
  }

  @OnWindowExpiration
  public void stateBeforeClosing(
      @Key Integer shard,
      @StateId("packets") BagState<byte[]> packets,
      @StateId("mark") ValueState<PacketLog.Mark> mark,
      @StateId("number") ValueState<Long> number,
      @StateId("waits") ValueState<Boolean> waits,
      BoundedWindow window,
      MultiOutputReceiver out) {
    state(shard, window, new PacketLog(packets, mark), number, out.get(STATED));
    settle(shard, window, waits, out);
    memory.forget(window, shard);
  }

  private void state(
      int shard,
      BoundedWindow window,
      PacketLog log,
      ValueState<Long> number,
      OutputReceiver<KV<Integer, byte[]>> out) {
    KeptSums<?> kept = memory.of(window, shard, log, made(shard));
    if (kept.owes()) {
      Packets packets = new Packets(1, (one, packet) -> out.output(KV.of(shard / shards, packet)));
      long next = number.read() == null ? 1 : number.read() + 1;
      number.write(next);
      state(kept, shard, next, packets);
      packets.flush();
      log.add(KeptSums.stated(), 1);
    }
    keep(window, shard, log, kept);
  }

  @SuppressWarnings("unchecked")
  private <G extends Record> void state(KeptSums<G> kept, int shard, long number, Packets packets) {
    Coder<Restated<G>> coder = Restated.coder((Table<G>) table(shard));
    kept.state((row, stands) -> packets.add(0, 0, new Restated<>(row, stands, number), coder));
  }

  private Table<?> table(int shard) {
    return tables.get(shard / shards);
  }
}
