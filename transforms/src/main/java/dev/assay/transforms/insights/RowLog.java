package dev.assay.transforms.insights;

import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import dev.assay.schemas.insights.RowVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * All that is known of the rows of one shard while some changes are taken in: tells what becomes of
 * the versions of the rows that they touch.
 *
 * <p>A change that comes last in the log, as nearly all do, is added to what stands. For any other,
 * all changes of the row are looked at.
 *
 * <p>What was told after the last checkpoint is not known any more when a job goes on from it, and
 * changes may come in another order then. So each change, whenever it comes, is followed by a word
 * on its version, and on the version's end.
 */
final class RowLog {
  /** Where the changes of rows and the truncations of tables are kept. */
  interface Memory {
    /** How far a row is known; null where nothing is. */
    Known known(Place row);

    void keep(Place row, Known known);

    void forget(Place row);

    /** One of the changes of a row, counted from 0 as they came. */
    ChangeEvent change(Place row, int index);

    void keep(Place row, int index, ChangeEvent change);

    void forget(Place row, int index);

    List<ChangeEvent> truncations(String table);

    void keepTruncations(String table, List<ChangeEvent> truncations);

    /** All rows of which changes are known. */
    List<Place> all();
  }

  /** A row of a source table. */
  record Place(String table, String rowKey) {}

  /**
   * How far a row is known.
   *
   * @param changes how many are kept
   * @param lsn where the last of them, or of the truncations of the table, stands in the log
   * @param operation what that is
   * @param standing the version that stands after it; null where there is no row
   */
  record Known(int changes, long lsn, Operation operation, RowVersion standing) {
    private boolean isBefore(ChangeEvent event) {
      return lsn < event.lsn()
          || (lsn == event.lsn() && operation.compareTo(event.operation()) < 0);
    }
  }

  private final Memory memory;
  private final Consumer<VersionChange> listener;

  /** Whoever listens hears of changes of a version in their order. */
  RowLog(Memory memory, Consumer<VersionChange> listener) {
    this.memory = memory;
    this.listener = listener;
  }

  /** Takes a change in, or out again where silver has lost it. */
  void take(ChangeEvent event, boolean lost) {
    if (event.isOfRow()) {
      takeChange(new Place(event.changedTable(), event.rowKey()), event, lost);
    } else {
      takeTruncation(event, lost);
    }
  }

  private void takeChange(Place row, ChangeEvent event, boolean lost) {
    Known known = memory.known(row);
    List<ChangeEvent> truncations = memory.truncations(row.table());
    if (!lost && isLast(event, known, truncations)) {
      int changes = known == null ? 0 : known.changes();
      memory.keep(row, changes, event);
      tellIfNone(event, goOn(row, known, event, changes + 1));
    } else {
      List<ChangeEvent> before = changes(row);
      List<ChangeEvent> after = changed(before, event, lost);
      keep(row, before.size(), after);
      RowHistory now = settle(row, after, truncations);
      compare(RowHistory.of(before, truncations), now);
      if (!lost) {
        tellIfNone(event, now);
      }
    }
  }

  private void takeTruncation(ChangeEvent event, boolean lost) {
    List<ChangeEvent> before = memory.truncations(event.changedTable());
    List<ChangeEvent> after = changed(before, event, lost);
    for (Place row : memory.all()) {
      if (row.table().equals(event.changedTable())) {
        Known known = memory.known(row);
        if (!lost && isLast(event, known, before)) {
          goOn(row, known, event, known.changes());
        } else {
          List<ChangeEvent> changes = changes(row);
          compare(RowHistory.of(changes, before), settle(row, changes, after));
        }
      }
    }
    memory.keepTruncations(event.changedTable(), after);
  }

  /** A snapshot of a row that stands otherwise may not have seen what stands before it. */
  private static boolean isLast(ChangeEvent event, Known known, List<ChangeEvent> truncations) {
    boolean seesOther =
        event.operation() == Operation.SNAPSHOT
            && known != null
            && !RowHistory.after(known.standing()).stands(event.after());
    return !seesOther
        && (known == null || known.isBefore(event))
        && truncations.stream().allMatch(other -> RowHistory.ORDER.compare(other, event) < 0);
  }

  private RowHistory goOn(Place row, Known known, ChangeEvent event, int changes) {
    RowVersion standing = known == null ? null : known.standing();
    RowHistory history = RowHistory.after(standing);
    history.take(event);
    memory.keep(row, new Known(changes, event.lsn(), event.operation(), history.standing()));
    compare(RowHistory.after(standing), history);
    return history;
  }

