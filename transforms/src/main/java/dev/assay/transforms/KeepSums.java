package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
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

  /** By the text of the gold row's key. */
  @StateId("sums")
  private final StateSpec<MapState<String, byte[]>> sums =
      StateSpecs.map(StringUtf8Coder.of(), ByteArrayCoder.of());

  /** Of what is chosen among facts: how many facts chose it, by the bytes of such a fact. */
  @StateId("choices")
  private final StateSpec<MapState<String, Long>> choices =
      StateSpecs.map(StringUtf8Coder.of(), VarLongCoder.of());

  /** The last fact of each key whose sum changed since it was stated. */
  @StateId("changed")
  private final StateSpec<MapState<String, byte[]>> changed =
      StateSpecs.map(StringUtf8Coder.of(), ByteArrayCoder.of());

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

  @ProcessElement
  public void process(
      @Element KV<Integer, byte[]> packet,
      BoundedWindow window,
      @StateId("sums") MapState<String, byte[]> sums,
      @StateId("choices") MapState<String, Long> choices,
      @StateId("changed") MapState<String, byte[]> changed,
      @StateId("waits") ValueState<Boolean> waits,
      @StateId("complete") ValueState<Boolean> complete,
      @TimerId("interval") Timer intervalTimer,
      @TimerId("end") Timer end,
      MultiOutputReceiver out) {
    add(table(packet.getKey()), packet.getValue(), sums, choices, changed);
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

  private <G extends Record> void add(
      Table<G> table,
      byte[] packet,
      MapState<String, byte[]> sums,
      MapState<String, Long> choices,
      MapState<String, byte[]> changed) {
    new KeptSums<>(table, sums, choices, changed).take(packet);
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
      @StateId("sums") MapState<String, byte[]> sums,
      @StateId("changed") MapState<String, byte[]> changed,
      @StateId("number") ValueState<Long> number,
      @StateId("waits") ValueState<Boolean> waits,
      @TimerId("interval") Timer intervalTimer,
      @TimerId("end") Timer end,
      MultiOutputReceiver out) {
    // The watermark stands still until all that silver held has come; sums are not whole before.
    if (end.getCurrentRelativeTime().isAfter(Windows.FILLED)) {
      state(shard, sums, changed, number, out.get(STATED));
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
      @StateId("sums") MapState<String, byte[]> sums,
      @StateId("changed") MapState<String, byte[]> changed,
      @StateId("number") ValueState<Long> number,
      BoundedWindow window,
      MultiOutputReceiver out) {
    state(shard, sums, changed, number, out.get(STATED));
    out.get(STATED).output(AggregatedStream.complete(shard / shards, window));
  }

  @OnWindowExpiration
  public void stateBeforeClosing(
      @Key Integer shard,
      @StateId("sums") MapState<String, byte[]> sums,
      @StateId("changed") MapState<String, byte[]> changed,
      @StateId("number") ValueState<Long> number,
      @StateId("waits") ValueState<Boolean> waits,
      BoundedWindow window,
      MultiOutputReceiver out) {
    state(shard, sums, changed, number, out.get(STATED));
    settle(shard, window, waits, out);
  }

  private void state(
      int shard,
      MapState<String, byte[]> sums,
      MapState<String, byte[]> changed,
      ValueState<Long> number,
      OutputReceiver<KV<Integer, byte[]>> out) {
    int table = shard / shards;
    Packets packets = new Packets(1, (one, packet) -> out.output(KV.of(table, packet)));
    long next = number.read() == null ? 1 : number.read() + 1;
    number.write(next);
    state(table(shard), sums, changed, next, packets);
    packets.flush();
  }

  private <G extends Record> void state(
      Table<G> table,
      MapState<String, byte[]> sums,
      MapState<String, byte[]> changed,
      long number,
      Packets packets) {
    Coder<Restated<G>> coder = Restated.coder(table);
    KeptSums.Codec<G> codec = new KeptSums.Codec<>(table);
    for (Map.Entry<String, byte[]> each : changed.entries().read()) {
      byte[] sum = sums.get(each.getKey()).read();
      Counted<G> stated = codec.decode(sum == null ? each.getValue() : sum);
      // A sum of no rows that is not nothing owes a fact, and changes again when that comes.
      if (sum == null || stated.rows() > 0) {
        packets.add(0, 0, new Restated<>(stated.fact(), sum != null, number), coder);
      }
    }
    changed.clear();
  }

  private Table<?> table(int shard) {
    return tables.get(shard / shards);
  }
}
