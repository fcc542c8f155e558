package dev.assay.transforms;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** The sums of several metrics, in daily windows. */
public final class Aggregated<T extends Record> implements NamedOutputs {
  private final List<Metric<T, ?>> metrics;
  private final PCollection<KV<Integer, byte[]>> sums;

  Aggregated(List<Metric<T, ?>> metrics, PCollection<KV<Integer, byte[]>> sums) {
    this.metrics = metrics;
    this.sums = sums;
  }

  /** The rows of this gold table. */
  public <G extends Record> PCollection<Rows<G>> rows(Table<G> table) {
    for (int i = 0; i < metrics.size(); i++) {
      if (metrics.get(i).table().equals(table)) {
        return sums.apply(
                "Rows of " + table.name(), ParDo.of(new RowsOf<>(i, RecordCoder.of(table.type()))))
            .setCoder(Rows.coder(RecordCoder.of(table.type())));
      }
    }
    throw new IllegalArgumentException(table + " is not among the metrics");
  }

  private static final class RowsOf<G> extends DoFn<KV<Integer, byte[]>, Rows<G>> {
    private final int metric;
    private final Coder<G> coder;

    RowsOf(int metric, Coder<G> coder) {
      this.metric = metric;
      this.coder = coder;
    }

    @ProcessElement
    public void process(@Element KV<Integer, byte[]> packet, OutputReceiver<Rows<G>> out) {
      if (packet.getKey() == metric) {
        List<G> rows = new ArrayList<>();
        Packets.forEach(packet.getValue(), coder, rows::add);
        out.output(new Rows<>(rows));
      }
    }
  }

  @Override
  public Map<String, PCollection<?>> outputs() {
    return Map.of("sums", sums);
  }
}
