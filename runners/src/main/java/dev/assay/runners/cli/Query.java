package dev.assay.runners.cli;

import dev.assay.pipelines.Flows;
import dev.assay.pipelines.Nearest;
import dev.assay.pipelines.io.jdbc.Sql;
import dev.assay.pipelines.io.jdbc.Warehouse;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Reads from a warehouse: one statement, in a transaction that cannot write. */
record Query(Warehouse warehouse) {
  private static final int ROWS_AT_ONCE = 1_000;

  private static final String TIMEOUT = "57014";
  private static final String NO_SUCH_TABLE = "42P01";

  /** Shorter than a connection waits for an answer. */
  private static final Duration LONGEST = Duration.ofMinutes(4);

  private static final Pattern BARE_NAME = Pattern.compile("\"([^\".]+)\"");

  private static final String OURS = Sql.among(Flows.schemas());

  /** Whether this login could change what is ours, if it were asked by other means. */
  private static final String MAY_WRITE =
      """
      SELECT current_setting('is_superuser') = 'on'
        OR EXISTS (SELECT FROM pg_namespace WHERE nspname %1$s
          AND has_schema_privilege(oid, 'CREATE'))
        OR EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname %1$s AND c.relkind IN ('r', 'p')
            AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'))
      """
          .formatted(OURS);

  /** Where a name that is missing is one of a pipeline's tables or views. */
  private static final String NAMED =
      """
      SELECT n.nspname || '.' || c.relname FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname %s AND c.relname = %s AND c.relkind IN ('r', 'p', 'v')
      ORDER BY 1
      """;

  /**
   * Prints the rows of this statement.
   *
   * @param printer makes a printer for these columns
   */
  void print(String text, Function<List<String>, RowPrinter> printer) {
    String sql = SingleStatement.of(text).sql();
    warehouse.within(
        connection -> {
          try {
            print(connection, sql, printer);
            return null;
          } catch (SQLException e) {
            throw refused(connection, e);
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

  /** Whether this login may change the warehouse, though no query does. */
  boolean mayWrite() {
    return (Boolean) rows(MAY_WRITE).get(0).get(0);
  }

  private static void print(
      Connection connection, String sql, Function<List<String>, RowPrinter> printer)
      throws SQLException {
    // Stays so: nothing but one statement follows.
    connection.setReadOnly(true);
    try (Statement settings = connection.createStatement()) {
      settings.execute("SET LOCAL search_path = audit, public");
      settings.execute("SET LOCAL timezone = 'UTC'");
      settings.execute("SET LOCAL statement_timeout = " + LONGEST.toMillis());
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      // The server's word, and before anything is done: a statement that writes has no rows.
      if (statement.getMetaData() == null) {
        throw new CommandFailed(
            "The statement gives no rows, and query only reads. Nothing was done. Give a SELECT,"
                + " WITH, VALUES, TABLE, SHOW or EXPLAIN");
      }
      statement.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet result = statement.executeQuery()) {
        print(result, printer);
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

  private static CommandFailed refused(Connection connection, SQLException e) throws SQLException {
    ServerErrorMessage server =
        e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    if (server == null || server.getSQLState().startsWith("57P")) {
      return new CommandFailed(
          "The connection to the warehouse was lost before the last row: "
              + e.getMessage()
              + ". Rows may be missing; ask again",
          e);
    }
    if (TIMEOUT.equals(server.getSQLState())) {
      return new CommandFailed(
          "The query was ended after %s minutes, or by the server's owner. Ask for less, or in parts"
              .formatted(LONGEST.toMinutes()));
    }
    String hint = server.getHint() == null ? "" : ". Hint: " + server.getHint();
    if (NO_SUCH_TABLE.equals(server.getSQLState())) {
      connection.rollback();
      hint = elsewhere(connection, server.getMessage());
    }
    String place = server.getPosition() > 0 ? " (at character " + server.getPosition() + ")" : "";
    return new CommandFailed("PostgreSQL says: " + server.getMessage() + place + hint);
  }

  /** A pipeline's tables are named with its schema. */
  private static String elsewhere(Connection connection, String message) throws SQLException {
    Matcher name = BARE_NAME.matcher(message);
    if (!name.find()) {
      return "";
    }
    List<String> found = new ArrayList<>();
    String sql = NAMED.formatted(OURS, Sql.literal(name.group(1)));
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        found.add(result.getString(1));
      }
    }
    return found.isEmpty() ? "" : Nearest.question(String.join(" or ", found));
  }
}
