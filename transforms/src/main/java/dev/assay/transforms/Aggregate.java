package dev.assay.transforms;

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
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Gold: adds up the facts of several tables in one pass over the rows of each source and one
 * grouping, per key and UTC day, or a longer period.
 *
 * <p>Facts are added up where the rows are before they are grouped, in shards by a hash of the key.
 * A worker thread holds at most {@value #FACTS} sums of a table while it reads, and the sums of one
 * table, day and shard while it groups.
 */
public final class Aggregate {
  private static final int FACTS = 100_000;
  private static final Coder<KV<Integer, byte[]>> PACKETS =
      KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of());

  private final int shards;
  private final List<Table<?>> tables;
  private final List<PCollection<KV<Integer, byte[]>>> facts = new ArrayList<>();

  private Aggregate(int shards, List<Table<?>> tables) {
    this.shards = shards;
    this.tables = tables;
  }

  /** Of these tables of gold, by their numbers; no facts yet. */
  public static Aggregate into(int shards, List<? extends Table<?>> tables) {
    return new Aggregate(shards, List.copyOf(tables));
  }

  /** Adds the facts of these rows. */
  public <T extends Record> void add(
      String label, PCollection<Rows<Refined<T>>> rows, List<Addend<T>> addends) {
    add(label, rows, addends, FACTS);
  }

  /** Likewise, holding no more sums of a table than these while it reads. */
  <T extends Record> void add(
      String label, PCollection<Rows<Refined<T>>> rows, List<Addend<T>> addends, int held) {
    facts.add(rows.apply(label, ParDo.of(new AddUp<>(shards, held, addends))).setCoder(PACKETS));
  }

  /** The sums of all that was added. */
  public Aggregated perDay() {
    PCollection<KV<Integer, byte[]>> sums =
        Packets.together("All facts", facts)
            .apply("Daily windows", Windows.daily())
            .apply("Group by table and shard", GroupByKey.create())
            .apply("Add up per day and key", ParDo.of(new Merge(shards, tables)))
            .setCoder(PACKETS);
    return new Aggregated(tables, sums);
  }

  private static final class AddUp<T extends Record>
      extends DoFn<Rows<Refined<T>>, KV<Integer, byte[]>> {
    private final int shards;
    private final int held;
    private final List<Addend<T>> addends;
    private transient List<Sums<?>> sums;
    private transient List<Ready> ready;

    private record Ready(LocalDate day, KV<Integer, byte[]> packet) {}

    AddUp(int shards, int held, List<Addend<T>> addends) {
      this.shards = shards;
      this.held = held;
      this.addends = addends;
    }

    @StartBundle
    public void start() {
      sums = new ArrayList<>();
      addends.forEach(addend -> sums.add(new Sums<>(addend.metric().table())));
      ready = new ArrayList<>();
    }

    @ProcessElement
    public void process(@Element Rows<Refined<T>> rows) {
      for (int i = 0; i < addends.size(); i++) {
        add(rows, i, addends.get(i).metric());
      }
    }

    @SuppressWarnings("unchecked")
    private <G extends Record> void add(Rows<Refined<T>> rows, int i, Metric<T, G> metric) {
      Sums<G> sum = (Sums<G>) sums.get(i);
      for (Refined<T> row : rows.list()) {
        sum.add(metric.fact().apply(row.row()));
      }
      if (sum.size() > held) {
        pack(i, metric);
      }
    }

    @SuppressWarnings("unchecked")
    private <G extends Record> void pack(int i, Metric<T, G> metric) {
      Table<G> table = metric.table();
      Map<LocalDate, Packets> days = new HashMap<>();
      ((Sums<G>) sums.get(i))
          .byKey()
          .forEach(
              (key, fact) -> {
                LocalDate day = metric.dayOf(fact);
                days.computeIfAbsent(day, d -> packets(addends.get(i).number(), d))
                    .add(key.shard(shards), 0, fact, metric.coder());
              });
      days.values().forEach(Packets::flush);
      sums.set(i, new Sums<>(table));
    }

    private Packets packets(int table, LocalDate day) {
      return new Packets(
          shards,
          (shard, packet) ->
              ready.add(new Ready(day, KV.of(table * shards + shard, Compressed.of(packet)))));
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      for (int i = 0; i < addends.size(); i++) {
        pack(i, addends.get(i).metric());
      }
      for (Ready next : ready) {
        context.output(next.packet(), Windows.startOf(next.day()), GlobalWindow.INSTANCE);
      }
      ready.clear();
    }
  }

  private static final class Merge
      extends DoFn<KV<Integer, Iterable<byte[]>>, KV<Integer, byte[]>> {
    private final int shards;
    private final List<Table<?>> tables;

    Merge(int shards, List<Table<?>> tables) {
      this.shards = shards;
      this.tables = tables;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<byte[]>> packets, OutputReceiver<KV<Integer, byte[]>> out) {
      int number = packets.getKey() / shards;
      merge(number, tables.get(number), packets.getValue(), out);
    }

    private <G extends Record> void merge(
        int number,
        Table<G> table,
        Iterable<byte[]> packets,
        OutputReceiver<KV<Integer, byte[]>> out) {
      Sums<G> sums = new Sums<>(table);
      packets.forEach(packet -> sums.addAll(Compressed.read(packet)));
      Packets merged = new Packets(1, (shard, packet) -> out.output(KV.of(number, packet)));
      sums.values().forEach(row -> merged.add(0, 0, row, sums.coder()));
      merged.flush();
    }
  }
}
