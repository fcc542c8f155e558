package dev.assay.transforms;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Gold, of a stream: the same sums as {@link Aggregate}, restated while they change. A row is
 * stated with its whole value, at most once per interval, and again when its day is complete; late
 * rows restate exactly the rows that they change.
 *
 * <p>Facts are added up where the changes are before they travel, and the sums of a day are kept in
 * shards by a hash of the key until the day closes.
 */
public final class AggregateStream<T extends Record>
    extends PTransform<PCollection<Rows<Change<T>>>, AggregatedStream<T>> {
  private final int shards;
  private final Lateness lateness;
  private final Duration interval;
  private final List<Metric<T, ?>> metrics;

  private AggregateStream(
      int shards, Lateness lateness, Duration interval, List<Metric<T, ?>> metrics) {
    this.shards = shards;
    this.lateness = lateness;
    this.interval = interval;
    this.metrics = metrics;
  }

  /**
   * Per UTC day and key.
   *
   * @param interval how long a change may wait before it is stated
   */
  public static <T extends Record> AggregateStream<T> perDay(
      int shards, Lateness lateness, Duration interval, List<Metric<T, ?>> metrics) {
    return new AggregateStream<>(shards, lateness, interval, metrics);
  }

  @Override
  public AggregatedStream<T> expand(PCollection<Rows<Change<T>>> changes) {
    Coder<KV<Integer, byte[]>> packets = KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of());
    PCollection<KV<Integer, byte[]>> restated =
        changes
            .apply("Add up where the changes are", ParDo.of(new AddUp<>(shards, metrics)))
            .setCoder(packets)
            .apply("Daily windows", Windows.dailyUntil(lateness))
            .apply("Add up per day and key", ParDo.of(new KeepSums<>(shards, interval, metrics)))
            .setCoder(packets);
    return new AggregatedStream<>(metrics, restated);
  }

  /** Facts to add and to take back, by the packets' kinds. */
  static final int PLUS = 0;

  static final int MINUS = 1;

  private static final class AddUp<T extends Record>
      extends DoFn<Rows<Change<T>>, KV<Integer, byte[]>> {
    private final int shards;
    private final List<Metric<T, ?>> metrics;
    private transient List<Facts<T, ?>> facts;

    AddUp(int shards, List<Metric<T, ?>> metrics) {
      this.shards = shards;
      this.metrics = metrics;
    }

    @StartBundle
    public void start() {
      facts = new ArrayList<>();
      metrics.forEach(metric -> facts.add(new Facts<>(metric)));
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
      for (int metric = 0; metric < facts.size(); metric++) {
        send(metric, facts.get(metric), context);
      }
    }

    private <G extends Record> void send(
        int metric, Facts<T, G> some, FinishBundleContext context) {
      Map<LocalDate, Packets> days = new HashMap<>();
      some.forEach(
          (kind, key, sum) -> {
            LocalDate day = some.table().dayOf(sum.fact()).orElseThrow();
            days.computeIfAbsent(day, d -> packets(metric, d, context))
                .add(key.shard(shards), kind, sum, some.coder());
          });
      days.values().forEach(Packets::flush);
    }

    private Packets packets(int metric, LocalDate day, FinishBundleContext context) {
      Instant start = new Instant(day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
      return new Packets(
          shards,
          (shard, packet) ->
              context.output(KV.of(metric * shards + shard, packet), start, GlobalWindow.INSTANCE));
    }
  }
}
