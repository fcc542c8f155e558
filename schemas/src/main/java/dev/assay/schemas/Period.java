package dev.assay.schemas;

import java.time.LocalDate;
import java.util.Locale;

/** A span of the UTC calendar whose events one row tells of; named by its first day. */
public enum Period {
  DAY,
  MONTH,
  YEAR;

  /** The first day of the one that this day lies in. */
  public LocalDate first(LocalDate day) {
    return switch (this) {
      case DAY -> day;
      case MONTH -> day.withDayOfMonth(1);
      case YEAR -> day.withDayOfYear(1);
    };
  }

  /** The first day behind the one that this day lies in. */
  public LocalDate end(LocalDate day) {
    LocalDate first = first(day);
    return switch (this) {
      case DAY -> first.plusDays(1);
      case MONTH -> first.plusMonths(1);
      case YEAR -> first.plusYears(1);
    };
  }

  /** In a message: {@code month}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
