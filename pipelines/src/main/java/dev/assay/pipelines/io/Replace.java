package dev.assay.pipelines.io;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.Set;

/**
 * Which of a table's published files a commit takes out, in the same instant as it adds new ones.
 */
public sealed interface Replace extends Serializable {
  /** None: the commit only adds. */
  record None() implements Replace {}

  /** Those of these days, for a table partitioned by day. */
  record Days(Set<LocalDate> days) implements Replace {
    public Days {
      days = Set.copyOf(days);
    }
  }

  /** All: the commit's files are the whole table. */
  record All() implements Replace {}

  /** Whether a published file of this day goes. */
  default boolean takesOut(LocalDate day) {
    return this instanceof All || (this instanceof Days replaced && replaced.days().contains(day));
  }
}
