package dev.assay.transforms.insights;

import dev.assay.schemas.insights.ChangeEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of a shard, kept in maps. */
final class RowsInMemory implements RowLog.Memory {
  private final Map<RowLog.Place, RowLog.Known> known = new HashMap<>();
  private final Map<RowLog.Place, Map<Integer, ChangeEvent>> changes = new HashMap<>();
  private final Map<String, List<ChangeEvent>> truncations = new HashMap<>();

  RowsInMemory copy() {
    RowsInMemory copy = new RowsInMemory();
    copy.known.putAll(known);
    changes.forEach((row, some) -> copy.changes.put(row, new HashMap<>(some)));
    copy.truncations.putAll(truncations);
    return copy;
  }

  @Override
  public RowLog.Known known(RowLog.Place row) {
    return known.get(row);
  }

  @Override
  public void keep(RowLog.Place row, RowLog.Known now) {
    known.put(row, now);
  }

  @Override
  public void forget(RowLog.Place row) {
    known.remove(row);
  }

  @Override
  public ChangeEvent change(RowLog.Place row, int index) {
    return changes.get(row).get(index);
  }

  @Override
  public void keep(RowLog.Place row, int index, ChangeEvent change) {
    changes.computeIfAbsent(row, r -> new HashMap<>()).put(index, change);
  }

  @Override
  public void forget(RowLog.Place row, int index) {
    changes.get(row).remove(index);
  }

  @Override
  public List<ChangeEvent> truncations(String table) {
    return truncations.getOrDefault(table, List.of());
  }

  @Override
  public void keepTruncations(String table, List<ChangeEvent> now) {
    truncations.put(table, now);
  }

  @Override
  public List<RowLog.Place> all() {
    return List.copyOf(known.keySet());
  }
}
