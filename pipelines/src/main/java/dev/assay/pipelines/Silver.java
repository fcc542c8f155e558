package dev.assay.pipelines;

import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.ReadParquet;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.Column;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Period;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.transforms.Batch;
import dev.assay.transforms.ByDay;
import dev.assay.transforms.Claimed;
import dev.assay.transforms.Enrich;
import dev.assay.transforms.KeyHashes;
import dev.assay.transforms.NeverEmpty;
import dev.assay.transforms.Quarantine;
import dev.assay.transforms.Refine;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Settle;
import dev.assay.transforms.Settled;
import dev.assay.transforms.Totals;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Brings the rows of one table to silver: one row per key, of this input and of what silver holds.
 * The days that change are read back and written whole.
 */
final class Silver<T extends Record> {
  private final BoundedRun run;
  private final Table<T> table;
  private final StoredRows<Refined<T>> stored;
  private final String name;
  private final List<Described<T>> described;
  private final Refine<T> refine;
  private final boolean isNeededWhole;
  private final PCollection<DataFile> files;
  private final Settled<T> result;
  private final PCollection<Rows<Refined<T>>> fresh;
  private final PCollection<Rows<Refined<T>>> lost;
  private final PCollection<ChangedDay> touched;
  private final PCollection<Rows<Refined<T>>> changed;
  private final PCollectionView<Iterable<Rows<Refined<T>>>> displaced;
  private PCollectionView<KeyHashes> changedKeys;

  /**
   * By which other table the rows are described.
   *
   * @param changed the keys of its rows that change in this run
   */
  record Described<T extends Record>(Enrich.Step<T, ?> step, PCollectionView<KeyHashes> changed) {
    List<String> columns(Table<T> table) {
      return step.reference().columnOf(table).stream().map(Column::name).toList();
    }
  }

  private Silver(
      BoundedRun run, Source<T> source, Claimed<T> claimed, List<Described<T>> described) {
    this.refine = source.refine();
    this.run = run;
    this.table = run.flow().own(source.table());
    this.described = described;
    this.isNeededWhole = run.flow().isNeededWhole(table);
    this.stored = StoredRows.refined(this.table);
    this.name = table.name();
    this.files = heldFiles();
    this.result = claimed.apply("Keep one of each of " + name, settlement(claimed));
    run.account(result.totals());
    quarantine();
    this.fresh = result.gained("Gained of " + name);
    this.lost = result.lost("Lost of " + name);
    this.changed = changed();
    this.touched = days();
    this.displaced =
        lost.apply("Lost of " + name + " or none", NeverEmpty.with(new Rows<>(List.of())))
            .apply("Displaced of " + name, View.asIterable());
  }

  /**
   * Settles these rows with what silver holds.
   *
   * @param described by which other tables the rows are: where one changes, what silver holds is
   *     described anew, so that it does not matter which came first
   */
  static <T extends Record> Silver<T> settle(
      BoundedRun run, Source<T> source, Claimed<T> claimed, List<Described<T>> described) {
    return new Silver<>(run, source, claimed, described);
  }

  /** The days that change. */
  PCollection<ChangedDay> touched() {
    return touched;
  }

  /** The keys of the rows that change, for tables that they describe. */
  PCollectionView<KeyHashes> changedKeys() {
    if (changedKeys == null) {
      changedKeys =
          changed
              .apply("Keys of changed " + name, ParDo.of(new KeysOf.Held<>(table)))
              .setCoder(KeyHashes.coder())
              .apply("Changed keys of " + name, KeyHashes.view());
    }
    return changedKeys;
  }

  /**
   * Makes these days whole, and writes them.
   *
   * @param days those that change, of this table and of others that gold is made of together with
   *     it
   */
  SilverRows<T> rows(PCollection<ChangedDay> days) {
    run.touch(days);
    PCollectionView<Iterable<ChangedDay>> view =
        days.apply("Days of " + name + " or none", NeverEmpty.with(ChangedDay.NOTHING))
            .apply("Changed days of " + name, View.asIterable());
    PCollection<Rows<Refined<T>>> whole = whole(view);
    store(whole, view);
    return new SilverRows<>(name, whole, unchanged(view), inPeriods(view));
  }

