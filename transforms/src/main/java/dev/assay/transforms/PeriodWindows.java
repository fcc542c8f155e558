package dev.assay.transforms;

import dev.assay.schemas.Period;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.NonMergingWindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.apache.beam.sdk.values.KV;

/**
 * For packets of facts: the day, or the longer period, that their tables are added up by. Packets
 * of tables that are added up by the same have keys of their own.
 *
 * @see AggregateStream
 */
@SuppressWarnings("deprecation") // of isCompatible, which Beam calls all the same
final class PeriodWindows extends NonMergingWindowFn<KV<Integer, byte[]>, IntervalWindow> {
  private static final long serialVersionUID = 1;

  private final int shards;

  /** By the table's number. */
  private final List<Period> ofTables;

  private final List<Period> periods;

  /**
   * Of these tables.
   *
   * @param shards into which the tables of each period are spread
   * @param ofTables by the table's number
   */
  PeriodWindows(int shards, List<Period> ofTables) {
    this.shards = shards;
    this.ofTables = List.copyOf(ofTables);
    this.periods = ofTables.stream().distinct().toList();
  }

  /** The key of the packets of a shard in which this table's facts may be. */
  int key(int table, int shard) {
    return periods.indexOf(ofTables.get(table)) * shards + shard;
  }

  /** Whether facts of this table may be in packets of this key. */
  boolean isOf(int key, int table) {
    return periods.get(key / shards).equals(ofTables.get(table));
  }

  @Override
  public Set<IntervalWindow> assignWindows(AssignContext context) {
    Period period = periods.get(context.element().getKey() / shards);
    LocalDate day = Windows.dayOf(context.timestamp());
    return Set.of(
        new IntervalWindow(Windows.startOf(period.first(day)), Windows.startOf(period.end(day))));
  }

  @Override
  public boolean isCompatible(WindowFn<?, ?> other) {
    return other instanceof PeriodWindows same
        && same.shards == shards
        && same.ofTables.equals(ofTables);
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
    return new WindowMappingFn<>() {
      private static final long serialVersionUID = 1;

      @Override
      public IntervalWindow getSideInputWindow(BoundedWindow main) {
        throw new UnsupportedOperationException("Sums are no side input");
      }
    };
  }
}
