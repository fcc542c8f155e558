package dev.assay.transforms;

import java.io.Serializable;
import java.time.LocalDate;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Until when rows of a day are taken.
 *
 * @param days how many days after its end a day stays open; null when it stays open for ever
 */
public record Lateness(Integer days) implements Serializable {
  /** Ten thousand years: a row of the first day there is comes before the day closes. */
  private static final int FOR_EVER = 3_652_500;

  /** Whether a day is closed when event time has come this far. */
  boolean isLate(LocalDate day, Instant watermark) {
    return days != null && !watermark.isBefore(closing(day));
  }

  /** The event time at which a day closes. */
  Instant closing(LocalDate day) {
    int wait = days == null ? FOR_EVER : days;
    return Windows.startOf(day.plusDays(1L + wait));
  }

  public boolean closes() {
    return days != null;
  }

  Duration duration() {
    return Duration.standardDays(days == null ? FOR_EVER : days);
  }
}