  /** All rows, as they are after the run, whatever their days. */
  PCollection<Rows<Refined<T>>> all() {
    PCollection<DataFile> all =
        run.settings().kind() == RunKind.REBUILD
            ? files
            : run.spreadFilesOfAllDays("every silver " + name, stored);
    return now("All ", all.apply("Read every silver " + name, ReadParquet.of(stored)));
  }

  /** Of the days that do not change, those in periods that do. */
  private Map<Period, PCollection<Rows<Refined<T>>>> inPeriods(
      PCollectionView<Iterable<ChangedDay>> touched) {
    Map<Period, PCollection<Rows<Refined<T>>>> others = new EnumMap<>(Period.class);
    if (run.settings().kind() != RunKind.REBUILD) {
      run.flow()
          .longPeriods(table)
          .forEach(
              period ->
                  others.put(
                      period,
                      readUnchanged(
                          name + " in changed " + period + "s",
                          OnDays.besideTouched(touched, period))));
    }
    return others;
  }

  private Optional<PCollection<Rows<Refined<T>>>> unchanged(
      PCollectionView<Iterable<ChangedDay>> touched) {
    boolean areSome = isNeededWhole && stored.byDay() && run.settings().kind() != RunKind.REBUILD;
    return areSome ? Optional.of(readUnchanged(name, OnDays.untouched(touched))) : Optional.empty();
  }

  private PCollection<Rows<Refined<T>>> readUnchanged(String of, OnDays days) {
    return run.spreadFilesOfAllDays("all silver " + of, stored)
        .apply("Files of untouched " + of, ParDo.of(days).withSideInputs(days.touched))
        .setCoder(RecordCoder.of(DataFile.class))
        .apply("Read untouched " + of, ReadParquet.of(stored));
  }

  private PCollection<DataFile> heldFiles() {
    return run.settings().kind() == RunKind.REBUILD
        ? run.pipeline()
            .apply("Nothing held of " + name, Create.empty(RecordCoder.of(DataFile.class)))
        : run.spreadFiles("silver " + name, stored);
  }

  private Settle<T> settlement(Claimed<T> claimed) {
    int shards = run.settings().shards();
    if (run.settings().kind() == RunKind.REBUILD) {
      return Settle.bounded(
          table,
          shards,
          files.apply("Read silver " + name, ReadParquet.of(stored)),
          run.pipeline().apply("None beaten of " + name, Create.empty(Batch.coder(table))));
    }
    Contested<T> contested = Contested.of(run, table, files, claimed);
    return Settle.bounded(table, shards, contested.held(), contested.beaten(refine));
  }

  private void quarantine() {
    PCollection<Rows<Rejected>> gained =
        PCollectionList.of(result.rejected())
            .and(
                result
                    .contradictions()
                    .apply(
                        "Recall payloads of " + name, Recall.from(table, run.bronzeFiles(table))))
            .apply("All rejected of " + name, Flatten.pCollections());
    run.account(gained.apply("Quarantine " + name, Quarantine.gains()));
    PCollection<Rows<Rejected>> kept =
        run.settings().kind() == RunKind.REPLAY
            ? PCollectionList.of(gained)
                .and(run.unpicked(table))
                .apply("Quarantine with what was left of " + name, Flatten.pCollections())
            : gained;
    run.write("quarantine " + name, StoredRows.of(Rejected.table(table)), kept);
  }

