package dev.assay.pipelines.insights;

import dev.assay.pipelines.flows.Insights;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Compares the tables of the source database with silver, row by row. A source that is written to
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
   * @param sum of the values in the columns that are added up; null where one of them is NaN or
   *     infinite
   * @param hash SHA-256 of all rows, in the order of their keys
   */
  public record Side(long rows, BigDecimal sum, String hash) {}

  /**
   * What the comparison of a table says.
   *
   * @param summed the columns that are added up: amounts and quantities
   * @param source null where the source refuses the table
   * @param silver null where the warehouse refuses the view
   * @param differing how many rows differ
   * @param named some of them, or why nothing can be compared, as sentences without values: those
   *     may be personal
   */
  public record Result(
      String table,
      List<String> summed,
      Side source,
      Side silver,
      long differing,
      List<String> named) {
    public boolean isEqual() {
      return named.isEmpty() && Objects.equals(source, silver);
    }
  }

  /**
   * Compares all tables, each for itself.
   *
   * @throws dev.assay.pipelines.io.jdbc.WarehouseUnavailable when a database cannot be reached
   * @throws dev.assay.pipelines.io.jdbc.WarehouseRefused when one refuses the login
   */
  public List<Result> all() {
    return Insights.BANK.stream().map(this::compare).toList();
  }

  /** What silver has of columns that Assay does not know, as sentences. */
  public static List<String> unknownColumns(Warehouse warehouse) {
    String sql =
        "SELECT changed_table, column_name, first_seen FROM insights.silver_unknown_columns ORDER BY 1, 2";
    Answer<List<String>> columns =
        Answer.ofWarehouse(
            warehouse,
            connection -> {
              List<String> sentences = new ArrayList<>();
              try (Statement statement = connection.createStatement();
                  ResultSet result = statement.executeQuery(sql)) {
                while (result.next()) {
                  sentences.add(
                      "%s.%s is a new column, first seen in a change of %s; it is kept in more"
                          .formatted(
                              result.getString(1),
                              result.getString(2),
                              result.getTimestamp(3).toInstant()));
                }
              }
              return sentences;
            });
    return columns.given() == null
        ? List.of("New columns cannot be told: " + columns.refusal())
        : columns.given();
  }

  private Result compare(Table<?> table) {
    List<String> summed = TableRows.summed(table).stream().map(Column::name).toList();
    Answer<TableRows> there =
        Answer.ofSource(source, connection -> TableRows.read(connection, table, "public."));
    Answer<TableRows> here =
        Answer.ofWarehouse(
            silver, connection -> TableRows.read(connection, table, "insights.silver_"));
    Optional<String> refusal = Answer.refusal(there, here);
    if (refusal.isPresent()) {
      List<String> named = List.of(table.name() + " cannot be compared: " + refusal.get());
      return new Result(table.name(), summed, side(there), side(here), 0, named);
    }
    List<String> differences = differences(there.given(), here.given());
    List<String> named = differences.subList(0, Math.min(NAMED, differences.size()));
    return new Result(
        table.name(), summed, side(there), side(here), differences.size(), List.copyOf(named));
  }

  private static Side side(Answer<TableRows> rows) {
    return rows.given() == null ? null : rows.given().side();
  }

  private static List<String> differences(TableRows there, TableRows here) {
    TreeSet<String> keys = new TreeSet<>(there.byKey().keySet());
    keys.addAll(here.byKey().keySet());
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      difference(there.table(), there.of(key), here.of(key))
          .ifPresent(
              difference -> differences.add(there.table().name() + " " + key + " " + difference));
    }
    return differences;
  }

  /** Of the rows of one key. */
  private static Optional<String> difference(
      Table<?> table, List<List<String>> there, List<List<String>> here) {
    if (there.size() > 1 || here.size() > 1) {
      return Optional.of(
          "is %s in the source and %s in silver".formatted(times(there), times(here)));
    }
    if (here.isEmpty()) {
      return Optional.of("is not in silver");
    }
    if (there.isEmpty()) {
      return Optional.of("is in silver only");
    }
    List<String> columns =
        table.columns().stream()
            .filter(c -> !Objects.equals(there.get(0).get(c.index()), here.get(0).get(c.index())))
            .map(Column::name)
            .toList();
    return columns.isEmpty()
        ? Optional.empty()
        : Optional.of("differs in " + String.join(", ", columns));
  }

  private static String times(List<?> rows) {
    return rows.isEmpty() ? "not" : rows.size() == 1 ? "once" : rows.size() + " times";
  }
}
