package dev.assay.pipelines.io.lake;

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

  /** These, by their paths as in {@link DataFile#path}. */
  record Files(Set<String> paths) implements Replace {
    public Files {
      paths = Set.copyOf(paths);
    }
  }

  /** All: the commit's files are the whole table. */
  record All() implements Replace {}

  /** Whether a published file goes. */
  default boolean takesOut(DataFile file) {
    return this instanceof All
        || (this instanceof Days replaced && replaced.days().contains(file.day()))
        || (this instanceof Files replaced && replaced.paths().contains(file.path()));
  }
}
