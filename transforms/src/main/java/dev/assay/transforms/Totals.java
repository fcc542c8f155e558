package dev.assay.transforms;

import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up control totals by table, stage, day and unit while rows pass. */
public final class Totals {
  private record Key(String table, String stage, LocalDate day, String unit) {}

  private final Map<Key, ControlTotal> totals = new HashMap<>();

  public void add(String table, String stage, LocalDate day, long rows, Amount amount) {
    add(ControlTotal.of(table, stage, day, rows, amount));
  }

  public void add(ControlTotal total) {
    Key key = new Key(total.table(), total.stage(), total.day(), total.unit());
    totals.merge(key, total, ControlTotal::plus);
  }

  /** What was added up; those that came to nothing are left out. */
  public List<ControlTotal> list() {
    return new ArrayList<>(
        totals.values().stream()
            .filter(total -> total.rows() != 0 || total.amount().signum() != 0)
            .toList());
  }

  /** What was added up, and starts anew. */
  public List<ControlTotal> drain() {
    List<ControlTotal> list = list();
    totals.clear();
    return list;
  }
}
