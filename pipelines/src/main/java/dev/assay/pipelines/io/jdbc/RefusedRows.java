package dev.assay.pipelines.io.jdbc;

import dev.assay.schemas.Amount;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the warehouse lacks of gold because it refuses it, as {@link RefusedRow} keeps it. */
public record RefusedRows(Warehouse warehouse) {
  private static final String PRESENT = "SELECT to_regclass('audit.refused_rows') IS NOT NULL";

  private static final String OF_TABLE =
      "SELECT day, reason || ', SQLState ' || sql_state, count(*), sum(facts), sum(amount),"
          + " unit FROM audit.refused_rows WHERE pipeline = ? AND \"table\" = ? GROUP BY 1, 2, unit ORDER BY 1, 2,"
          + " unit";

  private static final String OLDER =
      "DELETE FROM audit.refused_rows WHERE pipeline = ? AND \"table\" = ? AND run_number < ?";

  /**
   * Rows of one table, day and unit that are refused for one reason.
   *
   * @param day absent where the table has no days
   * @param rows of the gold table
   * @param facts how many silver rows they stand for; zero where the table does not tell
   */
  public record Of(LocalDate day, String reason, long rows, BigDecimal facts, Amount amount) {}

  /** What is refused of this table now. */
  public List<Of> of(Table<?> table) {
    return warehouse.within(connection -> of(connection, table));
  }

  /** The days of these; null among them for rows without one. */
  public static Set<LocalDate> days(Collection<Of> refused) {
    Set<LocalDate> days = new HashSet<>();
    refused.forEach(each -> days.add(each.day()));
    return days;
  }

  /**
   * As {@link #of(Table)}, within other work; nothing in a warehouse that was filled before this
   * was kept.
   */
  public static List<Of> of(Connection connection, Table<?> table) throws SQLException {
    try (PreparedStatement present = connection.prepareStatement(PRESENT);
        ResultSet result = present.executeQuery()) {
      result.next();
      if (!result.getBoolean(1)) {
        return List.of();
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(OF_TABLE)) {
      statement.setString(1, table.pipeline());
      statement.setString(2, table.name());
      List<Of> all = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          Date day = result.getDate(1);
          all.add(
              new Of(
                  day == null ? null : day.toLocalDate(),
                  result.getString(2),
                  result.getLong(3),
                  result.getBigDecimal(4),
                  new Amount(result.getBigDecimal(5), result.getString(6))));
        }
      }
      return all;
    }
  }

  /**
   * Removes what a run before this version was refused on these days; absent ones are meant too.
   */
  public void removeOlder(Table<?> table, Collection<LocalDate> days, long version) {
    remove(OLDER + " AND (day IS NULL OR day = ANY (?::date[]))", table, days, version);
  }

  /** Likewise on any day. */
  public void removeOlder(Table<?> table, long version) {
    remove(OLDER, table, null, version);
  }

  private void remove(String sql, Table<?> table, Collection<LocalDate> days, long version) {
    warehouse.within(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table.pipeline());
            statement.setString(2, table.name());
            statement.setLong(3, version);
            if (days != null) {
              Object[] texts =
                  days.stream().map(day -> ColumnArrays.date(day, "")).toArray(String[]::new);
              ColumnArrays.set(statement, 4, "date", texts);
            }
            return statement.executeUpdate();
          }
        });
  }

  /** For people: how many rows of the table are refused, for what, and where they are. */
  public static List<String> sentences(Table<?> table, Collection<Of> refused) {
    Map<String, Long> rows = new TreeMap<>();
    refused.forEach(each -> rows.merge(each.reason(), each.rows(), Long::sum));
    List<String> sentences = new ArrayList<>();
    rows.forEach(
        (reason, count) ->
            sentences.add(
                "%s row%s of %s %s refused by the warehouse: %s; see quarantine of %s"
                    .formatted(
                        count,
                        count == 1 ? "" : "s",
                        table,
                        count == 1 ? "was" : "were",
                        reason,
                        table.name())));
    return sentences;
  }
}
