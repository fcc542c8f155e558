package dev.assay.pipelines.io.jdbc;

import static java.util.stream.Collectors.joining;

import dev.assay.schemas.ColumnDigest;
import dev.assay.schemas.Table;
import dev.assay.schemas.TableDigest;
import dev.assay.transforms.Rows;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Work on the gold tables of a warehouse, by day; see {@link WarehouseSink} for writing rows. */
public record GoldTables(Warehouse warehouse) {
  /** As many rows as are in memory at once. */
  private static final int FETCHED = 5_000;

  /**
   * Removes the rows of these days that a run before this version wrote: what a run that computes
   * its days whole did not write again is no longer true.
   *
   * @return how many rows
   */
  public int removeOlder(Table<?> table, Collection<LocalDate> days, long version) {
    return days.isEmpty() ? 0 : remove(table, condition(table), days, version);
  }

  /** Removes the rows of every day that a run before this version wrote. */
  public int removeOlder(Table<?> table, long version) {
    return remove(table, "true", List.of(), version);
  }

  /**
   * The sums of these expressions over the table's rows of these days, zero where there are none.
   *
   * @param expressions SQL of a program, never of a user
   */
  public List<BigDecimal> sums(
      Table<?> table, Collection<LocalDate> days, List<String> expressions) {
    return sums(table, condition(table), days, expressions);
  }

  /** The sums over all rows. */
  public List<BigDecimal> sums(Table<?> table, List<String> expressions) {
    return sums(table, "true", List.of(), expressions);
  }

  /** What every column of the table says by day, of all its rows. */
  public List<ColumnDigest> digest(Table<?> table) {
    String sql = "SELECT %s FROM %s".formatted(columns(table), Sql.name(table));
    return warehouse.within(
        connection -> {
          TableDigest digest = new TableDigest(table);
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCHED);
            try (ResultSet result = statement.executeQuery()) {
              while (result.next()) {
                digest.add(ColumnValues.of(table, result));
              }
            }
          }
          return digest.columns();
        });
  }

  /**
   * Hands over the rows of this day and later ones, some at a time. A row that no record can be is
   * left out: it is not one that was stated.
   *
   * @param from {@link LocalDate#MIN} for all
   */
  public <G extends Record> void forEach(Table<G> table, LocalDate from, Consumer<List<G>> some) {
    boolean isAll = from.equals(LocalDate.MIN);
    String sql =
        "SELECT %s FROM %s%s"
            .formatted(
                columns(table),
                Sql.name(table),
                isAll ? "" : " WHERE " + Sql.day(table) + " >= ?::date");
    warehouse.within(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCHED);
            if (!isAll) {
              statement.setString(1, ColumnArrays.date(from, ""));
            }
            try (ResultSet result = statement.executeQuery()) {
              handOver(table, result, some);
            }
          }
          return null;
        });
  }

  private static <G extends Record> void handOver(
      Table<G> table, ResultSet result, Consumer<List<G>> some) throws SQLException {
    List<G> rows = new ArrayList<>();
    while (result.next()) {
      ColumnValues.row(table, result).ifPresent(rows::add);
      if (rows.size() >= Rows.LIMIT) {
        some.accept(rows);
        rows = new ArrayList<>();
      }
    }
    if (!rows.isEmpty()) {
      some.accept(rows);
    }
  }

  private static String columns(Table<?> table) {
    return table.columns().stream().map(column -> Sql.quoted(column.name())).collect(joining(", "));
  }

  private int remove(Table<?> table, String where, Collection<LocalDate> days, long version) {
    String sql =
        "DELETE FROM %s WHERE %s AND %s < ?"
            .formatted(Sql.name(table), where, Sql.quoted(Sql.VERSION));
    return warehouse.within(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(setDays(statement, where, days), version);
            return statement.executeUpdate();
          }
        });
  }

  private List<BigDecimal> sums(
      Table<?> table, String where, Collection<LocalDate> days, List<String> expressions) {
    String sums =
        expressions.stream().map("coalesce(sum(%s), 0)::numeric"::formatted).collect(joining(", "));
    String sql = "SELECT %s FROM %s WHERE %s".formatted(sums, Sql.name(table), where);
    return warehouse.within(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            setDays(statement, where, days);
            try (ResultSet result = statement.executeQuery()) {
              result.next();
              List<BigDecimal> values = new ArrayList<>();
              for (int i = 1; i <= expressions.size(); i++) {
                values.add(result.getBigDecimal(i));
              }
              return values;
            }
          }
        });
  }

  private static String condition(Table<?> table) {
    return Sql.day(table) + " = ANY (?::date[])";
  }

  /** Sets the days where the condition asks for them, and tells the next parameter's index. */
  private static int setDays(PreparedStatement statement, String where, Collection<LocalDate> days)
      throws SQLException {
    if (!where.contains("?")) {
      return 1;
    }
    Object[] texts = days.stream().map(day -> ColumnArrays.date(day, "")).toArray(String[]::new);
    ColumnArrays.set(statement, 1, "date", texts);
    return 2;
  }
}