  /**
   * The rows that change. Those that another table describes otherwise now are among the ones that
   * refer to a row of it which changes.
   */
  private PCollection<Rows<Refined<T>>> changed() {
    PCollectionList<Rows<Refined<T>>> changed = PCollectionList.of(fresh).and(lost);
    for (Described<T> by : described) {
      String other = name + " by " + by.step().other().name();
      changed =
          changed.and(
              files
                  .apply(
                      "Read referring of " + other,
                      ReadHeld.of(stored, by.columns(table), by.changed(), run.planView()))
                  .apply("Described anew of " + other, by.step().changed()));
    }
    return changed.apply("Changed rows of " + name, Flatten.pCollections());
  }

  private PCollection<ChangedDay> days() {
    PCollection<ChangedDay> days =
        changed
            .apply("Days of changed " + name, ParDo.of(new DaysOf<>(table)))
            .setCoder(RecordCoder.of(ChangedDay.class));
    if (!stored.byDay()) {
      return days;
    }
    String table = name;
    PCollection<ChangedDay> behind =
        run.plan()
            .apply(
                "Days behind of " + name,
                FlatMapElements.into(TypeDescriptor.of(ChangedDay.class))
                    .via(plan -> daysBehind(table, plan)))
            .setCoder(RecordCoder.of(ChangedDay.class));
    return PCollectionList.of(days).and(behind).apply("Days of " + name, Flatten.pCollections());
  }

  private static List<ChangedDay> daysBehind(String table, RunPlan plan) {
    return plan.behind().stream().map(day -> new ChangedDay(table, LocalDate.parse(day))).toList();
  }

  private PCollection<Rows<Refined<T>>> whole(PCollectionView<Iterable<ChangedDay>> days) {
    PCollection<Rows<Refined<T>>> read =
        files
            .apply("Files of touched " + name, ParDo.of(OnDays.touched(days)).withSideInputs(days))
            .setCoder(RecordCoder.of(DataFile.class))
            .apply("Read touched " + name, ReadParquet.of(stored));
    run.account(
        ifTouched("Held if changed ", read, days)
            .apply("Count held " + name, ParDo.of(new Count<>(table, ControlTotal.HELD)))
            .setCoder(RecordCoder.of(ControlTotal.class)));
    return now("", read).apply("Bring together days of " + name, ByDay.of(table));
  }

  /** These held rows as they are now, and those that the run brings. */
  private PCollection<Rows<Refined<T>>> now(String label, PCollection<Rows<Refined<T>>> held) {
    PCollection<Rows<Refined<T>>> now =
        held.apply(
                label + "Without displaced " + name,
                ParDo.of(new Without<>(displaced)).withSideInputs(displaced))
            .setCoder(Rows.coder(Refined.coder(table)));
    for (Described<T> by : described) {
      Enrich.Step<T, ?> step = by.step();
      now = now.apply(label + "Describe anew " + name + " by " + step.other().name(), step.again());
    }
    return PCollectionList.of(now)
        .and(fresh)
        .apply(label + "Whole days of " + name, Flatten.pCollections());
  }

  private void store(
      PCollection<Rows<Refined<T>>> whole, PCollectionView<Iterable<ChangedDay>> touched) {
    PCollection<Rows<Refined<T>>> changed = ifTouched("If changed ", whole, touched);
    run.write("silver " + name, stored, changed);
    run.account(
        changed
            .apply("Count silver " + name, ParDo.of(new Count<>(table, ControlTotal.SILVER)))
            .setCoder(RecordCoder.of(ControlTotal.class)));
  }

  /** Of a table without days nothing, when nothing changed; of another, these are changed days. */
  private PCollection<Rows<Refined<T>>> ifTouched(
      String label,
      PCollection<Rows<Refined<T>>> rows,
      PCollectionView<Iterable<ChangedDay>> touched) {
    return stored.byDay()
        ? rows
        : rows.apply(
                label + name, ParDo.of(new IfTouched<Refined<T>>(touched)).withSideInputs(touched))
            .setCoder(Rows.coder(Refined.coder(table)));
  }

  private static final class DaysOf<T extends Record> extends DoFn<Rows<Refined<T>>, ChangedDay> {
    private final Table<T> table;
    private transient Set<ChangedDay> days;

