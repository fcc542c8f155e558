package dev.assay.runners.simulate;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a simulation has done to a bank's database.
 *
 * @param committed transactions, those that changed no row included
 * @param rolledBack transactions that were rolled back on purpose
 * @param rows what the committed transactions changed, for every table. A row that was changed
 *     twice counts twice.
 */
public record BankTally(long committed, long rolledBack, Map<BankTable, Rows> rows) {

  /** A number of rows by what was done to them. */
  public record Rows(long inserted, long updated, long deleted) {
    static final Rows NONE = new Rows(0, 0, 0);

    Rows plus(Rows more) {
      return new Rows(inserted + more.inserted, updated + more.updated, deleted + more.deleted);
    }
  }

  public BankTally {
    EnumMap<BankTable, Rows> all = new EnumMap<>(BankTable.class);
    for (BankTable table : BankTable.values()) {
      all.put(table, rows.getOrDefault(table, Rows.NONE));
    }
    rows = Map.copyOf(all);
  }

  static final BankTally NOTHING = new BankTally(0, 0, Map.of());

  long transactions() {
    return committed + rolledBack;
  }

  /** All rows inserted, updated and deleted. */
  public long changes() {
    return rows.values().stream().mapToLong(r -> r.inserted() + r.updated() + r.deleted()).sum();
  }

  BankTally plus(BankTally more) {
    EnumMap<BankTable, Rows> sums = new EnumMap<>(rows);
    more.rows.forEach((table, changed) -> sums.merge(table, changed, Rows::plus));
    return new BankTally(committed + more.committed, rolledBack + more.rolledBack, sums);
  }
}
