package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Brings the rows of each UTC day together, so that a day becomes one file and its sums are added
 * up in one place. Rows stay encoded on the way; no day is held in memory.
 */
public final class ByDay<T extends Record>
    extends PTransform<PCollection<Rows<Refined<T>>>, PCollection<Rows<Refined<T>>>> {
  private final Table<T> table;

  private ByDay(Table<T> table) {
    this.table = table;
  }

  public static <T extends Record> ByDay<T> of(Table<T> table) {
    return new ByDay<>(table);
  }

  @Override
  public PCollection<Rows<Refined<T>>> expand(PCollection<Rows<Refined<T>>> rows) {
    return rows.apply("Spread by day", ParDo.of(new Spread<>(table)))
        .setCoder(KvCoder.of(VarLongCoder.of(), rows.getCoder()))
        .apply("Keep the watermark", Windows.asEarlyAsTheRows())
        .apply("Group by day", GroupByKey.create())
        .apply("Rows of the day", ParDo.of(new RowsOfDay<>()))
        .setCoder(rows.getCoder());
  }

  private static final class Spread<T extends Record>
      extends DoFn<Rows<Refined<T>>, KV<Long, Rows<Refined<T>>>> {
    private final Table<T> table;
    private final Coder<Refined<T>> coder;
    private transient Map<Long, List<Refined<T>>> open;

    Spread(Table<T> table) {
      this.table = table;
      this.coder = Refined.coder(table);
    }

    @StartBundle
    public void start() {
      open = new HashMap<>();
    }

    @ProcessElement
    public void process(
        @Element Rows<Refined<T>> rows, OutputReceiver<KV<Long, Rows<Refined<T>>>> out) {
      for (Refined<T> row : rows.list()) {
        long day = table.dayOf(row.row()).map(LocalDate::toEpochDay).orElse(0L);
        List<Refined<T>> some = open.computeIfAbsent(day, d -> new ArrayList<>());
        some.add(row);
        if (some.size() == Rows.LIMIT) {
          out.output(KV.of(day, Rows.packed(some, coder)));
          open.remove(day);
        }
      }
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      open.forEach(
          (day, some) ->
              context.output(
                  KV.of(day, Rows.packed(some, coder)),
                  BoundedWindow.TIMESTAMP_MIN_VALUE,
                  GlobalWindow.INSTANCE));
      open.clear();
    }
  }

  private static final class RowsOfDay<T extends Record>
      extends DoFn<KV<Long, Iterable<Rows<Refined<T>>>>, Rows<Refined<T>>> {
    @ProcessElement
    public void process(
        @Element KV<Long, Iterable<Rows<Refined<T>>>> day, OutputReceiver<Rows<Refined<T>>> out) {
      day.getValue().forEach(out::output);
    }
  }
}
