package dev.assay.pipelines.io.jdbc;

import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;

/** Writes rows to one table of the warehouse, and finds the ones that the database refuses. */
final class TableWriter<G extends Record> {
  /**
   * A row to be written.
   *
   * @param stands whether it is to stand there; otherwise the row of its key is to go
   * @param version the run that writes it
   * @param origin whatever the caller wants to know about it later
   */
  record Pending<G, O>(G row, boolean stands, long version, O origin) {
    Pending(G row, long version, O origin) {
      this(row, true, version, origin);
    }
  }

  private final Table<G> table;
  private final Warehouse warehouse;
  private final String upsert;
  private final int[] keys;
  private final Refusals<G> refusals;

  /**
   * Writes to this table.
   *
   * @param facts how many silver rows a row stands for; null where the table does not tell
   */
  TableWriter(Table<G> table, Warehouse warehouse, Table.Of<G, Long> facts) {
    this.refusals = new Refusals<>(table, warehouse, facts);
    this.table = table;
    this.warehouse = warehouse;
    this.upsert = Sql.upsert(table);
    this.keys = table.keys().stream().mapToInt(Column::index).toArray();
  }

  /**
   * Writes the rows; of several with one key only the last. What is refused is kept account of, and
   * an earlier row of its key does not stay.
   *
   * @return how many rows were added or replaced: not those that a later run has written
   */
  <O> long write(
      Collection<Pending<G, O>> rows, BiConsumer<Pending<G, O>, WarehouseRefused> refused) {
    Map<Key, Pending<G, O>> current = new HashMap<>(rows.size() * 2);
    for (Pending<G, O> row : rows) {
      current.put(key(row.row()), row);
    }
    // In one order everywhere, so that two writers wait for each other and do not deadlock.
    List<Pending<G, O>> sorted = new ArrayList<>(current.size());
    List<Pending<G, O>> gone = new ArrayList<>();
    current.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry -> {
              if (entry.getValue().stands()) {
                sorted.add(entry.getValue());
              } else {
                gone.add(entry.getValue());
              }
            });
    BiConsumer<Pending<G, O>, WarehouseRefused> kept =
        (row, refusal) -> {
          refusals.keep(row, refusal);
          refused.accept(row, refusal);
        };
    orHalve(gone, some -> delete(some, true), kept);
    return orHalve(sorted, this::writeAll, kept.andThen((row, refusal) -> removeStale(row)));
  }

  /** What stands there of the key of a refused row is out of date. */
  private <O> void removeStale(Pending<G, O> row) {
    orHalve(List.of(row), some -> delete(some, false), (same, refusal) -> {});
  }

  /**
   * Removes rows by key.
   *
   * @param done whether this is what is asked, and nothing of it is refused any more
   */
  private <O> long delete(List<Pending<G, O>> rows, boolean done) {
    List<G> values = rows.stream().map(Pending::row).toList();
    Long[] versions = rows.stream().map(Pending::version).toArray(Long[]::new);
    return warehouse.within(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(Sql.delete(table))) {
            ColumnArrays.bind(statement, table, values);
            ColumnArrays.set(statement, table.columns().size() + 1, "int8", versions);
            long gone = statement.executeUpdate();
            if (done) {
              refusals.forget(connection, rows);
            }
            return gone;
          }
        });
  }

  private <O> long orHalve(
      List<Pending<G, O>> rows,
      ToLongFunction<List<Pending<G, O>>> work,
      BiConsumer<Pending<G, O>, WarehouseRefused> refused) {
    if (rows.isEmpty()) {
      return 0;
    }
    try {
      return work.applyAsLong(rows);
    } catch (WarehouseRefused refusal) {
      if (!refusal.blamesRows()) {
        throw refusal;
      }
      if (rows.size() == 1) {
        refused.accept(rows.get(0), refusal);
        return 0;
      }
    }
    int half = rows.size() / 2;
    return orHalve(rows.subList(0, half), work, refused)
        + orHalve(rows.subList(half, rows.size()), work, refused);
  }

  private <O> long writeAll(List<Pending<G, O>> rows) {
    List<G> values = rows.stream().map(Pending::row).toList();
    Long[] versions = rows.stream().map(Pending::version).toArray(Long[]::new);
    return warehouse.within(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(upsert)) {
            ColumnArrays.bind(statement, table, values);
            ColumnArrays.set(statement, table.columns().size() + 1, "int8", versions);
            long written = statement.executeUpdate();
            refusals.forget(connection, rows);
            return written;
          }
        });
  }

  private Key key(G row) {
    Object[] values = new Object[keys.length];
    for (int i = 0; i < keys.length; i++) {
      values[i] = table.shape().get(row, keys[i]);
    }
    return new Key(values);
  }

  /** The values of the key columns; they are of one type each, and comparable. */
  private record Key(Object[] values) implements Comparable<Key> {
    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public int compareTo(Key other) {
      for (int i = 0; i < values.length; i++) {
        int order = ((Comparable) values[i]).compareTo(other.values[i]);
        if (order != 0) {
          return order;
        }
      }
      return 0;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && Arrays.equals(values, key.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }
}
