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
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.transforms.Batch;
import dev.assay.transforms.Change;
import dev.assay.transforms.Given;
import dev.assay.transforms.LateRows;
import dev.assay.transforms.Owed;
import dev.assay.transforms.Payload;
import dev.assay.transforms.Quarantine;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import dev.assay.transforms.Settle;
import dev.assay.transforms.Settled;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * A run without end of a pipeline, as {@link BoundedRun} is a bounded one: where payloads come
 * from, where the rows of each layer go, and the books.
 *
 * <p>Gold goes to the warehouse as soon as it changes. Bronze, silver, quarantine and the books are
 * published together, in epochs: everything that follows from the input up to some point. The
 * lake's gold is published with them, at an interval of its own. The lake is the memory: a run that
 * has no saved state reads from it what silver holds of open days, and goes on behind the last
 * position in bronze.
 */
final class UnboundedRun implements UnboundedGold.Sink, UnboundedGold.Known {
  private final Pipeline pipeline;
  private final StreamSettings settings;
  private final Flow flow;
  private final PCollection<RunPlan> plan;
  private final Given<RunPlan> planned;
  private final List<PCollection<EpochPart>> parts = new ArrayList<>();
  private final Map<Table<?>, PCollection<?>> held = new HashMap<>();
  private final Map<Table<?>, PCollection<?>> unchanging = new HashMap<>();
  private final LakeGold lakeGold;

  private UnboundedRun(Pipeline pipeline, StreamSettings settings, Flow flow) {
    this.pipeline = pipeline;
    this.settings = settings;
    this.flow = flow;
    this.plan =
        pipeline
            .apply("Begin", new Begin())
            .apply("Plan stream", ParDo.of(new PlanStream(settings, flow, UnboundedRun::idOf)))
            .setCoder(RunPlan.coder());
    this.lakeGold = new LakeGold(settings);
    this.planned = OfPlan.in(settings, plan -> plan);
    keep("Begun", plan, p -> new Began(p.number(), p.runId(), p.startedAt()));
  }

  private static String idOf(Endpoint.Topic topic) {
    return TopicIdentity.of(topic).id().toString();
  }

  /** Begins a run; everything it needs to know is found out by workers, not here. */
  static UnboundedRun begin(Pipeline pipeline, StreamSettings settings, Flow flow) {
    return new UnboundedRun(pipeline, settings, flow);
  }

  /**
   * Rejects rows of days that were closed when the run began: what silver holds of them is not
   * read, so gold could not be computed.
   */
  <T extends Record> LateRows<T> closedDays(Table<T> table) {
    return LateRows.before(table, OfPlan.in(settings, RunPlan::openFrom));
  }

  /**
   * What silver holds of a table: of one that is read what is of open days, or of months and years
   * that are open; all of one that does not change while the stream runs, or describes others.
   */
  <R extends Record> PCollection<Rows<Refined<R>>> held(Table<R> other) {
    @SuppressWarnings("unchecked")
    PCollection<Rows<Refined<R>>> known = (PCollection<Rows<Refined<R>>>) held.get(other);
    if (known == null) {
      StoredRows<Refined<R>> stored = StoredRows.refined(flow.own(other));
      String label = "silver " + other.name();
      PCollection<DataFile> files =
          flow.isChanging(other, settings) && !flow.isReference(other)
              ? BoundedRun.spreadFilesOfOpenPeriods(plan, settings.lake(), flow, label, stored)
              : BoundedRun.spreadFilesOfAllDays(plan, settings.lake(), label, stored);
      known = files.apply("Read " + label, ReadParquet.of(stored));
      held.put(other, known);
    }
    return known;
  }

  /** All that silver held when the run began of a table that does not change while it runs. */
  <R extends Record> Given<Iterable<Rows<Refined<R>>>> loaded(Table<R> other) {
    String lake = settings.lake();
    StoredRows<Refined<R>> stored = StoredRows.refined(flow.own(other));
    return OfPlan.in(
        settings, plan -> ReadParquet.all(BoundedRun.files(plan, lake, stored), stored));
  }

  /** The same as changes, for gold that is made of them. */
  @SuppressWarnings("unchecked")
  <R extends Record> PCollection<Rows<Change<R>>> unchanging(Table<R> other) {
    return (PCollection<Rows<Change<R>>>)
        unchanging.computeIfAbsent(
            other,
            of ->
                held(other)
                    .apply("Held of " + other.name(), ParDo.of(new Held<R>()))
                    .setCoder(Rows.coder(Change.coder(other))));
  }

  /** No rows of a table that comes from no topic. */
  <T extends Record> PCollection<Batch<T>> none(Table<T> table) {
    return plan.apply("No new " + table.name(), ParDo.of(new None<T>()))
        .setCoder(Batch.coder(table));
  }

