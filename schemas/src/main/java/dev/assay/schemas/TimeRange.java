package dev.assay.schemas;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The times that tables hold: those of the years 1 to 9999. Beyond them databases, file formats and
 * runners differ in what they take.
 */
public final class TimeRange {
  private static final LocalDate FIRST_DAY = LocalDate.of(1, 1, 1);
  private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);
  private static final Instant FIRST = FIRST_DAY.atStartOfDay(ZoneOffset.UTC).toInstant();
  private static final Instant END = LAST_DAY.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();

  private TimeRange() {}

  public static boolean holds(LocalDate day) {
    return !day.isBefore(FIRST_DAY) && !day.isAfter(LAST_DAY);
  }

  public static boolean holds(Instant time) {
    return !time.isBefore(FIRST) && time.isBefore(END);
  }

  /** The time so many milliseconds after 1970 began; null where it is none that tables hold. */
  public static Instant ofMillis(long millis) {
    Instant time = Instant.ofEpochMilli(millis);
    return holds(time) ? time : null;
  }
}
