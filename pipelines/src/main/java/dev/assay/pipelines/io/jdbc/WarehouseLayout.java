package dev.assay.pipelines.io.jdbc;

import dev.assay.pipelines.io.LakeException;
import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether the tables that a warehouse holds already have the columns of their contracts. */
final class WarehouseLayout {
  private static final String COLUMNS =
      "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT"
          + " attisdropped";

  private WarehouseLayout() {}

  /**
   * Refuses a warehouse of an earlier build. A table that is not there is no fault.
   *
   * @throws LakeException when a table lacks a column
   */
  static void require(Connection connection, List<Table<?>> tables, String place)
      throws SQLException {
    for (Table<?> table : tables) {
      Set<String> there = columns(connection, Sql.name(table));
      for (Column column : table.columns()) {
        if (!there.isEmpty() && !there.contains(column.name())) {
          throw new LakeException(
              "The warehouse at %s was filled by an earlier build of Assay: %s has no column %s. Give a new database; or drop the schemas %s and audit, and fill them anew from the lake with --rebuild"
                  .formatted(
                      place,
                      table,
                      column.name(),
                      tables.stream()
                          .map(Table::pipeline)
                          .filter(pipeline -> pipeline != null)
                          .findFirst()
                          .orElse("of all pipelines")));
        }
      }
    }
  }

  private static Set<String> columns(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, name);
      Set<String> columns = new HashSet<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          columns.add(result.getString(1));
        }
      }
      return columns;
    }
  }
}
