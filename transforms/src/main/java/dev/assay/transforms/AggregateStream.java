package dev.assay.transforms;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
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
  private final PeriodWindows periods;
  private final Map<String, PCollection<KV<Integer, byte[]>>> facts = new LinkedHashMap<>();

  private AggregateStream(int shards, List<Table<?>> tables) {
    this.shards = shards;
    this.tables = tables;
    this.periods = new PeriodWindows(shards, tables.stream().map(Table::period).toList());
  }

  /** Of these tables of gold, by their numbers; no facts yet. */
  public static AggregateStream into(int shards, List<? extends Table<?>> tables) {
    return new AggregateStream(shards, List.copyOf(tables));
  }

  /** Adds the facts of what changes. */
  public <T extends Record> void add(
      String label, PCollection<Rows<Change<T>>> changes, List<Addend<T>> addends) {
    AddUp<T> addUp = new AddUp<>(shards, periods, addends);
    facts.put(label, changes.apply(label, ParDo.of(addUp)).setCoder(PACKETS));
  }

  /**
   * Rows that may have been stated by a run whose state is lost: each is stated anew, as it is now
   * or that there is none.
   *
   * @param table one of those that are added up
   */
  public <G extends Record> void known(String label, Table<G> table, PCollection<Rows<G>> rows) {
    SpreadKnown<G> spread = new SpreadKnown<>(shards, periods, tables.indexOf(table), table);
    facts.put(label, rows.apply(label, ParDo.of(spread)).setCoder(PACKETS));
  }

  /**
   * The sums of all that was added, per key and UTC day, or a longer period.
   *
   * @param interval how long a change may wait before it is stated
   */
  public AggregatedStream perDay(Lateness lateness, Duration interval) {
    // Each by itself: what comes of several steps cannot be chained to them.
    List<PCollection<KV<Integer, byte[]>>> windowed = new ArrayList<>();
    facts.forEach(
        (label, some) ->
            windowed.add(some.apply("Windows: " + label, Windows.until(lateness, periods))));
    PCollectionTuple kept =
        Packets.together("All facts", windowed)
            .apply(
                "Add up per day and key",
                ParDo.of(new KeepSums(periods, interval, tables))
                    .withOutputTags(KeepSums.STATED, TupleTagList.of(KeepSums.OWED)));
    return new AggregatedStream(
        tables,
        kept.get(KeepSums.STATED).setCoder(PACKETS),
        kept.get(KeepSums.OWED).setCoder(RecordCoder.of(Owed.class)));
  }

  private static final class SpreadKnown<G extends Record>
      extends DoFn<Rows<G>, KV<Integer, byte[]>> {
    private final int shards;
    private final PeriodWindows periods;
    private final int number;
    private final Table<G> table;

    SpreadKnown(int shards, PeriodWindows periods, int number, Table<G> table) {
      this.shards = shards;
      this.periods = periods;
      this.number = number;
      this.table = table;
    }

    @ProcessElement
    public void process(@Element Rows<G> rows, OutputReceiver<KV<Integer, byte[]>> out) {
      Coder<Counted<G>> coder = Counted.coder(RecordCoder.of(table.type()));
      RowKey.Reader<G> keys = new RowKey.Reader<>(table);
      Map<LocalDate, FactPackets> days = new HashMap<>();
      for (G row : rows.list()) {
        days.computeIfAbsent(table.dayOf(row).orElseThrow(), day -> FactPackets.of(number, shards))
            .add(keys.of(row).shard(shards), KeptSums.KNOWN, new Counted<>(0, row), coder);
      }
      int firstKey = periods.key(number, 0);
      days.forEach((day, packets) -> send(packets, firstKey, day, out));
    }
  }

  private static void send(
      FactPackets packets,
      int firstKey,
      LocalDate day,
      DoFn.OutputReceiver<KV<Integer, byte[]>> out) {
    Instant start = Windows.startOf(day);
    packets.send(
        (shard, packet) -> out.outputWithTimestamp(KV.of(firstKey + shard, packet), start));
  }

  /** Adds up what came together, and waits for nothing more: a bundle may be long. */
  private static final class AddUp<T extends Record>
      extends DoFn<Rows<Change<T>>, KV<Integer, byte[]>> {
    private final int shards;
    private final PeriodWindows periods;
    private final List<Addend<T>> addends;

    /** Packets of one period, by the first key of its shards. */
    private record Place(int firstKey, LocalDate day) {}

    AddUp(int shards, PeriodWindows periods, List<Addend<T>> addends) {
      this.shards = shards;
      this.periods = periods;
      this.addends = addends;
    }

    /** Packets bear the time at which their day begins. */
    @Override
    @SuppressWarnings("deprecation") // there is nothing else by which a time may be earlier
    public Duration getAllowedTimestampSkew() {
      return Duration.millis(Long.MAX_VALUE);
    }

    @ProcessElement
    public void process(@Element Rows<Change<T>> changes, OutputReceiver<KV<Integer, byte[]>> out) {
      Map<Place, FactPackets> packets = new LinkedHashMap<>();
      for (Addend<T> addend : addends) {
        addUp(new Facts<>(addend.metric()), addend.number(), changes, packets);
      }
      packets.forEach((place, some) -> send(some, place.firstKey, place.day, out));
    }

    private <G extends Record> void addUp(
        Facts<T, G> facts, int table, Rows<Change<T>> changes, Map<Place, FactPackets> packets) {
      changes.list().forEach(facts::add);
      packets.values().forEach(each -> each.begin(table));
      int firstKey = periods.key(table, 0);
      Coder<Counted<G>> coder = facts.coder();
      facts.forEach(
          (kind, key, sum) ->
              packets
                  .computeIfAbsent(
                      new Place(firstKey, facts.dayOf(sum)), place -> FactPackets.of(table, shards))
                  .add(key.shard(shards), kind, sum, coder));
    }
  }
}