  /** The payloads of a table's topics that bronze does not hold yet. */
  <T extends Record> PCollection<Rows<Raw>> bronze(Source<T> source) {
    Table<T> table = flow.own(source.table());
    List<Endpoint.Topic> topics = settings.topics().get(table.name());
    List<PCollection<Rows<Payload>>> read = new ArrayList<>();
    for (Endpoint.Topic topic : topics) {
      String label = "Read " + (topics.size() == 1 ? table.name() : topic.topic());
      read.add(
          pipeline.apply(
              label,
              ReadTopic.of(
                  topic,
                  table.eventTime().isPresent() ? source.form().eventTime() : null,
                  new RecordedOffsets(settings),
                  planned)));
    }
    PCollection<Rows<Raw>> raws =
        (read.size() == 1
                ? read.get(0)
                : PCollectionList.of(read)
                    .apply("All topics of " + table.name(), Flatten.pCollections()))
            .apply("Capture " + table.name(), source.capture());
    NewToBronze<T> news = NewToBronze.of(table, settings, planned);
    NewToBronze.Payloads payloads =
        raws.apply("Leave out what bronze holds of " + table.name(), news);
    write("bronze " + table.name(), StoredRows.of(Raw.table(table)), payloads.news());
    account("Known payloads of " + table.name(), payloads.known());
    return payloads.news();
  }

  /**
   * Settles these rows of a table with what silver holds.
   *
   * @param references the tables that describe them, and change while the stream runs
   * @return what changes in silver
   */
  <T extends Record> PCollection<Rows<Change<T>>> silver(
      Source<T> source, PCollection<Batch<T>> batches, List<Settle.Reference<T, ?>> references) {
    Table<T> table = flow.own(source.table());
    String name = table.name();
    Settled<T> settled =
        batches.apply(
            "Keep one of each of " + name,
            Settle.unbounded(
                table,
                settings.shards(),
                flow.lateness(settings),
                held(table),
                beaten(source),
                references));
    account("Settled " + name, settled.totals());
    quarantine(table, settled.rejected());
    account(
        "Quarantine " + name,
        PCollectionList.of(settled.rejected())
            .and(settled.contradictions())
            .apply("All rejected of " + name, Flatten.pCollections())
            .apply(Quarantine.gains()));
    keepAll("Contradictions of " + name, settled.contradictions(), rejected -> rejected);
    write("silver " + name, StoredRows.refined(table), settled.gained("Gained of " + name));
    keepAll(
        "Displaced of " + name, settled.lost("Lost of " + name), row -> Displaced.of(table, row));
    return settled.changes();
  }

  /** What lost in an earlier run, so that its repetition is known for a duplicate. */
  private <T extends Record> PCollection<Batch<T>> beaten(Source<T> source) {
    Table<T> table = flow.own(source.table());
    return BoundedRun.beaten(plan, settings.lake(), table)
        .apply("Beaten of " + table.name(), ParDo.of(new Contested.Beaten(table.uniqueness())))
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
            WarehouseSink.restate(
                table,
                settings.warehouse(),
                OfPlan.in(settings, RunPlan::number),
                Gold.rowsOf(table)));
    PCollection<Rows<Rejected>> refused =
        written
            .refused()
            .apply("Refused of " + table.name(), Gold.RefusedRows.of(planned))
            .setCoder(Rows.coder(RecordCoder.of(Rejected.class)))
            .apply("Whole run of " + table.name(), dev.assay.transforms.Windows.wholeRun());
    quarantine(table, refused);
  }

  /**
   * Publishes the lake and the books, epoch by epoch.
   *
   * @param complete the days that are over; empty where none are told
   * @param owed what gold owes; empty where it owes nothing
   */
  void finish(Optional<PCollection<LocalDate>> complete, Optional<PCollection<Owed>> owed) {
    complete.ifPresent(
        days ->
            keep(
                "Complete days",
                days.apply("Whole run of days", dev.assay.transforms.Windows.wholeRun()),
                Complete::new));
    owed.ifPresent(lakeGold::owe);
    parts.add(lakeGold.write(plan));
    PCollection<EpochPart> all =
        PCollectionList.of(parts).apply("All parts", Flatten.pCollections());
    plan.apply("Tell launch", TellLaunch.of(settings, all));
    all.apply("To one place", WithKeys.of(0))
        .setCoder(KvCoder.of(VarIntCoder.of(), EpochPart.coder()))
        .apply("Publish", ParDo.of(new PublishEpoch(settings, flow)));
  }

  private <E> void write(String label, StoredRows<E> stored, PCollection<Rows<E>> rows) {
    parts.add(
        part(
            label,
            rows.apply("Write " + label, WriteParquet.to(stored, settings.lake()).withPositions()),
            (DataFile file) -> file));
  }

  private void account(String label, PCollection<ControlTotal> totals) {
    keep(label, totals, total -> total);
  }

  private <E> void keepAll(
      String label, PCollection<Rows<E>> rows, SerializableFunction<E, Record> content) {
    parts.add(rows.apply(label, ParDo.of(new EachOf<>(content))).setCoder(EpochPart.coder()));
  }

  private <E> void keep(
      String label, PCollection<E> elements, SerializableFunction<E, Record> content) {
    parts.add(part(label, elements, content));
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

  private static final class None<T extends Record> extends DoFn<RunPlan, Batch<T>> {
    @ProcessElement
    public void process() {}
  }
}
