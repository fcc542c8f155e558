package dev.assay.transforms.insights;

import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import dev.assay.schemas.insights.RowVersion;
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

  private final List<RowVersion> versions = new ArrayList<>();

  /** The version that stands, not closed yet; null while there is no row. */
  private RowVersion standing;

  private RowHistory() {}

  /**
   * The versions, the oldest first.
   *
   * @param changes of the row
   * @param truncations of its table
   */
  static List<RowVersion> of(Collection<ChangeEvent> changes, Collection<ChangeEvent> truncations) {
    TreeSet<ChangeEvent> log = new TreeSet<>(ORDER);
    log.addAll(truncations);
    log.addAll(changes);
    RowHistory history = new RowHistory();
    log.forEach(history::take);
    if (history.standing != null) {
      history.versions.add(history.standing);
    }
    return history.versions;
  }

  private void take(ChangeEvent event) {
    switch (event.operation()) {
      case SNAPSHOT, CREATE, UPDATE -> becomes(event);
      case DELETE, TRUNCATE -> end(event.changedAt());
      default -> throw new IllegalArgumentException(event.operation() + " is of no row");
    }
  }

  private void becomes(ChangeEvent event) {
    String image = Images.completed(event.after(), standing == null ? null : standing.image());
    if (image == null || (standing != null && standing.image().equals(image))) {
      // What is said again makes no version; what cannot be known yet makes none until it can.
      return;
    }
    end(event.changedAt());
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

  private void end(Instant at) {
    if (standing != null) {
      versions.add(
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
}
