package dev.assay.pipelines;

import dev.assay.pipelines.EpochPart.GoldFile;
import dev.assay.pipelines.EpochPart.GoldWritten;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.RestatedFile;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Windows;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CoderException;
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
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;

/**
 * Gathers what is stated of a table and day, and writes one file of it at an interval, in place of
 * the one before: of the first file of a run, in place of those that the lake has. Files are named
 * anew each time, and a runner that goes back to an earlier state goes back to the files of then.
 *
 * <p>All write at the same times, and one key tells these times: while it is sure that all has come
 * that silver held, for only then gold is stated. Of that a runner that goes back to an earlier
 * state is not sure at once.
 */
final class WriteGold extends DoFn<KV<String, byte[]>, EpochPart> {
  static final TupleTag<EpochPart> FILES = new TupleTag<>("files") {};
  static final TupleTag<EpochPart> TIMES = new TupleTag<>("times") {};

  /** The key that tells the time. */
  static final String CLOCK = "";

  private final StreamSettings settings;
  private final List<Table<?>> tables;

  /** What was stated since a file was written. */
  @StateId("stated")
  private final StateSpec<BagState<byte[]>> stated = StateSpecs.bag(ByteArrayCoder.of());

  /** What the lake has, once the epochs have published it; absent before the run's first file. */
  @StateId("last")
  private final StateSpec<ValueState<GoldFile>> last =
      StateSpecs.value(RecordCoder.of(GoldFile.class));

  @StateId("waits")
  private final StateSpec<ValueState<Boolean>> waits = StateSpecs.value(BooleanCoder.of());

  @TimerId("interval")
  private final TimerSpec intervalTimer = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  @TimerId("filled")
  private final TimerSpec filledTimer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  /** When this worker saw first that all has come that silver held. */
  private transient Instant whole;

  WriteGold(StreamSettings settings, List<Table<?>> tables) {
    this.settings = settings;
    this.tables = List.copyOf(tables);
  }

  /** The key of a table and day. */
  static String place(Table<?> table, LocalDate day) {
    return table.name() + " " + (day == null ? "" : day);
  }

  @ProcessElement
  public void process(
      @Element KV<String, byte[]> packet,
      BoundedWindow window,
      @StateId("stated") BagState<byte[]> stated,
      @StateId("waits") ValueState<Boolean> waits,
      @TimerId("interval") Timer interval,
      @TimerId("filled") Timer filled) {
    if (packet.getKey().equals(CLOCK)) {
      filled.set(Windows.FILLED.plus(1));
      return;
    }
    stated.add(packet.getValue());
    if (waits.read() == null) {
      waits.write(true);
      await(interval, window);
    }
  }

  /** Nobody behind this step looks at event time, which it must not hold up. */
  private void await(Timer timer, BoundedWindow window) {
    timer.withOutputTimestamp(window.maxTimestamp()).align(settings.lakePane()).setRelative();
  }

  @OnTimer("filled")
  public void beginToTellTime(BoundedWindow window, @TimerId("interval") Timer interval) {
    await(interval, window);
  }

  @OnTimer("interval")
  public void write(
      OnTimerContext context,
      @Key String place,
      BoundedWindow window,
      @StateId("stated") BagState<byte[]> stated,
      @StateId("last") ValueState<GoldFile> last,
      @StateId("waits") ValueState<Boolean> waits,
      @TimerId("interval") Timer interval,
      @TimerId("filled") Timer filled,
      MultiOutputReceiver out) {
    if (place.equals(CLOCK)) {
      Instant come = filled.getCurrentRelativeTime();
      if (come.isAfter(Windows.FILLED)) {
        tellTime(context.fireTimestamp(), interval.getCurrentRelativeTime(), out);
      }
      // A stream that is drained fires timers until there are none.
      if (come.isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
        await(interval, window);
      }
    } else {
      waits.clear();
      write(place, stated, last, out);
    }
  }

  /** What came before all was there is stated an interval after that, at the latest. */
  private void tellTime(Instant at, Instant now, MultiOutputReceiver out) {
    if (whole == null) {
      whole = now;
    }
    Instant of = at.minus(settings.pane());
    if (!of.isBefore(whole)) {
      out.get(TIMES).output(new EpochPart(new GoldWritten(at.getMillis(), of.getMillis())));
    }
  }

  @OnWindowExpiration
  public void writeAtTheEnd(
      @Key String place,
      @StateId("stated") BagState<byte[]> stated,
      @StateId("last") ValueState<GoldFile> last,
      MultiOutputReceiver out) {
    if (!place.equals(CLOCK)) {
      write(place, stated, last, out);
    }
  }

  private void write(
      String place, BagState<byte[]> stated, ValueState<GoldFile> last, MultiOutputReceiver out) {
    restate(place, stated.read(), last.read())
        .ifPresent(
            file -> {
              last.write(file);
              out.get(FILES).output(new EpochPart(file));
            });
    stated.clear();
  }

  private Optional<GoldFile> restate(String place, Iterable<byte[]> packets, GoldFile last) {
    int end = place.indexOf(' ');
    String day = place.substring(end + 1);
    return restate(
        tables.stream()
            .filter(table -> table.name().equals(place.substring(0, end)))
            .findFirst()
            .orElseThrow(),
        day.isEmpty() ? null : LocalDate.parse(day),
        packets,
        last);
  }

  /** The new file; empty when nothing changes. */
  private <G extends Record> Optional<GoldFile> restate(
      Table<G> table, LocalDate day, Iterable<byte[]> packets, GoldFile last) {
    RestatedFile<G> restated = new RestatedFile<>(table);
    for (byte[] packet : packets) {
      statements(table, packet).forEach(restated::take);
    }
    List<String> before =
        last == null ? published(table, day) : Optional.ofNullable(last.path()).stream().toList();
    if (!restated.differs(before)) {
      return Optional.empty();
    }
    long number = last == null ? 1 : last.number() + 1;
    return Optional.of(
        restated
            .write(settings.lake(), day, before)
            .map(file -> of(file, number))
            .orElseGet(() -> none(table, day, number)));
  }

  private static <G extends Record> List<Restated<G>> statements(Table<G> table, byte[] packet) {
    try {
      return CoderUtils.decodeFromByteArray(Rows.coder(Restated.coder(table)), packet).list();
    } catch (CoderException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> published(Table<?> table, LocalDate day) {
    LakeTable lake = LakeTable.at(settings.lake(), StoredRows.of(table));
    return lake.version().stream()
        .mapToObj(lake::files)
        .flatMap(List::stream)
        .filter(file -> Objects.equals(file.day(), day))
        .map(DataFile::path)
        .toList();
  }

  private static GoldFile of(DataFile file, long number) {
    return new GoldFile(
        file.path(),
        file.table(),
        file.day(),
        number,
        file.path(),
        file.rows(),
        file.bytes(),
        file.statistics());
  }

  private static GoldFile none(Table<?> table, LocalDate day, long number) {
    String id = "no file " + UUID.randomUUID();
    return new GoldFile(id, table.name(), day, number, null, 0, 0, null);
  }
}
