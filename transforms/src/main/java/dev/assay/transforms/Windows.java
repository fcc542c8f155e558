package dev.assay.transforms;

import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Every window there is, by name. */
public final class Windows {
  /**
   * What silver held before a stream began comes with the earliest of all timestamps: when a
   * watermark has come this far, all of it has come.
   */
  public static final Instant FILLED = BoundedWindow.TIMESTAMP_MIN_VALUE.plus(1);

  private Windows() {}

  /** The event time at which a UTC day begins. */
  static Instant startOf(LocalDate day) {
    return Instant.ofEpochMilli(day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
  }

  /** The UTC day of an event time. */
  static LocalDate dayOf(Instant time) {
    return LocalDate.ofEpochDay(Math.floorDiv(time.getMillis(), 86_400_000L));
  }

  /** UTC days of event time. */
  public static <T> Window<T> daily() {
    return Window.into(FixedWindows.of(Duration.standardDays(1)));
  }

  /** UTC days of event time, each kept until it closes, for steps that keep state per day. */
  public static <T> Window<T> dailyUntil(Lateness lateness) {
    return until(lateness, FixedWindows.of(Duration.standardDays(1)));
  }

  /** Windows each kept until it closes, for steps that keep state in them. */
  static <T> Window<T> until(Lateness lateness, WindowFn<? super T, ?> windows) {
    return Window.<T>into(windows)
        .triggering(DefaultTrigger.of())
        .withAllowedLateness(lateness.duration())
        .discardingFiredPanes();
  }

  /**
   * Groups bear the time of their earliest row. By default they bear the end of their window, and
   * rows that a step after the grouping puts into daily windows would all be late.
   */
  public static <T> Window<T> asEarlyAsTheRows() {
    return Window.<T>configure().withTimestampCombiner(TimestampCombiner.EARLIEST);
  }

  /** No window: what concerns a run as a whole. */
  public static <T> Window<T> wholeRun() {
    return Window.into(new GlobalWindows());
  }
}
