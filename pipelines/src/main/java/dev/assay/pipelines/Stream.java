package dev.assay.pipelines;

import dev.assay.pipelines.EpochPart.Began;
import dev.assay.pipelines.EpochPart.Complete;
import dev.assay.pipelines.EpochPart.Displaced;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.WarehouseSink;
import dev.assay.pipelines.io.kafka.ReadTopic;
import dev.assay.pipelines.io.kafka.TopicIdentity;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.ReadParquet;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.WriteParquet;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.transforms.Batch;
import dev.assay.transforms.Change;
import dev.assay.transforms.DeduplicateStream;
import dev.assay.transforms.LateRows;
import dev.assay.transforms.NamedView;
import dev.assay.transforms.Payload;
import dev.assay.transforms.Quarantine;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Settled;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * A run without end of a pipeline, as {@link Run} is a bounded one: where payloads come from, where
 * the rows of each layer go, and the books.
 *
 * <p>Gold goes to the warehouse as soon as it changes. Bronze, silver, quarantine and the books are
 * published together, in epochs: everything that follows from the input up to some point. The
 * lake's gold is published with them, at an interval of its own. The lake is the memory: a run that
 * has no saved state reads from it what silver holds of open days, and goes on behind the last
 * position in bronze.
 */
final class Stream<T extends Record> implements UnboundedGold.Sink, UnboundedGold.Known {
  private final Pipeline pipeline;
  private final StreamSettings settings;
  private final Flow flow;
  private final Source<T> source;
  private final Table<T> table;
  private final PCollection<RunPlan> plan;
  private final PCollectionView<RunPlan> planView;
  private final PCollectionView<Long> version;
  private final List<PCollection<EpochPart>> parts = new ArrayList<>();
  private final Map<Table<?>, PCollection<?>> held = new HashMap<>();
  private final LakeGold lakeGold;

  private Stream(Pipeline pipeline, StreamSettings settings, Flow flow, Source<T> source) {
    this.pipeline = pipeline;
    this.settings = settings;
    this.flow = flow;
    this.source = source;
    this.table = flow.own(source.table());
    this.plan =
        pipeline
            .apply("Begin", Create.of("begin").withCoder(StringUtf8Coder.of()))
            .apply("Plan stream", ParDo.of(new PlanStream(settings, flow, Stream::idOf)))
            .setCoder(RunPlan.coder());
    this.lakeGold = new LakeGold(settings);
    this.planView = plan.apply("The plan", NamedView.singleton("plan"));
    this.version =
        plan.apply("Version", MapElements.into(TypeDescriptors.longs()).via(RunPlan::number))
            .apply("The version", NamedView.singleton("version"));
    keep("Begun", plan, p -> new Began(p.number(), p.runId(), p.startedAt()));
  }

  private static String idOf(Endpoint.Topic topic) {
    return TopicIdentity.of(topic).id().toString();
  }

  /**
   * Begins a run; everything it needs to know is found out by workers, not here.
   *
   * @param source the silver table that the topics' payloads become
   */
  static <T extends Record> Stream<T> begin(
      Pipeline pipeline, StreamSettings settings, Flow flow, Source<T> source) {
    return new Stream<>(pipeline, settings, flow, source);
  }

  /**
   * Rejects rows of days that were closed when the run began: what silver holds of them is not
   * read, so gold could not be computed.
   */
  LateRows<T> closedDays() {
    return LateRows.before(table, Run.firstOpenDay(plan));
  }

  /**
   * What silver holds of a table: of another, all, which does not change while the stream runs; of
   * its own, what is of open days.
   */
  <R extends Record> PCollection<Rows<Refined<R>>> held(Table<R> other) {
    @SuppressWarnings("unchecked")
    PCollection<Rows<Refined<R>>> known = (PCollection<Rows<Refined<R>>>) held.get(other);
    if (known == null) {
      StoredRows<Refined<R>> stored = StoredRows.refined(flow.own(other));
      String label = "silver " + other.name();
      PCollection<DataFile> files =
          other.equals(table)
              ? Run.spreadFiles(plan, settings.lake(), label, stored)
              : Run.spreadFilesOfAllDays(plan, settings.lake(), label, stored);
      known = files.apply("Read " + label, ReadParquet.of(stored));
      held.put(other, known);
    }
    return known;
  }

  /** The same as changes, for gold that is made of them. */
  <R extends Record> PCollection<Rows<Change<R>>> unchanging(Table<R> other) {
    return held(other)
        .apply("Held of " + other.name(), ParDo.of(new Held<R>()))
        .setCoder(Rows.coder(Change.coder(other)));
  }

