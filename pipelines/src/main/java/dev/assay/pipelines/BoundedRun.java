package dev.assay.pipelines;

import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.jdbc.WarehouseSink;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.ReadParquet;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.WriteParquet;
import dev.assay.schemas.ColumnDigest;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.transforms.NeverEmpty;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Windows;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * A bounded run of a pipeline: where payloads come from, where the rows of each layer go, and the
 * books. A pipeline asks it for bronze, gives it silver and gold, and ends it.
 *
 * <p>All files are written first, unseen. When everything adds up they are published, bronze first;
 * then the warehouse is written, and compared with silver. Killed at any point, the run is done
 * again from its plan with the same result.
 */
final class BoundedRun implements GoldSink {
  private static final Coder<Rows<Rejected>> REJECTED = Rows.coder(RecordCoder.of(Rejected.class));

  private final Pipeline pipeline;
  private final RunSettings settings;
  private final Flow flow;
  private final PCollection<RunPlan> plan;
  private final PCollectionView<RunPlan> planView;

  private final List<PCollection<DataFile>> files = new ArrayList<>();
  private final List<PCollection<ControlTotal>> totals = new ArrayList<>();
  private final List<PCollection<ChangedDay>> touched = new ArrayList<>();
  private final List<PCollection<ColumnDigest>> digests = new ArrayList<>();
  private final Map<String, PCollection<Rows<Rejected>>> unpicked = new HashMap<>();
  private final List<Gold<?>> gold = new ArrayList<>();
  private PCollectionView<LocalDate> firstOpenDay;

  private BoundedRun(Pipeline pipeline, RunSettings settings, Flow flow) {
    this.pipeline = pipeline;
    this.settings = settings;
    this.flow = flow;
    this.plan =
        pipeline
            .apply("Begin", Create.of("begin").withCoder(StringUtf8Coder.of()))
            .apply("Plan run", ParDo.of(new PlanRun(settings, flow)))
            .setCoder(RunPlan.coder());
    this.planView = plan.apply("The plan", View.asSingleton());
  }

  /** Begins a run; everything it needs to know is found out by workers, not here. */
  public static BoundedRun begin(Pipeline pipeline, RunSettings settings, Flow flow) {
    return new BoundedRun(pipeline, settings, flow);
  }

  /** The first day that is not closed. */
  public PCollectionView<LocalDate> firstOpenDay() {
    if (firstOpenDay == null) {
      firstOpenDay =
          plan.apply(
                  "First open day",
                  MapElements.into(TypeDescriptor.of(LocalDate.class)).via(RunPlan::openFrom))
              .setCoder(SerializableCoder.of(LocalDate.class))
              .apply("The first open day", View.asSingleton());
    }
    return firstOpenDay;
  }

  /** The payloads that a rebuild finds in quarantine as late: they came late, and stay so. */
  public PCollectionView<Iterable<Rows<Rejected>>> late(Table<?> table) {
    PCollection<Rows<Rejected>> known =
        settings.kind() == RunKind.REBUILD
            ? quarantined(flow.own(table))
            : pipeline.apply("None late of " + table.name(), Create.empty(REJECTED));
    return known
        .apply("Known of " + table.name() + " or none", NeverEmpty.with(new Rows<>(List.of())))
        .apply("Late of " + table.name(), View.asIterable());
  }

  /** The payloads that the run looks at: new ones, all of bronze, or some of quarantine. */
  PCollection<Rows<Raw>> bronze(Source<?> source) {
    return Bronze.of(this, source);
  }

  /** What quarantine held before the run. */
  PCollection<Rows<Rejected>> quarantined(Table<?> table) {
    StoredRows<Rejected> stored = StoredRows.of(Rejected.table(table));
    return heldFiles("quarantine " + table.name(), stored)
        .apply("Read quarantine " + table.name(), ReadParquet.of(stored));
  }

  /** What lost to another row in an earlier run; of the others only the rules are read. */
  static PCollection<Rows<Rejected>> beaten(
      PCollection<RunPlan> plan, String lake, Table<?> table) {
    StoredRows<Rejected> stored = StoredRows.of(Rejected.table(table));
    return spreadFiles(plan, lake, "quarantine " + table.name(), stored)
        .apply(
            "Read beaten " + table.name(),
            ReadParquet.of(stored).where("rules", table.uniqueness()));
  }

