package dev.assay.transforms;

import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which of several rows with one key stands: the newest version, then the earliest event, then the
 * smallest hash. The order is total and looks at content only, so the same rows give the same
 * winner in whatever order and in however many runs they come.
 */
final class Contest<T extends Record> {
  /** A row of this input. */
  static final int FRESH = 0;

  /** A row that silver already holds. */
  static final int HELD = 1;

  /** A row that lost to another one in an earlier run and lies in quarantine. */
  static final int BEATEN = 2;

  record Entry<T extends Record>(int kind, Refined<T> refined) {
    boolean says(Entry<T> other) {
      return refined.origin().rowHash().equals(other.refined.origin().rowHash());
    }
  }

  private final Table<T> table;
  private final Optional<Column> version;

  Contest(Table<T> table) {
    this.table = table;
    this.version = table.version();
  }

  /** The best entry first; of equal content the one that is held, then the first in its source. */
  Comparator<Entry<T>> order() {
    Comparator<Entry<T>> byContent =
        Comparator.comparing(this::versionOf, Comparator.reverseOrder())
            .thenComparing(this::timeOf)
            .thenComparing(entry -> entry.refined().origin().rowHash());
    return byContent
        .thenComparing(entry -> entry.kind() == FRESH ? 1 : 0)
        .thenComparing(entry -> entry.refined().origin().source())
        .thenComparing(entry -> entry.refined().origin().position());
  }

  /** Whether the loser is an older version of the winner, and so no contradiction. */
  boolean isOlder(Entry<T> loser, Entry<T> winner) {
    return version.isPresent() && versionOf(loser).isBefore(versionOf(winner));
  }

  /** The version that the row states, or else the time when its source was published. */
  private Instant versionOf(Entry<T> entry) {
    return version
        .map(column -> (Instant) table.shape().get(entry.refined().row(), column.index()))
        .or(() -> version.map(column -> entry.refined().origin().publishedAt()))
        .orElse(Instant.MIN);
  }

  private Instant timeOf(Entry<T> entry) {
    return table.timeOf(entry.refined().row()).orElse(Instant.MAX);
  }
}