    DaysOf(Table<T> table) {
      this.table = table;
    }

    @StartBundle
    public void start() {
      days = new HashSet<>();
    }

    @ProcessElement
    public void process(@Element Rows<Refined<T>> rows) {
      for (Refined<T> row : rows.list()) {
        days.add(new ChangedDay(table.name(), table.dayOf(row.row()).orElse(null)));
      }
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      for (ChangedDay day : days) {
        context.output(day, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE);
      }
    }
  }

  /** The files of touched days, or of others; a table without days is touched. */
  private static final class OnDays extends DoFn<DataFile, DataFile> {
    private final PCollectionView<Iterable<ChangedDay>> touched;
    private final boolean wanted;
    private final Period beside;

    private OnDays(PCollectionView<Iterable<ChangedDay>> touched, boolean wanted, Period beside) {
      this.touched = touched;
      this.wanted = wanted;
      this.beside = beside;
    }

    static OnDays touched(PCollectionView<Iterable<ChangedDay>> touched) {
      return new OnDays(touched, true, null);
    }

    static OnDays untouched(PCollectionView<Iterable<ChangedDay>> touched) {
      return new OnDays(touched, false, null);
    }

    /** Of untouched days in one such period with a touched one. */
    static OnDays besideTouched(PCollectionView<Iterable<ChangedDay>> touched, Period period) {
      return new OnDays(touched, false, period);
    }

    @ProcessElement
    public void process(ProcessContext context) {
      LocalDate day = context.element().day();
      boolean isTouched = day == null;
      boolean isBeside = beside == null;
      if (day != null) {
        for (ChangedDay part : context.sideInput(touched)) {
          isTouched |= day.equals(part.day());
          isBeside |= beside != null && part.isOf(beside, day);
        }
      }
      if (isTouched == wanted && isBeside) {
        context.output(context.element());
      }
    }
  }

  private static final class IfTouched<E> extends DoFn<Rows<E>, Rows<E>> {
    private final PCollectionView<Iterable<ChangedDay>> touched;

    IfTouched(PCollectionView<Iterable<ChangedDay>> touched) {
      this.touched = touched;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      for (ChangedDay part : context.sideInput(touched)) {
        if (!part.equals(ChangedDay.NOTHING)) {
          context.output(context.element());
          return;
        }
      }
    }
  }

  private static final class Without<T extends Record>
      extends DoFn<Rows<Refined<T>>, Rows<Refined<T>>> {
    private final PCollectionView<Iterable<Rows<Refined<T>>>> displaced;
    private transient Set<Origin> gone;

    Without(PCollectionView<Iterable<Rows<Refined<T>>>> displaced) {
      this.displaced = displaced;
    }

    @StartBundle
    public void start() {
      gone = null;
    }

    /** By origin, not by key: a closed day may hold another row of the key, which stays. */
    @ProcessElement
    public void process(ProcessContext context) {
      if (gone == null) {
        gone = new HashSet<>();
        for (Rows<Refined<T>> rows : context.sideInput(displaced)) {
          rows.list().forEach(row -> gone.add(row.origin()));
        }
      }
      if (gone.isEmpty()) {
        context.output(context.element());
        return;
      }
      context.output(
          new Rows<>(
              context.element().list().stream()
                  .filter(row -> !gone.contains(row.origin()))
                  .toList()));
    }
  }

  private static final class Count<T extends Record> extends DoFn<Rows<Refined<T>>, ControlTotal> {
    private final Table<T> table;
    private final String stage;

    Count(Table<T> table, String stage) {
      this.table = table;
      this.stage = stage;
    }

    @ProcessElement
    public void process(@Element Rows<Refined<T>> rows, OutputReceiver<ControlTotal> out) {
      Totals totals = new Totals();
      for (Refined<T> row : rows.list()) {
        totals.add(
            table.name(), stage, table.dayOf(row.row()).orElse(null), 1, table.amountOf(row.row()));
      }
      totals.list().forEach(out::output);
    }
  }
}
