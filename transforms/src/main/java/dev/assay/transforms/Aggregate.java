package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Instant;

/**
 * Gold: adds up the facts of several metrics in one pass over the rows and one grouping, per UTC
 * day and key.
 *
 * <p>Facts are added up where the rows are before they are grouped, in shards by a hash of the key.
 * A worker thread holds at most {@value #FACTS} sums while it reads, and the sums of one metric,
 * day and shard while it groups.
 */
public final class Aggregate<T extends Record>
    extends PTransform<PCollection<Rows<Refined<T>>>, Aggregated<T>> {
  private static final int FACTS = 100_000;

  private final int shards;
  private final int facts;
  private final List<Metric<T, ?>> metrics;

  private Aggregate(int shards, int facts, List<Metric<T, ?>> metrics) {
    this.shards = shards;
    this.facts = facts;
    this.metrics = metrics;
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  public static <T extends Record> Aggregate<T> perDay(int shards, Metric<T, ?>... metrics) {
    return new Aggregate<>(shards, FACTS, List.of(metrics));
  }

  public static <T extends Record> Aggregate<T> perDay(int shards, List<Metric<T, ?>> metrics) {
    return new Aggregate<>(shards, FACTS, metrics);
  }

  /** The same, holding no more sums than these while it reads. */
  Aggregate<T> holding(int facts) {
    return new Aggregate<>(shards, facts, metrics);
  }

  @Override
  public Aggregated<T> expand(PCollection<Rows<Refined<T>>> rows) {
    PCollection<KV<Integer, byte[]>> sums =
        rows.apply("Add up where the rows are", ParDo.of(new AddUp<>(shards, facts, metrics)))
            .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()))
            .apply("Daily windows", Windows.daily())
            .apply("Group by metric and shard", GroupByKey.create())
            .apply("Add up per day and key", ParDo.of(new Merge<>(shards, metrics)))
            .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
    return new Aggregated<>(metrics, sums);
  }

  private static final class AddUp<T extends Record>
      extends DoFn<Rows<Refined<T>>, KV<Integer, byte[]>> {
    private final int shards;
    private final int facts;
    private final List<Metric<T, ?>> metrics;
    private transient List<Sums<T, ?>> sums;
    private transient List<Ready> ready;

    private record Ready(LocalDate day, KV<Integer, byte[]> packet) {}

    AddUp(int shards, int facts, List<Metric<T, ?>> metrics) {
      this.shards = shards;
      this.facts = facts;
      this.metrics = metrics;
    }

    @StartBundle
    public void start() {
      sums = new ArrayList<>();
      metrics.forEach(metric -> sums.add(new Sums<>(metric)));
      ready = new ArrayList<>();
    }

    @ProcessElement
    public void process(@Element Rows<Refined<T>> rows) {
      for (int metric = 0; metric < metrics.size(); metric++) {
        Sums<T, ?> sum = sums.get(metric);
        for (Refined<T> row : rows.list()) {
          sum.add(row.row());
        }
        if (sum.size() > facts) {
          pack(metric, sum);
        }
      }
    }

    private <G extends Record> void pack(int metric, Sums<T, G> sum) {
      @SuppressWarnings("unchecked")
      Metric<T, G> packed = (Metric<T, G>) metrics.get(metric);
      Table<G> table = packed.table();
      Map<LocalDate, Packets> days = new HashMap<>();
      sum.byKey()
          .forEach(
              (key, fact) -> {
                LocalDate day = table.dayOf(fact).orElseThrow();
                days.computeIfAbsent(day, d -> packets(metric, d))
                    .add(key.shard(shards), 0, fact, packed.coder());
              });
      days.values().forEach(Packets::flush);
      sums.set(metric, new Sums<>(packed));
    }

    private Packets packets(int metric, LocalDate day) {
      return new Packets(
          shards,
          (shard, packet) -> ready.add(new Ready(day, KV.of(metric * shards + shard, packet))));
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      for (int metric = 0; metric < metrics.size(); metric++) {
        pack(metric, sums.get(metric));
      }
      for (Ready next : ready) {
        long start = next.day().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        context.output(next.packet(), new Instant(start), GlobalWindow.INSTANCE);
      }
      ready.clear();
    }
  }

  private static final class Merge<T extends Record>
      extends DoFn<KV<Integer, Iterable<byte[]>>, KV<Integer, byte[]>> {
    private final int shards;
    private final List<Metric<T, ?>> metrics;

    Merge(int shards, List<Metric<T, ?>> metrics) {
      this.shards = shards;
      this.metrics = metrics;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<byte[]>> packets, OutputReceiver<KV<Integer, byte[]>> out) {
      int metric = packets.getKey() / shards;
      merge(metric, metrics.get(metric), packets.getValue(), out);
    }

    private <G extends Record> void merge(
        int index,
        Metric<T, G> metric,
        Iterable<byte[]> packets,
        OutputReceiver<KV<Integer, byte[]>> out) {
      Sums<T, G> sums = new Sums<>(metric);
      packets.forEach(sums::addAll);
      Packets merged = new Packets(1, (shard, packet) -> out.output(KV.of(index, packet)));
      sums.values().forEach(row -> merged.add(0, 0, row, metric.coder()));
      merged.flush();
    }
  }
}
