package dev.assay.transforms.insights;

import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.RowVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * All that is known of the rows of one shard while some changes are taken in: tells what becomes of
 * the versions of the rows that they touch.
 */
final class RowLog {
  /** Where the changes of rows and the truncations of tables are kept. */
  interface Memory {
    /** The changes of a row; empty where none is known. */
    List<ChangeEvent> changes(Place row);

    void keep(Place row, List<ChangeEvent> changes);

    List<ChangeEvent> truncations(String table);

    void keepTruncations(String table, List<ChangeEvent> truncations);

    /** All rows of a table of which changes are known. */
    List<Place> rows(String table);
  }

  /** A row of a source table. */
  record Place(String table, String rowKey) {}

  private final Memory memory;
  private final Map<Place, List<RowVersion>> before = new LinkedHashMap<>();

  RowLog(Memory memory) {
    this.memory = memory;
  }

  /** Takes a change in, or out again where silver has lost it. */
  void take(ChangeEvent event, boolean lost) {
    if (event.isOfRow()) {
      Place row = new Place(event.changedTable(), event.rowKey());
      remember(row);
      memory.keep(row, changed(memory.changes(row), event, lost));
    } else {
      memory.rows(event.changedTable()).forEach(this::remember);
      memory.keepTruncations(
          event.changedTable(), changed(memory.truncations(event.changedTable()), event, lost));
    }
  }

  private static List<ChangeEvent> changed(
      List<ChangeEvent> known, ChangeEvent event, boolean lost) {
    List<ChangeEvent> now = new ArrayList<>(known);
    now.remove(event);
    if (!lost) {
      now.add(event);
    }
    return now;
  }

  private void remember(Place row) {
    before.computeIfAbsent(row, this::versions);
  }

  private List<RowVersion> versions(Place row) {
    return RowHistory.of(memory.changes(row), memory.truncations(row.table()));
  }

  /** What has become of the versions since the last time. */
  List<VersionChange> changes() {
    List<VersionChange> changes = new ArrayList<>();
    before.forEach((row, versions) -> compare(versions, versions(row), changes));
    before.clear();
    return changes;
  }

  private static void compare(
      List<RowVersion> before, List<RowVersion> after, List<VersionChange> changes) {
    Map<Long, RowVersion> former = byLsn(before);
    Map<Long, RowVersion> now = byLsn(after);
    Set<Long> all = new HashSet<>(former.keySet());
    all.addAll(now.keySet());
    for (Long lsn : all.stream().sorted().toList()) {
      if (!Objects.equals(former.get(lsn), now.get(lsn))) {
        changes.add(new VersionChange(former.get(lsn), now.get(lsn)));
      }
    }
  }

  private static Map<Long, RowVersion> byLsn(List<RowVersion> versions) {
    Map<Long, RowVersion> byLsn = new LinkedHashMap<>();
    versions.forEach(version -> byLsn.put(version.lsn(), version));
    return byLsn;
  }
}
