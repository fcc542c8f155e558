package dev.assay.pipelines.insights;

import dev.assay.pipelines.insights.SourceComparison.Side;
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
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * The rows of a table in one database, their values as text.
 *
 * @param byKey all rows of each key: where something is wrong, there is more than one
 */
record TableRows(Table<?> table, TreeMap<String, List<List<String>>> byKey) {
  /** Beyond what PostgreSQL's numeric and double precision have. */
  private static final int MOST_DIGITS = 150_000;

  static TableRows read(Connection connection, Table<?> table, String prefix) throws SQLException {
    List<String> columns = table.columns().stream().map(c -> c.name() + "::text").toList();
    String sql = "SELECT %s FROM %s%s".formatted(String.join(", ", columns), prefix, table.name());
    TableRows rows = new TableRows(table, new TreeMap<>());
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL TIME ZONE 'UTC'");
      statement.setFetchSize(10_000);
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= columns.size(); i++) {
            values.add(result.getString(i));
          }
          rows.add(values);
        }
      }
    }
    return rows;
  }

  private void add(List<String> values) {
    List<String> key = table.keys().stream().map(column -> values.get(column.index())).toList();
    byKey.computeIfAbsent(String.join(",", key), k -> new ArrayList<>(1)).add(values);
  }

  List<List<String>> of(String key) {
    return byKey.getOrDefault(key, List.of());
  }

  /** The columns whose sum means something: amounts and quantities, not keys nor other numbers. */
  static List<Column> summed(Table<?> table) {
    return table.columns().stream()
        .filter(column -> !column.key() && !column.name().endsWith("_id"))
        .filter(
            column ->
                switch (column.kind()) {
                  case DECIMAL, INT, LONG -> true;
                  default -> false;
                })
        .toList();
  }

  Side side() {
    long rows = 0;
    BigDecimal sum = BigDecimal.ZERO;
    List<Column> summed = summed(table);
    MessageDigest hash = sha256();
    for (List<List<String>> ofKey : byKey.values()) {
      // A database gives the rows of one key in any order.
      for (List<String> values :
          ofKey.stream().sorted(Comparator.comparing(List::toString)).toList()) {
        rows++;
        sum = plus(sum, values, summed);
        for (String value : values) {
          String framed = value == null ? "-" : value.length() + ":" + value;
          hash.update(framed.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return new Side(rows, sum, HexFormat.of().formatHex(hash.digest()));
  }

  /** Null where the sum or a value is none that can be added up: NaN, infinite, or no number. */
  private static BigDecimal plus(BigDecimal sum, List<String> values, List<Column> summed) {
    BigDecimal result = sum;
    for (Column column : summed) {
      String value = values.get(column.index());
      if (result != null && value != null) {
        BigDecimal number = number(value);
        result = number == null ? null : result.add(number);
      }
    }
    return result;
  }

  private static BigDecimal number(String value) {
    try {
      BigDecimal number = new BigDecimal(value);
      return Math.abs((long) number.scale()) > MOST_DIGITS ? null : number;
    } catch (NumberFormatException notFinite) {
      return null;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
