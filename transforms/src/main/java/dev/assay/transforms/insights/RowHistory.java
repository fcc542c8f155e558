package dev.assay.transforms.insights;

import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import dev.assay.schemas.insights.RowVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * What became of one row: its versions, made of all changes that are known of it. The changes are
 * put in the order of the log, so it does not matter in which order they came, nor how often.
 */
final class RowHistory {
  /** The order of the log; of several at one position, as {@link Operation} has it. */
  static final Comparator<ChangeEvent> ORDER =
      Comparator.comparingLong(ChangeEvent::lsn).thenComparing(ChangeEvent::operation);

  /** A snapshot bears the time of the connector's clock, a change that of the database's. */
  private static final Duration CLOCKS_APART = Duration.ofSeconds(2);

  private final List<RowVersion> closed = new ArrayList<>();

  /** The version that stands, not closed yet; null while there is no row. */
  private RowVersion standing;

  private RowHistory(RowVersion standing) {
    this.standing = standing;
  }

  /** Goes on where a row stands. */
  static RowHistory after(RowVersion standing) {
    return new RowHistory(standing);
  }

  /**
   * From the beginning.
   *
   * @param changes of the row
   * @param truncations of its table
   */
  static RowHistory of(Collection<ChangeEvent> changes, Collection<ChangeEvent> truncations) {
    TreeSet<ChangeEvent> sorted = new TreeSet<>(ORDER);
    sorted.addAll(truncations);
    sorted.addAll(changes);
    List<ChangeEvent> log = new ArrayList<>(sorted);
    for (int i = 1; i < log.size(); i++) {
      if (log.get(i).operation() == Operation.SNAPSHOT) {
        log.add(whenSeen(log, i), log.remove(i));
      }
    }
    RowHistory history = new RowHistory(null);
    log.forEach(history::take);
    return history;
  }

  /**
   * A snapshot does not see changes that a transaction wrote before it and commits after it: these
   * stand before it in the log, but come after it. Such a change says that what it found is what
   * the snapshot saw.
   */
  private static int whenSeen(List<ChangeEvent> log, int snapshot) {
    ChangeEvent seen = log.get(snapshot);
    RowHistory before = new RowHistory(null);
    log.subList(0, snapshot).forEach(before::take);
    if (!before.stands(seen.after())) {
      Instant earliest = seen.changedAt().minus(CLOCKS_APART);
      for (int i = 0; i < snapshot; i++) {
        ChangeEvent unseen = log.get(i);
        if (seen.after().equals(unseen.before()) && !unseen.changedAt().isBefore(earliest)) {
          return i;
        }
      }
    }
    return snapshot;
  }

  /** Takes the next change of the row, or truncation of its table. */
  void take(ChangeEvent event) {
    switch (event.operation()) {
      case SNAPSHOT, CREATE, UPDATE -> becomes(event);
      case DELETE, TRUNCATE -> end(event.changedAt());
      default -> throw new IllegalArgumentException(event.operation() + " is of no row");
    }
  }

  private void becomes(ChangeEvent event) {
    String image = Images.completed(event.after(), standing == null ? null : standing.image());
    if (image == null || stands(image)) {
      // What is said again makes no version; what cannot be known yet makes none until it can.
      return;
    }
    if (standing != null && standing.lsn() != event.lsn()) {
      end(event.changedAt());
    }
    standing =
        new RowVersion(
            event.changedTable(),
            event.rowKey(),
            event.lsn(),
            event.changedAt(),
            null,
            true,
            image);
  }

  /** Whether the row stands with this image. */
  boolean stands(String image) {
    return standing != null && standing.image().equals(image);
  }

  private void end(Instant at) {
    if (standing != null) {
      closed.add(
          new RowVersion(
              standing.changedTable(),
              standing.rowKey(),
              standing.lsn(),
              standing.validFrom(),
              at,
              false,
              standing.image()));
      standing = null;
    }
  }

  /** The version that stands; null where there is no row. */
  RowVersion standing() {
    return standing;
  }

  /** The versions, the oldest first. */
  List<RowVersion> versions() {
    List<RowVersion> versions = new ArrayList<>(closed);
    if (standing != null) {
      versions.add(standing);
    }
    return versions;
  }
}
