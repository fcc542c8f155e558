package dev.assay.pipelines.io.jdbc;

import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL server for the tests of this JVM, with a database for each test. */
public final class TestPostgres {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static EmbeddedPostgres server;

  private TestPostgres() {}

  static synchronized EmbeddedPostgres server() {
    try {
      server = server == null ? EmbeddedPostgres.start() : server;
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Warehouse freshDatabase() {
    String name = "test_" + DATABASES.incrementAndGet();
    try (Connection connection = server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return warehouse(server().getPort(), name);
  }

  static Warehouse warehouse(int port, String database) {
    return new Warehouse(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database,
        "postgres",
        null,
        Duration.ofSeconds(20));
  }

  public static void execute(Warehouse warehouse, String sql) {
    warehouse.within(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
  }

  /** The columns of the first row, as text. */
  public static List<String> first(Warehouse warehouse, String sql) {
    return rows(warehouse, sql).get(0);
  }

  /** The columns of every row, as text. */
  public static List<List<String>> rows(Warehouse warehouse, String sql) {
    return warehouse.within(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet result = statement.executeQuery(sql)) {
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
              List<String> values = new ArrayList<>();
              for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                values.add(result.getString(i));
              }
              rows.add(values);
            }
            return rows;
          }
        });
  }

  static long count(Warehouse warehouse, Table<?> table) {
    return Long.parseLong(first(warehouse, "SELECT count(*) FROM " + Sql.name(table)).get(0));
  }

  /** Every row of the table, in the order of its first columns. */
  public static <T extends Record> List<T> read(Warehouse warehouse, Table<T> table) {
    String sql = "SELECT * FROM " + Sql.name(table) + " ORDER BY 1, 2";
    return warehouse.within(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet result = statement.executeQuery(sql)) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
              rows.add(row(table, result));
            }
            return rows;
          }
        });
  }

  private static <T extends Record> T row(Table<T> table, ResultSet result) throws SQLException {
    Object[] values = new Object[table.columns().size()];
    for (Column column : table.columns()) {
      values[column.index()] = value(column, result);
    }
    return table.type().cast(table.shape().make(values));
  }

  private static Object value(Column column, ResultSet result) throws SQLException {
    String name = column.name();
    if (result.getString(name) == null) {
      return null;
    }
    return switch (column.kind()) {
      case TEXT -> result.getString(name);
      case CHOICE -> choice(column.type(), result.getString(name));
      case DECIMAL -> result.getBigDecimal(name);
      case INSTANT -> result.getObject(name, OffsetDateTime.class).toInstant();
      case DATE -> result.getObject(name, LocalDate.class);
      case INT -> result.getInt(name);
      case LONG -> result.getLong(name);
      case BOOLEAN -> result.getBoolean(name);
    };
  }

  private static Object choice(Class<?> type, String name) {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(name);
  }
}