  /** The files of a lake table before the run, spread over the workers. */
  PCollection<DataFile> spreadFiles(String label, StoredRows<?> stored) {
    return spreadFiles(plan, settings.lake(), label, stored);
  }

  /** Likewise, with those of closed days, which a run otherwise leaves alone. */
  PCollection<DataFile> spreadFilesOfAllDays(String label, StoredRows<?> stored) {
    return spreadFilesOfAllDays(plan, settings.lake(), label, stored);
  }

  static PCollection<DataFile> spreadFilesOfAllDays(
      PCollection<RunPlan> plan, String lake, String label, StoredRows<?> stored) {
    return spreadFiles(plan, new FilesOf(lake, stored, each -> LocalDate.MIN), label);
  }

  /** Likewise, with those of closed days that gold of open months or years is made of. */
  static PCollection<DataFile> spreadFilesOfOpenPeriods(
      PCollection<RunPlan> plan, String lake, Flow flow, String label, StoredRows<?> stored) {
    return spreadFiles(
        plan, new FilesOf(lake, stored, each -> flow.firstDay(each.heldFrom())), label);
  }

  static PCollection<DataFile> spreadFiles(
      PCollection<RunPlan> plan, String lake, String label, StoredRows<?> stored) {
    return spreadFiles(plan, new FilesOf(lake, stored, RunPlan::heldFrom), label);
  }

  private static PCollection<DataFile> spreadFiles(
      PCollection<RunPlan> plan, FilesOf files, String label) {
    return heldFiles(plan, files, label)
        .apply("Spread files of " + label, Reshuffle.viaRandomKey());
  }

  private PCollection<DataFile> heldFiles(String label, StoredRows<?> stored) {
    return heldFiles(plan, new FilesOf(settings.lake(), stored, RunPlan::heldFrom), label);
  }

  private static PCollection<DataFile> heldFiles(
      PCollection<RunPlan> plan, FilesOf files, String label) {
    return plan.apply("Files of " + label, ParDo.of(files))
        .setCoder(RecordCoder.of(DataFile.class));
  }

  /** The files of a lake table before the run. */
  static List<DataFile> files(RunPlan plan, String lake, StoredRows<?> stored) {
    return plan.base(stored).stream()
        .flatMap(version -> LakeTable.at(lake, stored).files(version).stream())
        .toList();
  }

  /** The rows of quarantine that a replay leaves alone. */
  PCollection<Rows<Rejected>> unpicked(Table<?> table) {
    return unpicked.get(table.name());
  }

  void leave(Table<?> table, PCollection<Rows<Rejected>> rows) {
    unpicked.put(table.name(), rows);
  }

  PCollection<RunPlan> plan() {
    return plan;
  }

  PCollectionView<RunPlan> planView() {
    return planView;
  }

  void keep(PCollection<DataFile> some) {
    files.add(some);
  }

  RunSettings settings() {
    return settings;
  }

