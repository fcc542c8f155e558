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
 * For packets of facts: the day, or the longer period, that their table is added up by.
 *
 * @see AggregateStream
 */
@SuppressWarnings("deprecation") // of isCompatible, which Beam calls all the same
final class PeriodWindows extends NonMergingWindowFn<KV<Integer, byte[]>, IntervalWindow> {
  private static final long serialVersionUID = 1;

  private final int shards;
  private final List<Period> periods;

  /**
   * Of these tables.
   *
   * @param shards of each: a packet's key is its shard, behind those of the tables before
   * @param periods by the table's number
   */
  PeriodWindows(int shards, List<Period> periods) {
    this.shards = shards;
    this.periods = List.copyOf(periods);
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
        && same.periods.equals(periods);
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
