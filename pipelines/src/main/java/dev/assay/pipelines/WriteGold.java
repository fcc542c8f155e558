package dev.assay.pipelines;

import dev.assay.pipelines.EpochPart.GoldBehind;
import dev.assay.pipelines.EpochPart.GoldFile;
import dev.assay.pipelines.EpochPart.GoldTold;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.DelegateCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
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
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;

/**
 * Gathers what is stated of a table and day, and writes one file of it at an interval, in place of
 * the one before: of the first file of a run, in place of those that the lake has. Files are named
 * anew each time, and a runner that goes back to an earlier state goes back to the files of then.
 *
 * <p>A day of many rows is written less often while it changes: no more than a tenth of the time
 * goes to it.
 *
 * <p>It tells when a day begins to be behind, because something is owed or stated, and when all of
 * that is in a file. Up to a checkpoint, whatever was in silver by then has come here or is owed,
 * so the days that are told to be behind up to it are those whose gold is not what silver gives.
 */
final class WriteGold extends DoFn<KV<String, WriteGold.News>, EpochPart> {
  /** The key that tells, at the same interval, that all is told: once silver has come. */
  static final String ALL = "";

  /** How much longer than it took to write a day nothing of it is written then. */
  private static final int REST = 9;

  /** A file that takes longer is waited for no more while others have something to say. */
  private static final Duration PATIENCE = Duration.millis(500);

  private static final Duration FOR_EVER = Duration.standardDays(1_000);

  private final StreamSettings settings;
  private final List<Table<?>> tables;

  /** By key, the files that are being written. */
  private transient Background<Written> background;

  /** Until when nothing is to be written, by key, in {@link System#nanoTime}. */
  private transient Map<String, Long> resting;

  /** The keys of which this instance has told how they are. */
  private transient Set<String> toldHere;

  /** What goes into the file that is being written. */
  @StateId("writing")
  private final StateSpec<BagState<byte[]>> writing = StateSpecs.bag(ByteArrayCoder.of());

  /** What was stated since that was begun. */
  @StateId("stated")
  private final StateSpec<BagState<byte[]>> stated = StateSpecs.bag(ByteArrayCoder.of());

  /** What the lake has, once the epochs have published it; absent before the run's first file. */
  @StateId("last")
  private final StateSpec<ValueState<GoldFile>> last =
      StateSpecs.value(RecordCoder.of(GoldFile.class));

  /** How many parts of it owe something. */
  @StateId("owed")
  private final StateSpec<ValueState<Long>> owed = StateSpecs.value(VarLongCoder.of());

  /** The number of the last {@link GoldBehind}. */
  @StateId("told")
  private final StateSpec<ValueState<Long>> told = StateSpecs.value(VarLongCoder.of());

  @StateId("waits")
  private final StateSpec<ValueState<Boolean>> waits = StateSpecs.value(BooleanCoder.of());

  @TimerId("interval")
  private final TimerSpec intervalTimer = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  @TimerId("filled")
  private final TimerSpec filledTimer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  WriteGold(StreamSettings settings, List<Table<?>> tables) {
    this.settings = settings;
    this.tables = List.copyOf(tables);
  }

  /**
   * Something about the gold of a table and day.
   *
   * @param stated rows that are stated; of no length where there are none
   * @param owed how many parts of it owe more from now on, or fewer
   */
  record News(byte[] stated, int owed) {
    static final News NONE = owed(0);

    static News stated(byte[] packet) {
      return new News(packet, 0);
    }

    static News owed(int parts) {
      return new News(new byte[0], parts);
    }

    static Coder<News> coder() {
      return DelegateCoder.of(
          KvCoder.of(ByteArrayCoder.of(), VarIntCoder.of()),
          news -> KV.of(news.stated, news.owed),
          pair -> new News(pair.getKey(), pair.getValue()));
    }
  }

  /** The key of a table and day. */
  static String place(String table, LocalDate day) {
    return table + " " + (day == null ? "" : day);
  }

  /**
   * What came of writing.
   *
   * @param file empty where nothing had changed
   * @param nanos how long it took
   */
  private record Written(Optional<GoldFile> file, long nanos) {}

  @Setup
  public void setUp() {
    resting = new HashMap<>();
    toldHere = new HashSet<>();
    background = new Background<>("gold of the lake");
  }

  @Teardown
  public void tearDown() {
    background.close();
  }

  @ProcessElement
  public void process(
      @Element KV<String, News> element,
      BoundedWindow window,
      @StateId("stated") BagState<byte[]> stated,
      @StateId("owed") ValueState<Long> owed,
      @StateId("told") ValueState<Long> told,
      @StateId("waits") ValueState<Boolean> waits,
      @TimerId("interval") Timer interval,
      @TimerId("filled") Timer filled,
      OutputReceiver<EpochPart> out) {
    News news = element.getValue();
    if (element.getKey().equals(ALL)) {
      filled.set(Windows.FILLED.plus(1));
      return;
    }
    if (news.owed != 0) {
      owed.write((owed.read() == null ? 0 : owed.read()) + news.owed);
    }
    if (news.stated.length > 0) {
      stated.add(news.stated);
      if (waits.read() == null) {
        waits.write(true);
        await(rested(element.getKey(), interval), window);
      }
    }
    tell(element.getKey(), owed, waits, told, out);
  }

  /** Nobody behind this step looks at event time, which it must not hold up. */
  private void await(Timer timer, BoundedWindow window) {
    timer.withOutputTimestamp(window.maxTimestamp()).align(settings.lakePane()).setRelative();
  }

  private void goOn(Timer timer, BoundedWindow window) {
    timer.withOutputTimestamp(window.maxTimestamp()).offset(PATIENCE).setRelative();
  }

