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

  private static final Comparator<String> TEXT = Comparator.nullsFirst(Comparator.naturalOrder());

  /**
   * Likewise of two that are of one kind, such as a delete and the end of a row that moved: that
   * the order is the same whichever came first matters, not which it is.
   */
  private static final Comparator<ChangeEvent> TOTAL =
      ORDER
          .thenComparing(ChangeEvent::changedAt)
          .thenComparing(ChangeEvent::before, TEXT)
          .thenComparing(ChangeEvent::after, TEXT)
          .thenComparing(ChangeEvent::transactionId, TEXT);

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
    TreeSet<ChangeEvent> sorted = new TreeSet<>(TOTAL);
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
        boolean foundSeen =
            unseen.before() != null && Images.areSame(seen.after(), unseen.before());
        if (foundSeen && !unseen.changedAt().isBefore(earliest)) {
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
    Instant at = notBeforeStanding(event.changedAt());
    if (standing != null && standing.lsn() != event.lsn()) {
      end(at);
    }
    standing =
        new RowVersion(event.changedTable(), event.rowKey(), event.lsn(), at, null, true, image);
  }

  /** Whether the row stands with this image. */
  boolean stands(String image) {
    return standing != null && Images.areSame(standing.image(), image);
  }

  /**
   * The log orders changes, not the clocks: one may be set back, and that of a snapshot is another.
   * So no version ends before it begins, and the next begins where it ends.
   */
  private Instant notBeforeStanding(Instant at) {
    return standing != null && at.isBefore(standing.validFrom()) ? standing.validFrom() : at;
  }

  private void end(Instant at) {
    if (standing != null) {
      closed.add(
          new RowVersion(
              standing.changedTable(),
              standing.rowKey(),
              standing.lsn(),
              standing.validFrom(),
              notBeforeStanding(at),
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
