package dev.assay.pipelines;

import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Period;
import java.time.LocalDate;

/** A part of a silver table that a run changes: a UTC day, or all of a table without days. */
public record ChangedDay(String table, @Maybe LocalDate day) {
  /** No part of any table. */
  static final ChangedDay NOTHING = new ChangedDay("", null);

  /** Whether it lies in the same such period as this day. */
  boolean isOf(Period period, LocalDate other) {
    return day != null && period.first(day).equals(period.first(other));
  }
}