  /** The payloads of the topics that bronze does not hold yet. */
  PCollection<Rows<Raw>> bronze() {
    List<PCollection<Rows<Payload>>> read = new ArrayList<>();
    for (Endpoint.Topic topic : settings.topics()) {
      String label = "Read " + (settings.topics().size() == 1 ? table.name() : topic.topic());
      read.add(
          pipeline.apply(
              label,
              ReadTopic.of(
                  topic, source.form().eventTime(), new RecordedOffsets(settings), planView)));
    }
    PCollection<Rows<Raw>> raws =
        (read.size() == 1
                ? read.get(0)
                : PCollectionList.of(read).apply("All topics", Flatten.pCollections()))
            .apply("Capture " + table.name(), source.capture());
    NewToBronze<T> news = NewToBronze.of(table, settings, planView);
    NewToBronze.Payloads payloads = raws.apply("Leave out what bronze holds", news);
    write("bronze " + table.name(), StoredRows.of(Raw.table(table)), payloads.news());
    account("Known payloads", payloads.known());
    return payloads.news();
  }

  /**
   * Settles these rows with what silver holds.
   *
   * @return what changes in silver
   */
  PCollection<Rows<Change<T>>> silver(PCollection<Batch<T>> batches) {
    String name = table.name();
    Settled<T> settled =
        batches.apply(
            "Keep one of each of " + name,
            DeduplicateStream.by(
                table, settings.shards(), flow.lateness(settings), held(table), beaten()));
    account("Settled " + name, settled.totals());
    quarantine(table, settled.rejected());
    account("Quarantine " + name, settled.rejected().apply(Quarantine.gains()));
    keepAll("Contradictions of " + name, settled.contradictions(), rejected -> rejected);
    PCollection<Rows<Refined<T>>> gained =
        settled
            .changes()
            .apply("Gained of " + name, ParDo.of(new OfKind<>(Change.Kind.GAINED)))
            .setCoder(Rows.coder(Refined.coder(table)));
    write("silver " + name, StoredRows.refined(table), gained);
    PCollection<Rows<Refined<T>>> lost =
        settled
            .changes()
            .apply("Lost of " + name, ParDo.of(new OfKind<>(Change.Kind.LOST)))
            .setCoder(Rows.coder(Refined.coder(table)));
    Table<T> of = table;
    keepAll("Displaced of " + name, lost, row -> displaced(of, row));
    return settled.changes();
  }

  private static <T extends Record> Displaced displaced(Table<T> table, Refined<T> row) {
    Origin origin = row.origin();
    LocalDate day = table.dayOf(row.row()).orElseThrow();
    return new Displaced(table.name(), origin.runId(), origin.source(), origin.position(), day);
  }

  /** What lost in an earlier run, so that its repetition is known for a duplicate. */
  private PCollection<Batch<T>> beaten() {
    StoredRows<Rejected> stored = StoredRows.of(Rejected.table(table));
    return Run.spreadFiles(plan, settings.lake(), "quarantine " + table.name(), stored)
        .apply("Read quarantine " + table.name(), ReadParquet.of(stored))
        .apply("Beaten of " + table.name(), ParDo.of(new Silver.Beaten(table.uniqueness())))
        .setCoder(Rows.coder(RecordCoder.of(Raw.class)))
        .apply("Refine beaten " + table.name(), source.refine());
  }

  private void quarantine(Table<?> table, PCollection<Rows<Rejected>> rejected) {
    write("quarantine " + table.name(), StoredRows.of(Rejected.table(table)), rejected);
  }

  /** What lake and warehouse may have of a table of gold when the run begins. */
  @Override
  public <G extends Record> PCollection<Rows<G>> known(Table<G> contract) {
    Table<G> table = flow.own(contract);
    return plan.apply(
            "Known gold of " + table.name(),
            ParDo.of(new KnownGold<>(table, settings.lake(), settings.warehouse())))
        .setCoder(Rows.coder(RecordCoder.of(table.type())));
  }

