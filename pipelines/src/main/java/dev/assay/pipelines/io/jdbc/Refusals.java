package dev.assay.pipelines.io.jdbc;

import dev.assay.pipelines.io.jdbc.TableWriter.Pending;
import dev.assay.schemas.Amount;
import dev.assay.schemas.RowHash;
import dev.assay.schemas.RowKey;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** Keeps account of the rows of one table that the warehouse refuses; see {@link RefusedRow}. */
final class Refusals<G extends Record> {
  private static final String KEEP =
      Sql.insert(RefusedRow.TABLE)
          + " ON CONFLICT (pipeline, \"table\", key_sha256) DO UPDATE SET day = EXCLUDED.day, facts ="
          + " EXCLUDED.facts, amount = EXCLUDED.amount, sql_state = EXCLUDED.sql_state, reason ="
          + " EXCLUDED.reason, run_number = EXCLUDED.run_number, unit = EXCLUDED.unit WHERE t.run_number <="
          + " EXCLUDED.run_number";

  private static final String ANY =
      "SELECT EXISTS (SELECT FROM audit.refused_rows WHERE pipeline = ? AND \"table\" = ?)";

  private static final String FORGET =
      "DELETE FROM audit.refused_rows WHERE pipeline = ? AND \"table\" = ? AND key_sha256 = ANY (?) AND run_number"
          + " <= ?";

  private final Table<G> table;
  private final Warehouse warehouse;
  private final Table.Of<G, Long> facts;
  private final RowKey.Reader<G> keys;

  /**
   * Of this table.
   *
   * @param facts how many silver rows a row stands for; null where the table does not tell
   */
  Refusals(Table<G> table, Warehouse warehouse, Table.Of<G, Long> facts) {
    this.table = table;
    this.warehouse = warehouse;
    this.facts = facts;
    this.keys = new RowKey.Reader<>(table);
  }

  /** A row that is to stand and cannot stands for all it would; one that cannot go for nothing. */
  void keep(Pending<G, ?> row, WarehouseRefused refusal) {
    boolean told = row.stands() && facts != null;
    Amount amount = table.amountOf(row.row());
    RefusedRow kept =
        new RefusedRow(
            table.pipeline(),
            table.name(),
            hash(row.row()),
            table.dayOf(row.row()).orElse(null),
            told ? facts.apply(row.row()) : 0,
            row.stands() ? amount.value() : BigDecimal.ZERO,
            refusal.sqlState(),
            refusal.reason(),
            row.version(),
            amount.unit());
    warehouse.within(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
            ColumnArrays.bind(statement, RefusedRow.TABLE, List.of(kept));
            return statement.executeUpdate();
          }
        });
  }

  /** What was refused of these rows before is not any more. */
  void forget(Connection connection, Collection<? extends Pending<G, ?>> rows) throws SQLException {
    if (rows.isEmpty() || !hasAny(connection)) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
      statement.setString(1, table.pipeline());
      statement.setString(2, table.name());
      Object[] hashes = rows.stream().map(row -> hash(row.row())).toArray(String[]::new);
      ColumnArrays.set(statement, 3, "text", hashes);
      statement.setLong(4, rows.stream().mapToLong(Pending::version).max().orElseThrow());
      statement.executeUpdate();
    }
  }

  private boolean hasAny(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ANY)) {
      statement.setString(1, table.pipeline());
      statement.setString(2, table.name());
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getBoolean(1);
      }
    }
  }

  private String hash(G row) {
    byte[] key = keys.of(row).text().getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(RowHash.sha256().digest(key));
  }
}