  private List<ChangeEvent> changes(Place row) {
    Known known = memory.known(row);
    List<ChangeEvent> changes = new ArrayList<>();
    for (int i = 0; known != null && i < known.changes(); i++) {
      changes.add(memory.change(row, i));
    }
    return changes;
  }

  private static List<ChangeEvent> changed(
      List<ChangeEvent> known, ChangeEvent event, boolean lost) {
    List<ChangeEvent> now = new ArrayList<>(known);
    now.removeIf(event::equals);
    if (!lost) {
      now.add(event);
    }
    return now;
  }

  private void keep(Place row, int before, List<ChangeEvent> changes) {
    for (int i = 0; i < changes.size(); i++) {
      memory.keep(row, i, changes.get(i));
    }
    for (int i = changes.size(); i < before; i++) {
      memory.forget(row, i);
    }
  }

  /** Makes the history of a row anew, and keeps how far it is known. */
  private RowHistory settle(Place row, List<ChangeEvent> changes, List<ChangeEvent> truncations) {
    RowHistory history = RowHistory.of(changes, truncations);
    List<ChangeEvent> all = new ArrayList<>(truncations);
    all.addAll(changes);
    if (changes.isEmpty()) {
      memory.forget(row);
    } else {
      ChangeEvent last = all.stream().max(RowHistory.ORDER).orElseThrow();
      memory.keep(row, new Known(changes.size(), last.lsn(), last.operation(), history.standing()));
    }
    return history;
  }

  private void compare(RowHistory before, RowHistory after) {
    Map<Long, RowVersion> former = byLsn(before);
    Map<Long, RowVersion> now = byLsn(after);
    Map<Long, RowVersion> all = new TreeMap<>(former);
    all.putAll(now);
    for (Long lsn : all.keySet()) {
      if (!former.containsKey(lsn)) {
        tellFromBeginning(now.get(lsn));
      } else if (!former.get(lsn).equals(now.get(lsn))) {
        listener.accept(new VersionChange(former.get(lsn), now.get(lsn)));
      }
    }
  }

  private static Map<Long, RowVersion> byLsn(RowHistory history) {
    Map<Long, RowVersion> byLsn = new TreeMap<>();
    history.versions().forEach(version -> byLsn.put(version.lsn(), version));
    return byLsn;
  }

  /**
   * Keeps a change of which nothing is to be told yet: for as long as not all that silver holds has
   * come, a row would look older than it is.
   */
  void fill(ChangeEvent event, boolean lost) {
    if (!event.isOfRow()) {
      memory.keepTruncations(
          event.changedTable(), changed(memory.truncations(event.changedTable()), event, lost));
      return;
    }
    Place row = new Place(event.changedTable(), event.rowKey());
    Known known = memory.known(row);
    int changes = known == null ? 0 : known.changes();
    if (lost) {
      List<ChangeEvent> before = changes(row);
      keep(row, before.size(), changed(before, event, true));
      settle(row, changes(row), memory.truncations(row.table()));
    } else {
      memory.keep(row, changes, event);
      memory.keep(row, new Known(changes + 1, event.lsn(), event.operation(), null));
    }
  }

  /**
   * Tells of all rows from their beginning: whoever was told by a run whose state is gone hears of
   * everything that he may still have and that is not so.
   */
  void tellAll() {
    for (Place row : memory.all()) {
      List<ChangeEvent> filled = changes(row);
      List<ChangeEvent> changes = filled.stream().distinct().toList();
      keep(row, filled.size(), changes);
      RowHistory history = settle(row, changes, memory.truncations(row.table()));
      Map<Long, RowVersion> versions = byLsn(history);
      changes.forEach(change -> tellIfNone(change, history));
      versions.values().forEach(this::tellFromBeginning);
    }
  }

  /** A change that makes no version may have been told to make one when less was known. */
  private void tellIfNone(ChangeEvent change, RowHistory history) {
    if (history.versions().stream().anyMatch(version -> version.lsn() == change.lsn())) {
      return;
    }
    String image = Images.completed(change.after(), null);
    if (image != null) {
      RowVersion none =
          new RowVersion(
              change.changedTable(),
              change.rowKey(),
              change.lsn(),
              change.changedAt(),
              null,
              false,
              image);
      listener.accept(new VersionChange(none, null));
    }
  }

  /** Whatever was made of a version while it stood can be taken back by who hears that it stood. */
  private void tellFromBeginning(RowVersion version) {
    RowVersion open =
        new RowVersion(
            version.changedTable(),
            version.rowKey(),
            version.lsn(),
            version.validFrom(),
            null,
            true,
            version.image());
    listener.accept(new VersionChange(null, open));
    if (!version.isCurrent()) {
      listener.accept(new VersionChange(open, version));
    }
  }
}
