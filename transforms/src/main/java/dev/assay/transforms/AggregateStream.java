package dev.assay.transforms;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Gold, of a stream: the same sums as {@link Aggregate}, restated while they change. A row is
 * stated with its whole value, at most once per interval, and again when its day is complete; late
 * rows restate exactly the rows that they change.
 *
 * <p>Facts are added up where the changes are before they travel, and the sums of a day are kept in
 * shards by a hash of the key until the day, or the longer period, closes.
 */
public final class AggregateStream {
  private static final Coder<KV<Integer, byte[]>> PACKETS =
      KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of());

  private final int shards;
  private final List<Table<?>> tables;
  private final List<PCollection<KV<Integer, byte[]>>> facts = new ArrayList<>();

  private AggregateStream(int shards, List<Table<?>> tables) {
    this.shards = shards;
    this.tables = tables;
  }

  /** Of these tables of gold, by their numbers; no facts yet. */
  public static AggregateStream into(int shards, List<? extends Table<?>> tables) {
    return new AggregateStream(shards, List.copyOf(tables));
  }

  /** Adds the facts of what changes. */
  public <T extends Record> void add(
      String label, PCollection<Rows<Change<T>>> changes, List<Addend<T>> addends) {
    facts.add(changes.apply(label, ParDo.of(new AddUp<>(shards, addends))).setCoder(PACKETS));
  }

  /**
   * Rows that may have been stated by a run whose state is lost: each is stated anew, as it is now
   * or that there is none.
   *
   * @param table one of those that are added up
   */
  public <G extends Record> void known(String label, Table<G> table, PCollection<Rows<G>> rows) {
    SpreadKnown<G> spread = new SpreadKnown<>(shards, tables.indexOf(table), table);
    facts.add(rows.apply(label, ParDo.of(spread)).setCoder(PACKETS));
  }

  /**
   * The sums of all that was added, per key and UTC day, or a longer period.
   *
   * @param interval how long a change may wait before it is stated
   */
  public AggregatedStream perDay(Lateness lateness, Duration interval) {
    PCollectionTuple kept =
        Packets.together("All facts", facts)
            .apply("Windows of periods", Windows.until(lateness, periods()))
            .apply(
                "Add up per day and key",
                ParDo.of(new KeepSums(shards, interval, tables))
                    .withOutputTags(KeepSums.STATED, TupleTagList.of(KeepSums.OWED)));
    return new AggregatedStream(
        tables,
        kept.get(KeepSums.STATED).setCoder(PACKETS),
        kept.get(KeepSums.OWED).setCoder(RecordCoder.of(Owed.class)));
  }

  private PeriodWindows periods() {
    return new PeriodWindows(shards, tables.stream().map(Table::period).toList());
  }

  private static final class SpreadKnown<G extends Record>
      extends DoFn<Rows<G>, KV<Integer, byte[]>> {
    private final int shards;
    private final int number;
    private final Table<G> table;

    SpreadKnown(int shards, int number, Table<G> table) {
      this.shards = shards;
      this.number = number;
      this.table = table;
    }

    @ProcessElement
    public void process(@Element Rows<G> rows, OutputReceiver<KV<Integer, byte[]>> out) {
      Coder<Counted<G>> coder = Counted.coder(RecordCoder.of(table.type()));
      RowKey.Reader<G> keys = new RowKey.Reader<>(table);
      Map<LocalDate, Packets> days = new HashMap<>();
      for (G row : rows.list()) {
        LocalDate day = table.dayOf(row).orElseThrow();
        days.computeIfAbsent(day, of -> packets(Windows.startOf(of), out))
            .add(keys.of(row).shard(shards), KeptSums.KNOWN, new Counted<>(0, row), coder);
      }
      days.values().forEach(Packets::flush);
    }

    private Packets packets(Instant start, OutputReceiver<KV<Integer, byte[]>> out) {
      return new Packets(
          shards,
          (shard, packet) ->
              out.outputWithTimestamp(KV.of(number * shards + shard, packet), start));
    }
  }

  private static final class AddUp<T extends Record>
      extends DoFn<Rows<Change<T>>, KV<Integer, byte[]>> {
    private final int shards;
    private final List<Addend<T>> addends;
    private transient List<Facts<T, ?>> facts;

    AddUp(int shards, List<Addend<T>> addends) {
      this.shards = shards;
      this.addends = addends;
    }

    @StartBundle
    public void start() {
      facts = new ArrayList<>();
      addends.forEach(addend -> facts.add(new Facts<>(addend.metric())));
    }

    @ProcessElement
    public void process(@Element Rows<Change<T>> changes) {
      for (Facts<T, ?> some : facts) {
        for (Change<T> change : changes.list()) {
          some.add(change);
        }
      }
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      for (int i = 0; i < facts.size(); i++) {
        send(addends.get(i).number(), facts.get(i), context);
      }
    }

    private <G extends Record> void send(int table, Facts<T, G> some, FinishBundleContext context) {
      Map<LocalDate, Packets> days = new HashMap<>();
      some.forEach(
          (kind, key, sum) -> {
            LocalDate day = some.dayOf(sum);
            days.computeIfAbsent(day, d -> packets(table, d, context))
                .add(key.shard(shards), kind, sum, some.coder());
          });
      days.values().forEach(Packets::flush);
    }

    private Packets packets(int table, LocalDate day, FinishBundleContext context) {
      Instant start = Windows.startOf(day);
      return new Packets(
          shards,
          (shard, packet) ->
              context.output(KV.of(table * shards + shard, packet), start, GlobalWindow.INSTANCE));
    }
  }
}