  /** Takes a gold table's rows to the warehouse, and to the lake. */
  @Override
  public <G extends Record> void gold(Table<G> contract, PCollection<Rows<Restated<G>>> rows) {
    Table<G> table = flow.own(contract);
    lakeGold.add(table, rows);
    WarehouseSink.Written written =
        rows.apply(
            "Load " + table.name(),
            WarehouseSink.restate(table, settings.warehouse(), version, Gold.rowsOf(table)));
    PCollection<Rows<Rejected>> refused =
        written
            .refused()
            .apply(
                "Refused of " + table.name(),
                ParDo.of(new Gold.RefusedRows(planView)).withSideInputs(planView))
            .setCoder(Rows.coder(RecordCoder.of(Rejected.class)))
            .apply("Whole run of " + table.name(), dev.assay.transforms.Windows.wholeRun());
    quarantine(table, refused);
  }

  /**
   * Publishes the lake and the books, epoch by epoch.
   *
   * @param complete the days that are over; empty where none are told
   */
  void finish(Optional<PCollection<LocalDate>> complete) {
    complete.ifPresent(
        days ->
            keep(
                "Complete days",
                days.apply("Whole run of days", dev.assay.transforms.Windows.wholeRun()),
                Complete::new));
    LakeGold.Parts gold = lakeGold.write(plan);
    parts.add(gold.files());
    parts.add(gold.times().apply("Keep gold's time", ParDo.of(new Once())));
    PCollectionList.of(parts)
        .apply("All parts", Flatten.pCollections())
        .apply("To one place", WithKeys.of(0))
        .setCoder(KvCoder.of(VarIntCoder.of(), EpochPart.coder()))
        .apply("Publish", ParDo.of(new PublishEpoch(settings, flow, table.name())));
  }

  private <E> void write(String label, StoredRows<E> stored, PCollection<Rows<E>> rows) {
    parts.add(
        part(
            label,
            rows.apply("Write " + label, WriteParquet.to(stored, settings.lake()).once()),
            (DataFile file) -> file));
  }

  private void account(String label, PCollection<ControlTotal> totals) {
    keep(label, totals, total -> total);
  }

  private <E> void keepAll(
      String label, PCollection<Rows<E>> rows, SerializableFunction<E, Record> content) {
    parts.add(
        rows.apply(label, ParDo.of(new EachOf<>(content)))
            .setCoder(EpochPart.coder())
            .apply("Keep " + label, ParDo.of(new Once()))
            .setCoder(EpochPart.coder()));
  }

  private <E> void keep(
      String label, PCollection<E> elements, SerializableFunction<E, Record> content) {
    parts.add(
        part(label, elements, content)
            .apply("Keep " + label, ParDo.of(new Once()))
            .setCoder(EpochPart.coder()));
  }

  private static <E> PCollection<EpochPart> part(
      String label, PCollection<E> elements, SerializableFunction<E, Record> content) {
    return elements
        .apply(
            label,
            MapElements.into(TypeDescriptor.of(EpochPart.class))
                .via(element -> new EpochPart(content.apply(element))))
        .setCoder(EpochPart.coder());
  }

  /** As rows are that wait to be written: so that what belongs together comes together. */
  private static final class Once extends DoFn<EpochPart, EpochPart> {
    @RequiresStableInput
    @ProcessElement
    public void process(@Element EpochPart part, OutputReceiver<EpochPart> out) {
      out.output(part);
    }
  }

  private static final class EachOf<E> extends DoFn<Rows<E>, EpochPart> {
    private final SerializableFunction<E, Record> content;

    EachOf(SerializableFunction<E, Record> content) {
      this.content = content;
    }

    @ProcessElement
    public void process(@Element Rows<E> rows, OutputReceiver<EpochPart> out) {
      rows.list().forEach(row -> out.output(new EpochPart(content.apply(row))));
    }
  }

  private static final class Held<R extends Record>
      extends DoFn<Rows<Refined<R>>, Rows<Change<R>>> {
    @ProcessElement
    public void process(@Element Rows<Refined<R>> rows, OutputReceiver<Rows<Change<R>>> out) {
      out.output(
          new Rows<>(
              rows.list().stream().map(row -> new Change<>(Change.Kind.HELD, row)).toList()));
    }
  }

  private static final class OfKind<T extends Record>
      extends DoFn<Rows<Change<T>>, Rows<Refined<T>>> {
    private final Change.Kind kind;

    OfKind(Change.Kind kind) {
      this.kind = kind;
    }

    @ProcessElement
    public void process(@Element Rows<Change<T>> changes, OutputReceiver<Rows<Refined<T>>> out) {
      List<Refined<T>> rows =
          changes.list().stream()
              .filter(change -> change.kind() == kind)
              .map(Change::refined)
              .toList();
      if (!rows.isEmpty()) {
        out.output(new Rows<>(rows));
      }
    }
  }
}
