package dev.assay.pipelines.io.jdbc;

import dev.assay.pipelines.io.jdbc.TableWriter.Pending;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import dev.assay.transforms.Counts;
import dev.assay.transforms.Given;
import dev.assay.transforms.NamedOutputs;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Writes the rows of a table to the warehouse, by key: written twice is written once, and a row of
 * a later run stays. What the database refuses comes out beside the rest. Waits out a server that
 * is away; see {@link Warehouse#within} for how long, and for what it throws then.
 *
 * @param <E> the record of the table, or how a stream restates it
 */
public final class WarehouseSink<E>
    extends PTransform<PCollection<Rows<E>>, WarehouseSink.Written> {
  /** Rows in one transaction. */
  static final int BATCH = 5_000;

  private static final TupleTag<Long> WRITTEN = new TupleTag<>("written") {};
  private static final TupleTag<Refused> REFUSED = new TupleTag<>("refused") {};

  private final Given<Long> version;
  private final DoFn<Rows<E>, Long> upsert;

  private WarehouseSink(Given<Long> version, DoFn<Rows<E>, Long> upsert) {
    this.version = version;
    this.upsert = upsert;
  }

  /**
   * Adds or replaces rows by key.
   *
   * @param version the number of the run
   * @param facts how many silver rows a row stands for; null where the table does not tell
   */
  public static <G extends Record> WarehouseSink<G> upsert(
      Table<G> table, Warehouse warehouse, Given<Long> version, Table.Of<G, Long> facts) {
    return new WarehouseSink<>(
        version,
        new Upsert<G, G>(
            table, warehouse, version, facts, row -> new Restated<>(row, true), BATCH));
  }

  /**
   * Adds, replaces or removes rows by key, as a stream restates them: what is stated together is
   * written together, at once.
   */
  public static <G extends Record> WarehouseSink<Restated<G>> restate(
      Table<G> table, Warehouse warehouse, Given<Long> version, Table.Of<G, Long> facts) {
    return new WarehouseSink<>(
        version, new Upsert<Restated<G>, G>(table, warehouse, version, facts, row -> row, 1));
  }

  @Override
  public Written expand(PCollection<Rows<E>> rows) {
    PCollectionTuple outputs =
        rows.apply(
            "Upsert",
            ParDo.of(upsert)
                .withSideInputs(version.views())
                .withOutputTags(WRITTEN, TupleTagList.of(REFUSED)));
    outputs.get(WRITTEN).setCoder(VarLongCoder.of());
    outputs.get(REFUSED).setCoder(RecordCoder.of(Refused.class));
    return new Written(outputs.get(WRITTEN), outputs.get(REFUSED));
  }

  /**
   * What became of the rows.
   *
   * @param rows how many were added or replaced, per bundle and window: a signal to wait on
   * @param refused the rows that the database does not take
   */
  public record Written(PCollection<Long> rows, PCollection<Refused> refused)
      implements NamedOutputs {
    @Override
    public Map<String, PCollection<?>> outputs() {
      return Map.of("written", rows, "refused", refused);
    }
  }

  private static final class Upsert<E, G extends Record> extends DoFn<Rows<E>, Long> {
    private final Table<G> table;
    private final Warehouse warehouse;
    private final Given<Long> version;
    private final Table.Of<G, Long> facts;
    private final SerializableFunction<E, Restated<G>> restated;
    private final int least;
    private final Counter stated;
    private final Counter withdrawn;
    private final Counter refusals;
    private transient TableWriter<G> writer;
    private transient List<Pending<G, BoundedWindow>> pending;
    private transient Map<BoundedWindow, Long> written;
    private transient Map<BoundedWindow, List<Refused>> refused;

    Upsert(
        Table<G> table,
        Warehouse warehouse,
        Given<Long> version,
        Table.Of<G, Long> facts,
        SerializableFunction<E, Restated<G>> restated,
        int least) {
      this.least = least;
      this.facts = facts;
      this.restated = restated;
      this.table = table;
      this.warehouse = warehouse;
      this.version = version;
      this.stated = Counts.of(table.layer(), table.name(), Counts.STATED);
      this.withdrawn = Counts.of(table.layer(), table.name(), Counts.WITHDRAWN);
      this.refusals = Counts.of(table.layer(), table.name(), Counts.REFUSED);
    }

    @Setup
    public void setup() {
      writer = new TableWriter<>(table, warehouse, facts);
    }

    @StartBundle
    public void startBundle() {
      pending = new ArrayList<>();
      written = new HashMap<>();
      refused = new HashMap<>();
    }

    @ProcessElement
    public void process(ProcessContext context, BoundedWindow window) {
      long run = version.in(context::sideInput);
      int standing = 0;
      for (E element : context.element().list()) {
        Restated<G> row = restated.apply(element);
        pending.add(new Pending<>(row.row(), row.stands(), run, window));
        standing += row.stands() ? 1 : 0;
        if (pending.size() >= BATCH) {
          flush();
        }
      }
      if (pending.size() >= least) {
        flush();
      }
      stated.inc(standing);
      withdrawn.inc(context.element().size() - standing);
      written.putIfAbsent(window, 0L);
    }

    /** A row's own window is known only here, where rows of several windows meet. */
    @FinishBundle
    public void finishBundle(FinishBundleContext context) {
      flush();
      refusals.inc(refused.values().stream().mapToLong(List::size).sum());
      written.forEach(
          (window, rows) -> context.output(WRITTEN, rows, window.maxTimestamp(), window));
      refused.forEach(
          (window, rows) ->
              rows.forEach(row -> context.output(REFUSED, row, window.maxTimestamp(), window)));
    }

    private void flush() {
      if (pending.isEmpty()) {
        return;
      }
      BoundedWindow last = pending.get(pending.size() - 1).origin();
      long rows =
          writer.write(
              pending,
              (row, refusal) -> {
                refused
                    .computeIfAbsent(row.origin(), window -> new ArrayList<>())
                    .add(Refused.of(table, row.row(), row.version(), refusal));
              });
      written.merge(last, rows, Long::sum);
      pending.clear();
    }
  }
}