  Flow flow() {
    return flow;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  <E> void write(String label, StoredRows<E> stored, PCollection<Rows<E>> rows) {
    files.add(rows.apply("Write " + label, WriteParquet.to(stored, settings.lake())));
  }

  /** The files written so far, and those of the table's bronze that were there. */
  PCollection<DataFile> bronzeFiles(Table<?> table) {
    StoredRows<Raw> stored = StoredRows.of(Raw.table(table));
    List<PCollection<DataFile>> all = new ArrayList<>(files);
    all.add(heldFiles("recalled " + table.name(), stored));
    return flat("All bronze " + table.name(), all, RecordCoder.of(DataFile.class));
  }

  void account(PCollection<ControlTotal> some) {
    totals.add(some);
  }

  void touch(PCollection<ChangedDay> some) {
    touched.add(some);
  }

  /**
   * Takes a gold table's rows, in daily windows, to lake and warehouse, and has the table prove
   * that it is made of all silver rows, where it can.
   */
  @Override
  public <G extends Record> void gold(Table<G> contract, PCollection<Rows<G>> rows) {
    Table<G> table = flow.own(contract);
    PCollection<Rows<G>> whole = rows.apply("Whole run of " + table.name(), Windows.wholeRun());
    if (settings.kind() == RunKind.REBUILD) {
      digests.add(rows.apply("Digest " + table.name(), DigestGold.of(table)));
    }
    gold.add(new Gold<>(table, whole));
    write("gold " + table.name(), StoredRows.of(table), whole);
    if (!table.proofs().isEmpty()) {
      totals.add(
          rows.apply("Add up " + table.name(), ParDo.of(new Gold.AddUp<>(table)))
              .setCoder(RecordCoder.of(ControlTotal.class))
              .apply("Totals of " + table.name(), Windows.wholeRun()));
    }
  }

  /** Publishes, writes the warehouse, proves against silver, and records the run. */
  public void finish() {
    RunTotals books =
        new RunTotals(
            planView,
            flat("All files", files, RecordCoder.of(DataFile.class))
                .apply("Files or none", NeverEmpty.with(RunTotals.NO_FILE))
                .apply("Files", View.asIterable()),
            flat("All totals", totals, RecordCoder.of(ControlTotal.class))
                .apply("Totals or none", NeverEmpty.with(RunTotals.NO_TOTAL))
                .apply("Totals", View.asIterable()),
            flat("All touched", touched, RecordCoder.of(ChangedDay.class))
                .apply("Changed days or none", NeverEmpty.with(ChangedDay.NOTHING))
                .apply("All changed days", View.asIterable()),
            flat("All digests", digests, RecordCoder.of(ColumnDigest.class))
                .apply("Digests", View.asIterable()));
    PCollection<Boolean> published =
        plan.apply(
                "Publish",
                ParDo.of(new Publish(settings, flow, books)).withSideInputs(books.views()))
            .setCoder(BooleanCoder.of());
    PCollectionView<Boolean> publishedView = published.apply("Published", View.asSingleton());
    List<PCollection<Long>> written = new ArrayList<>();
    List<PCollection<DataFile>> refused = new ArrayList<>();
    PCollectionView<Long> version =
        plan.apply("Version", MapElements.into(TypeDescriptors.longs()).via(RunPlan::number))
            .apply("The version", View.asSingleton());
    gold.sort(Comparator.comparing(each -> flow.gold().indexOf(each.table())));
    Map<Table<?>, PCollectionView<Iterable<Long>>> before = new HashMap<>();
    for (Gold<?> table : gold) {
      List<PCollectionView<Iterable<Long>>> referredTo =
          GoldOrder.referredTo(table.table()).stream().map(before::get).toList();
      WarehouseSink.Written result = table.load(this, publishedView, version, referredTo);
      if (isReferredTo(table.table())) {
        before.put(
            table.table(),
            result
                .rows()
                .apply("Written or nothing of " + table.table().name(), NeverEmpty.with(0L))
                .apply("Written " + table.table().name(), View.asIterable()));
      }
      written.add(result.rows());
      refused.add(table.quarantine(this, result.refused()));
    }
    PCollectionView<Iterable<Long>> writtenView =
        flat("All written", written, VarLongCoder.of())
            .apply("Written or nothing", NeverEmpty.with(0L))
            .apply("Written", View.asIterable());
    PCollectionView<Iterable<DataFile>> refusedView =
        flat("All refused", refused, RecordCoder.of(DataFile.class))
            .apply("Refused or none", NeverEmpty.with(RunTotals.NO_FILE))
            .apply("Refused", View.asIterable());
    plan.apply(
        "Finish",
        ParDo.of(new Finish(settings, flow, books, publishedView, writtenView, refusedView))
            .withSideInputs(books.views())
            .withSideInputs(publishedView, writtenView, refusedView));
  }

  private boolean isReferredTo(Table<?> table) {
    return flow.gold().stream().anyMatch(g -> GoldOrder.referredTo(g).contains(table));
  }

  <E> PCollection<E> flat(String label, List<PCollection<E>> some, Coder<E> coder) {
    if (some.isEmpty()) {
      return pipeline.apply(label, Create.empty(coder));
    }
    return PCollectionList.of(some).apply(label, Flatten.pCollections()).setCoder(coder);
  }

  private static final class FilesOf extends DoFn<RunPlan, DataFile> {
    private final String lake;
    private final StoredRows<?> stored;
    private final SerializableFunction<RunPlan, LocalDate> from;

    FilesOf(String lake, StoredRows<?> stored, SerializableFunction<RunPlan, LocalDate> from) {
      this.lake = lake;
      this.stored = stored;
      this.from = from;
    }

    @ProcessElement
    public void process(@Element RunPlan plan, OutputReceiver<DataFile> out) {
      files(plan, lake, stored).stream()
          .filter(file -> file.day() == null || !file.day().isBefore(from.apply(plan)))
          .forEach(out::output);
    }
  }
}
