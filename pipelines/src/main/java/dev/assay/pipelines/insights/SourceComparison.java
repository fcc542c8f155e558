package dev.assay.pipelines.insights;

import dev.assay.pipelines.io.Warehouse;
import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Compares a table of the source database with silver, row by row. A source that is written to
 * meanwhile is ahead of silver.
 *
 * @param source the source database
 * @param silver the warehouse that silver's views lie in
 */
public record SourceComparison(Warehouse source, Warehouse silver) {
  /** How many rows that differ are named. */
  private static final int NAMED = 20;

  /**
   * What a table comes to on one side.
   *
   * @param sum of all its numbers that are no key
   * @param hash SHA-256 of all rows, in the order of their keys
   */
  public record Side(long rows, BigDecimal sum, String hash) {}

  /**
   * What the comparison of a table says.
   *
   * @param differing how many rows differ
   * @param named some of them, as sentences without values: those may be personal
   */
  public record Result(String table, Side source, Side silver, long differing, List<String> named) {
    public boolean isEqual() {
      return differing == 0 && source.equals(silver);
    }
  }

  /** Compares all tables. */
  public List<Result> all() {
    return InsightsPipeline.SOURCE_TABLES.stream().map(this::compare).toList();
  }

  /** What silver has of columns that Assay does not know, as sentences. */
  public static List<String> unknownColumns(Warehouse warehouse) {
    String sql =
        "SELECT changed_table, column_name, first_seen FROM silver.unknown_columns ORDER BY 1, 2";
    return warehouse.within(
        connection -> {
          List<String> columns = new ArrayList<>();
          try (Statement statement = connection.createStatement();
              ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
              columns.add(
                  "%s.%s is a new column, first seen in a change of %s; it is kept in more"
                      .formatted(
                          result.getString(1),
                          result.getString(2),
                          result.getTimestamp(3).toInstant()));
            }
          }
          return columns;
        });
  }

  private Result compare(Table<?> table) {
    Map<String, List<String>> there = source.within(c -> rows(c, table, "public"));
    Map<String, List<String>> here = silver.within(c -> rows(c, table, "silver"));
    List<String> named = new ArrayList<>();
    long differing = 0;
    Map<String, List<String>> all = new TreeMap<>(there);
    all.putAll(here);
    for (String key : all.keySet()) {
      String difference = difference(table, there.get(key), here.get(key));
      if (difference != null) {
        differing++;
        if (named.size() < NAMED) {
          named.add(table.name() + " " + key + " " + difference);
        }
      }
    }
    return new Result(table.name(), side(table, there), side(table, here), differing, named);
  }

  private static String difference(Table<?> table, List<String> there, List<String> here) {
    if (here == null) {
      return "is not in silver";
    }
    if (there == null) {
      return "is in silver only";
    }
    List<String> columns = new ArrayList<>();
    for (Column column : table.columns()) {
      if (!Objects.equals(there.get(column.index()), here.get(column.index()))) {
        columns.add(column.name());
      }
    }
    return columns.isEmpty() ? null : "differs in " + String.join(", ", columns);
  }

  /** By key, the values as text. */
  private static Map<String, List<String>> rows(
      Connection connection, Table<?> table, String schema) throws SQLException {
    List<String> columns = table.columns().stream().map(c -> c.name() + "::text").toList();
    String sql = "SELECT %s FROM %s.%s".formatted(String.join(", ", columns), schema, table.name());
    Map<String, List<String>> rows = new TreeMap<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL TIME ZONE 'UTC'");
      statement.setFetchSize(10_000);
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= columns.size(); i++) {
            values.add(result.getString(i));
          }
          List<String> key =
              table.keys().stream().map(column -> values.get(column.index())).toList();
          rows.put(String.join(",", key), values);
        }
      }
    }
    return rows;
  }

  private static Side side(Table<?> table, Map<String, List<String>> rows) {
    BigDecimal sum = BigDecimal.ZERO;
    MessageDigest hash = sha256();
    for (List<String> values : rows.values()) {
      for (Column column : table.columns()) {
        String value = values.get(column.index());
        if (value != null && !column.key() && isNumber(column)) {
          sum = sum.add(new BigDecimal(value));
        }
        String framed = value == null ? "-" : value.length() + ":" + value;
        hash.update(framed.getBytes(StandardCharsets.UTF_8));
      }
    }
    return new Side(rows.size(), sum, HexFormat.of().formatHex(hash.digest()));
  }

  private static boolean isNumber(Column column) {
    return switch (column.kind()) {
      case DECIMAL, INT, LONG -> true;
      default -> false;
    };
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
