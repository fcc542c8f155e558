package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** The sums of several tables as a stream restates them, in daily windows. */
public final class AggregatedStream {
  private final List<Table<?>> tables;
  private final PCollection<KV<Integer, byte[]>> restated;
  private final PCollection<Owed> owed;

  AggregatedStream(
      List<Table<?>> tables, PCollection<KV<Integer, byte[]>> restated, PCollection<Owed> owed) {
    this.tables = tables;
    this.restated = restated;
    this.owed = owed;
  }

  /** Which tables owe what changed on a day. */
  public PCollection<Owed> owed() {
    return owed;
  }

  /** The rows of this gold table. */
  public <G extends Record> PCollection<Rows<Restated<G>>> rows(Table<G> table) {
    return Packets.rows(restated, tables, table, Restated.coder(table));
  }

  /**
   * The days of which the watermark says that they are over; each is told several times.
   *
   * @param of the numbers of the tables whose days are meant
   */
  public PCollection<LocalDate> completeDays(Set<Integer> of) {
    return restated
        .apply("Find complete days", ParDo.of(new CompleteDays(of)))
        .setCoder(SerializableCoder.of(LocalDate.class));
  }

  /** Says that the day of this window is over for a table: a packet that has no rows. */
  static KV<Integer, byte[]> complete(int number, BoundedWindow window) {
    String day = Windows.dayOf(window.maxTimestamp()).toString();
    return KV.of(-1 - number, day.getBytes(StandardCharsets.US_ASCII));
  }

  private static final class CompleteDays extends DoFn<KV<Integer, byte[]>, LocalDate> {
    private final Set<Integer> of;

    CompleteDays(Set<Integer> of) {
      this.of = Set.copyOf(of);
    }

    @ProcessElement
    public void process(@Element KV<Integer, byte[]> packet, OutputReceiver<LocalDate> out) {
      if (of.contains(-1 - packet.getKey())) {
        out.output(LocalDate.parse(new String(packet.getValue(), StandardCharsets.US_ASCII)));
      }
    }
  }
}
