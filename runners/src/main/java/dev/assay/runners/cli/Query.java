package dev.assay.runners.cli;

import dev.assay.pipelines.io.Warehouse;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Reads from a warehouse, in a transaction that cannot write. */
record Query(Warehouse warehouse) {
  private static final int ROWS_AT_ONCE = 1_000;

  /**
   * Prints the rows of this statement.
   *
   * @param printer makes a printer for these columns
   */
  void print(String sql, Function<List<String>, RowPrinter> printer) {
    warehouse.within(
        connection -> {
          try {
            print(connection, sql, printer);
            return null;
          } catch (SQLException e) {
            throw refused(e);
          }
        });
  }

  /** All rows of this statement. */
  List<List<Object>> rows(String sql) {
    List<List<Object>> rows = new ArrayList<>();
    print(
        sql,
        columns ->
            new RowPrinter() {
              @Override
              public void row(List<Object> values) {
                rows.add(values);
              }

              @Override
              public void end() {}
            });
    return rows;
  }

  private static void print(
      Connection connection, String sql, Function<List<String>, RowPrinter> printer)
      throws SQLException {
    connection.setReadOnly(true);
    try (Statement statement = connection.createStatement()) {
      // For what follows a COMMIT in the SQL that is given.
      statement.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
      statement.execute("SET LOCAL search_path = gold, audit, public");
      statement.execute("SET LOCAL timezone = 'UTC'");
      statement.setFetchSize(ROWS_AT_ONCE);
      if (statement.execute(sql)) {
        try (ResultSet result = statement.getResultSet()) {
          print(result, printer);
        }
      }
    }
  }

  private static void print(ResultSet result, Function<List<String>, RowPrinter> printer)
      throws SQLException {
    ResultSetMetaData about = result.getMetaData();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= about.getColumnCount(); i++) {
      columns.add(about.getColumnLabel(i));
    }
    RowPrinter rows = printer.apply(columns);
    while (result.next()) {
      List<Object> values = new ArrayList<>(columns.size());
      for (int i = 1; i <= columns.size(); i++) {
        values.add(value(result, i, about.getColumnTypeName(i)));
      }
      rows.row(values);
    }
    rows.end();
  }

  private static Object value(ResultSet result, int column, String type) throws SQLException {
    String text = result.getString(column);
    if (text == null) {
      return null;
    }
    return switch (type) {
      case "int2", "int4", "int8", "numeric", "float4", "float8", "oid" -> number(text);
      case "bool" -> result.getBoolean(column);
      case "timestamptz" ->
          text.endsWith("infinity")
              ? text
              : result.getObject(column, OffsetDateTime.class).toInstant();
      default -> text;
    };
  }

  /** NaN and infinity stay text. */
  private static Object number(String text) {
    return Character.isLetter(text.charAt(text.length() - 1)) ? text : new BigDecimal(text);
  }

  private static CommandFailed refused(SQLException e) {
    ServerErrorMessage server =
        e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    if (server == null) {
      return new CommandFailed("The query failed: " + e.getMessage());
    }
    String hint = server.getHint() == null ? "" : ". Hint: " + server.getHint();
    String place = server.getPosition() > 0 ? " (at character " + server.getPosition() + ")" : "";
    return new CommandFailed("PostgreSQL says: " + server.getMessage() + place + hint);
  }
}