  /** So long that a tenth of the time goes to writing. */
  private Timer rested(String place, Timer timer) {
    Long until = resting.remove(place);
    long left = until == null ? 0 : until - System.nanoTime();
    return left <= 0 ? timer : timer.offset(Duration.millis(left / 1_000_000));
  }

  /**
   * Tells when it begins to be behind, and when it is so no more; after a runner went back to an
   * earlier state, once more how it is.
   */
  private void tell(
      String place,
      ValueState<Long> owed,
      ValueState<Boolean> waits,
      ValueState<Long> told,
      OutputReceiver<EpochPart> out) {
    long last = told.read() == null ? 0 : told.read();
    boolean isBehind = waits.read() != null || (owed.read() != null && owed.read() > 0);
    boolean isRestored = toldHere.add(place) && last > 0;
    if (isBehind != isBehind(last) || isRestored) {
      long number = later(last);
      number += isBehind == isBehind(number) ? 0 : 1;
      told.write(number);
      out.output(new EpochPart(new GoldBehind(table(place), day(place), number)));
    }
  }

  /**
   * A number that is greater than the last, and than those of a state that was lost: what is told
   * after a runner went back to an earlier state is newer than all that was told before.
   */
  private static long later(long last) {
    return Math.max(last + 1, System.currentTimeMillis());
  }

  /** Whether this is the number of one that tells that gold is behind. */
  static boolean isBehind(long number) {
    return number % 2 == 1;
  }

  @OnTimer("filled")
  public void begin(
      BoundedWindow window, @TimerId("interval") Timer interval, OutputReceiver<EpochPart> out) {
    out.output(new EpochPart(new GoldTold()));
    await(interval, window);
  }

  @OnTimer("interval")
  public void writeAfterInterval(
      @Key String place,
      BoundedWindow window,
      @StateId("writing") BagState<byte[]> writing,
      @StateId("stated") BagState<byte[]> stated,
      @StateId("last") ValueState<GoldFile> last,
      @StateId("owed") ValueState<Long> owed,
      @StateId("told") ValueState<Long> told,
      @StateId("waits") ValueState<Boolean> waits,
      @TimerId("interval") Timer interval,
      @TimerId("filled") Timer filled,
      OutputReceiver<EpochPart> out) {
    if (!place.equals(ALL)) {
      Optional<Written> written = written(place, PATIENCE, writing, stated, last);
      if (written.isEmpty()) {
        goOn(interval, window);
      } else if (take(place, written.get(), writing, stated, last, waits, out)) {
        await(rested(place, interval), window);
      }
      tell(place, owed, waits, told, out);
      return;
    }
    out.output(new EpochPart(new GoldTold()));
    // A stream that is drained fires timers until there are none.
    if (filled.getCurrentRelativeTime().isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
      await(interval, window);
    }
  }

  /** What came of writing, which is begun where it was not; empty while it goes on. */
  private Optional<Written> written(
      String place,
      Duration patience,
      BagState<byte[]> writing,
      BagState<byte[]> stated,
      ValueState<GoldFile> last) {
    if (!background.isBegun(place)) {
      stated.read().forEach(writing::add);
      stated.clear();
      List<byte[]> packets = new ArrayList<>();
      writing.read().forEach(packets::add);
      GoldFile before = last.read();
      background.begin(place, () -> write(place, packets, before));
    }
    return background.take(place, patience);
  }

  private Written write(String place, List<byte[]> packets, GoldFile before) {
    long began = System.nanoTime();
    return new Written(restate(place, packets, before), System.nanoTime() - began);
  }

  /** Takes what was written, and tells whether more was stated meanwhile. */
  private boolean take(
      String place,
      Written written,
      BagState<byte[]> writing,
      BagState<byte[]> stated,
      ValueState<GoldFile> last,
      ValueState<Boolean> waits,
      OutputReceiver<EpochPart> out) {
    written
        .file()
        .ifPresent(
            file -> {
              last.write(file);
              out.output(new EpochPart(file));
            });
    writing.clear();
    resting.put(place, System.nanoTime() + REST * written.nanos());
    boolean isMore = stated.read().iterator().hasNext();
    if (!isMore) {
      waits.clear();
    }
    return isMore;
  }

  @OnWindowExpiration
  public void writeAtTheEnd(
      @Key String place,
      @StateId("writing") BagState<byte[]> writing,
      @StateId("stated") BagState<byte[]> stated,
      @StateId("last") ValueState<GoldFile> last,
      @StateId("owed") ValueState<Long> owed,
      @StateId("told") ValueState<Long> told,
      @StateId("waits") ValueState<Boolean> waits,
      OutputReceiver<EpochPart> out) {
    if (place.equals(ALL)) {
      return;
    }
    boolean isMore = true;
    while (isMore) {
      Written written = written(place, FOR_EVER, writing, stated, last).orElseThrow();
      isMore = take(place, written, writing, stated, last, waits, out);
    }
    tell(place, owed, waits, told, out);
  }

  private static String table(String place) {
    return place.substring(0, place.indexOf(' '));
  }

  /** The day of a key; null of a table without days. */
  static LocalDate day(String place) {
    String day = place.substring(place.indexOf(' ') + 1);
    return day.isEmpty() ? null : LocalDate.parse(day);
  }

  private Optional<GoldFile> restate(String place, Iterable<byte[]> packets, GoldFile last) {
    return restate(
        tables.stream()
            .filter(table -> table.name().equals(table(place)))
            .findFirst()
            .orElseThrow(),
        day(place),
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
    // A run that begins states much that the lake has. Later, what is stated has changed.
    if (last == null && !restated.differs(before)) {
      return Optional.empty();
    }
    long number = later(last == null ? 0 : last.number());
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
