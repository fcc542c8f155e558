package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.List;
import org.apache.beam.sdk.coders.BitSetCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.MapState;
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
 * Keeps the sums of a day, or a longer period, in one shard, of all tables that are added up by it,
 * and states those that changed: at most once per interval, when the day is complete, and before it
 * closes. In between it is known of which tables it owes some.
 */
final class KeepSums extends DoFn<KV<Integer, byte[]>, KV<Integer, byte[]>> {
  static final TupleTag<KV<Integer, byte[]>> STATED = new TupleTag<>("stated") {};
  static final TupleTag<Owed> OWED = new TupleTag<>("owed") {};

  private final PeriodWindows periods;
  private final Duration interval;
  private final List<Table<?>> tables;
  private transient ShardMemory<ShardSums> memory;

  /** Facts of tables of few rows, and where their sums were stated. */
  @StateId("fewLog")
  private final StateSpec<MapState<Long, byte[]>> few = PacketLog.packets();

  @StateId("fewLogMark")
  private final StateSpec<ValueState<PacketLog.Mark>> fewMark =
      StateSpecs.value(PacketLog.Mark.coder());

  /** Of tables of many rows. */
  @StateId("manyLog")
  private final StateSpec<MapState<Long, byte[]>> many = PacketLog.packets();

  @StateId("manyLogMark")
  private final StateSpec<ValueState<PacketLog.Mark>> manyMark =
      StateSpecs.value(PacketLog.Mark.coder());

  /** How often something was stated. */
  @StateId("number")
  private final StateSpec<ValueState<Long>> number = StateSpecs.value(VarLongCoder.of());

  /** The tables of which it owes sums, by their numbers. */
  @StateId("owing")
  private final StateSpec<ValueState<BitSet>> owing = StateSpecs.value(BitSetCoder.of());

  @StateId("complete")
  private final StateSpec<ValueState<Boolean>> complete = StateSpecs.value(BooleanCoder.of());

  @TimerId("interval")
  private final TimerSpec intervalTimer = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  @TimerId("end")
  private final TimerSpec end = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  KeepSums(PeriodWindows periods, Duration interval, List<Table<?>> tables) {
    this.periods = periods;
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
      @StateId("fewLog") MapState<Long, byte[]> few,
      @StateId("fewLogMark") ValueState<PacketLog.Mark> fewMark,
      @StateId("manyLog") MapState<Long, byte[]> many,
      @StateId("manyLogMark") ValueState<PacketLog.Mark> manyMark,
      @StateId("owing") ValueState<BitSet> owing,
      @StateId("complete") ValueState<Boolean> complete,
      @TimerId("interval") Timer intervalTimer,
      @TimerId("end") Timer end,
      MultiOutputReceiver out) {
    if (complete.read() != null && fewMark.read() == null) {
      throw new StateOutdated();
    }
    BitSet owes = add(packet, window, logs(few, fewMark, many, manyMark));
    BitSet told = owing.read();
    if (told == null) {
      await(intervalTimer, window);
      told = new BitSet();
    }
    owes.andNot(told);
    if (!owes.isEmpty()) {
      owes.stream().forEach(table -> out.get(OWED).output(owed(table, window, false)));
      owes.or(told);
      owing.write(owes);
    }
    if (complete.read() == null) {
      complete.write(true);
      end.set(window.maxTimestamp());
    }
  }

  private static ShardSums.Logs logs(
      MapState<Long, byte[]> few,
      ValueState<PacketLog.Mark> fewMark,
      MapState<Long, byte[]> many,
      ValueState<PacketLog.Mark> manyMark) {
    return new ShardSums.Logs(new PacketLog(few, fewMark), new PacketLog(many, manyMark));
  }

  /** The tables that it owes now. */
  private BitSet add(KV<Integer, byte[]> packet, BoundedWindow window, ShardSums.Logs logs) {
    ShardSums kept = kept(window, packet.getKey(), logs);
    FactPackets.forEach(packet.getValue(), kept::take);
    keep(window, packet.getKey(), logs, kept);
    return kept.owing();
  }

  private ShardSums kept(BoundedWindow window, int shard, ShardSums.Logs logs) {
    ShardSums kept = memory.of(window, shard, logs.version(), () -> ShardSums.of(tables, logs));
    kept.over(logs);
    return kept;
  }

  private void keep(BoundedWindow window, int shard, ShardSums.Logs logs, ShardSums kept) {
    kept.shorten();
    memory.keep(window, shard, logs.version(), kept);
  }

