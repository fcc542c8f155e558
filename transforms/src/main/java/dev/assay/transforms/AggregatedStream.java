package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** The sums of several metrics as a stream restates them, in daily windows. */
public final class AggregatedStream<T extends Record> implements NamedOutputs {
  /** In place of a metric: the packet tells a day that is over. */
  static final int COMPLETE = -1;

  private final List<Metric<T, ?>> metrics;
  private final PCollection<KV<Integer, byte[]>> restated;

  AggregatedStream(List<Metric<T, ?>> metrics, PCollection<KV<Integer, byte[]>> restated) {
    this.metrics = metrics;
    this.restated = restated;
  }

  /** The rows of this gold table. */
  public <G extends Record> PCollection<Rows<Restated<G>>> rows(Table<G> table) {
    for (int i = 0; i < metrics.size(); i++) {
      if (metrics.get(i).table().equals(table)) {
        return restated
            .apply("Rows of " + table.name(), ParDo.of(new RowsOf<>(i, Restated.coder(table))))
            .setCoder(Rows.coder(Restated.coder(table)));
      }
    }
    throw new IllegalArgumentException(table + " is not among the metrics");
  }

  /** The days of which the watermark says that they are over; each is told several times. */
  public PCollection<LocalDate> completeDays() {
    return restated
        .apply("Find complete days", ParDo.of(new CompleteDays()))
        .setCoder(SerializableCoder.of(LocalDate.class));
  }

  /** Says that the day of this window is over. */
  static byte[] complete(BoundedWindow window) {
    return LocalDate.ofInstant(
            java.time.Instant.ofEpochMilli(window.maxTimestamp().getMillis()), ZoneOffset.UTC)
        .toString()
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static final class CompleteDays extends DoFn<KV<Integer, byte[]>, LocalDate> {
    @ProcessElement
    public void process(@Element KV<Integer, byte[]> packet, OutputReceiver<LocalDate> out) {
      if (packet.getKey() == COMPLETE) {
        out.output(LocalDate.parse(new String(packet.getValue(), StandardCharsets.US_ASCII)));
      }
    }
  }

  private static final class RowsOf<G extends Record>
      extends DoFn<KV<Integer, byte[]>, Rows<Restated<G>>> {
    private final int metric;
    private final Coder<Restated<G>> coder;

    RowsOf(int metric, Coder<Restated<G>> coder) {
      this.metric = metric;
      this.coder = coder;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, byte[]> packet, OutputReceiver<Rows<Restated<G>>> out) {
      if (packet.getKey() == metric) {
        List<Restated<G>> rows = new ArrayList<>();
        Packets.forEach(packet.getValue(), coder, rows::add);
        out.output(new Rows<>(rows));
      }
    }
  }

  @Override
  public Map<String, PCollection<?>> outputs() {
    return Map.of("restated", restated);
  }
}