  /** All shards and days state what they owe at once: at multiples of the interval. */
  private void await(Timer timer, BoundedWindow window) {
    long since = Math.floorMod(timer.getCurrentRelativeTime().getMillis(), interval.getMillis());
    timer.withOutputTimestamp(window.maxTimestamp()).offset(interval.minus(since)).setRelative();
  }

  private Owed owed(int number, BoundedWindow window, boolean isStated) {
    Table<?> table = tables.get(number);
    LocalDate day = table.period().first(Windows.dayOf(window.maxTimestamp()));
    return new Owed(table.name(), day, isStated);
  }

  @OnTimer("interval")
  public void stateAfterInterval(
      @Key Integer shard,
      BoundedWindow window,
      @StateId("fewLog") MapState<Long, byte[]> few,
      @StateId("fewLogMark") ValueState<PacketLog.Mark> fewMark,
      @StateId("manyLog") MapState<Long, byte[]> many,
      @StateId("manyLogMark") ValueState<PacketLog.Mark> manyMark,
      @StateId("number") ValueState<Long> number,
      @StateId("owing") ValueState<BitSet> owing,
      @TimerId("interval") Timer intervalTimer,
      @TimerId("end") Timer end,
      MultiOutputReceiver out) {
    // The watermark stands still until all that silver held has come; sums are not whole before.
    if (end.getCurrentRelativeTime().isAfter(Windows.FILLED)) {
      state(shard, window, logs(few, fewMark, many, manyMark), number, out.get(STATED));
      settle(window, owing, out);
    } else {
      await(intervalTimer, window);
    }
  }

  private void settle(BoundedWindow window, ValueState<BitSet> owing, MultiOutputReceiver out) {
    BitSet told = owing.read();
    if (told != null) {
      owing.clear();
      told.stream().forEach(table -> out.get(OWED).output(owed(table, window, true)));
    }
  }

  @OnTimer("end")
  public void stateWhenComplete(
      @Key Integer shard,
      @StateId("fewLog") MapState<Long, byte[]> few,
      @StateId("fewLogMark") ValueState<PacketLog.Mark> fewMark,
      @StateId("manyLog") MapState<Long, byte[]> many,
      @StateId("manyLogMark") ValueState<PacketLog.Mark> manyMark,
      @StateId("number") ValueState<Long> number,
      BoundedWindow window,
      MultiOutputReceiver out) {
    state(shard, window, logs(few, fewMark, many, manyMark), number, out.get(STATED));
    for (int table = 0; table < tables.size(); table++) {
      if (periods.isOf(shard, table)) {
        out.get(STATED).output(AggregatedStream.complete(table, window));
      }
    }
  }

  @OnWindowExpiration
  public void stateBeforeClosing(
      @Key Integer shard,
      @StateId("fewLog") MapState<Long, byte[]> few,
      @StateId("fewLogMark") ValueState<PacketLog.Mark> fewMark,
      @StateId("manyLog") MapState<Long, byte[]> many,
      @StateId("manyLogMark") ValueState<PacketLog.Mark> manyMark,
      @StateId("number") ValueState<Long> number,
      @StateId("owing") ValueState<BitSet> owing,
      BoundedWindow window,
      MultiOutputReceiver out) {
    state(shard, window, logs(few, fewMark, many, manyMark), number, out.get(STATED));
    settle(window, owing, out);
    memory.forget(window, shard);
  }

  private void state(
      int shard,
      BoundedWindow window,
      ShardSums.Logs logs,
      ValueState<Long> number,
      OutputReceiver<KV<Integer, byte[]>> out) {
    ShardSums kept = kept(window, shard, logs);
    BitSet owes = kept.owing();
    if (!owes.isEmpty()) {
      long next = number.read() == null ? 1 : number.read() + 1;
      number.write(next);
      owes.stream().forEach(table -> state(kept.of(table), table, next, out));
      kept.stated(owes);
    }
    keep(window, shard, logs, kept);
  }

  @SuppressWarnings("unchecked")
  private <G extends Record> void state(
      KeptSums<G> kept, int table, long number, OutputReceiver<KV<Integer, byte[]>> out) {
    Coder<Restated<G>> coder = Restated.coder((Table<G>) tables.get(table));
    Packets packets = new Packets(1, (one, packet) -> out.output(KV.of(table, packet)));
    kept.state((row, stands) -> packets.add(0, 0, new Restated<>(row, stands, number), coder));
    packets.flush();
  }
}
