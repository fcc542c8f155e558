package dev.assay.pipelines.io.jdbc;

import dev.assay.pipelines.books.CompleteDay;
import dev.assay.pipelines.books.Epoch;
import dev.assay.pipelines.books.RunRecord;
import dev.assay.pipelines.books.SourceOffset;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the runs did, as the warehouse keeps it; see {@link Warehouse#prepare}. */
public record AuditTables(Warehouse warehouse) {
  static final List<Table<?>> TABLES =
      List.of(
          RunRecord.TABLE,
          ControlTotal.TABLE,
          CompleteDay.TABLE,
          SourceOffset.TABLE,
          RefusedRow.TABLE);

  /** Keeps the run and its totals, in place of what was kept of it before. */
  public void recordRun(RunRecord run, List<ControlTotal> totals) {
    warehouse.within(
        connection -> {
          replace(connection, RunRecord.TABLE, run.runId(), List.of(run));
          replace(connection, ControlTotal.TABLE, run.runId(), totals);
          return null;
        });
  }

  /** Likewise for a stream, with what its last epoch says of days and sources. */
  public void recordStream(RunRecord run, Epoch epoch) {
    String id = run.runId();
    List<CompleteDay> days =
        epoch.complete().stream().map(day -> new CompleteDay(id, day)).toList();
    List<SourceOffset> offsets =
        epoch.offsets().entrySet().stream()
            .map(each -> new SourceOffset(id, each.getKey(), each.getValue()))
            .toList();
    warehouse.within(
        connection -> {
          replace(connection, RunRecord.TABLE, id, List.of(run));
          replace(connection, ControlTotal.TABLE, id, epoch.totals());
          replace(connection, CompleteDay.TABLE, id, days);
          replace(connection, SourceOffset.TABLE, id, offsets);
          return null;
        });
  }

  /** The number of the pipeline's last run; empty where it has not run yet. */
  public OptionalLong lastRunNumber(String pipeline) {
    String sql = "SELECT max(run_number) FROM " + Sql.name(RunRecord.TABLE) + " WHERE pipeline = ?";
    return warehouse.within(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, pipeline);
            try (ResultSet result = statement.executeQuery()) {
              result.next();
              long number = result.getLong(1);
              return result.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
            }
          }
        });
  }

  /** By number, the ids of the pipeline's runs; none also where there is no audit yet. */
  public SortedMap<Long, String> runIds(String pipeline) {
    String sql =
        "SELECT run_number, run_id FROM " + Sql.name(RunRecord.TABLE) + " WHERE pipeline = ?";
    return warehouse.within(
        connection -> {
          SortedMap<Long, String> ids = new TreeMap<>();
          if (!isThere(connection)) {
            return ids;
          }
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, pipeline);
            try (ResultSet result = statement.executeQuery()) {
              while (result.next()) {
                ids.put(result.getLong(1), result.getString(2));
              }
            }
          }
          return ids;
        });
  }

  private static boolean isThere(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT to_regclass('audit.runs') IS NOT NULL");
        ResultSet result = statement.executeQuery()) {
      result.next();
      return result.getBoolean(1);
    }
  }

  /** By source, up to where bronze holds it, as the streams of the pipeline have published. */
  public Map<String, Long> offsets(String pipeline) {
    String sql =
        "SELECT source, max(next_position) FROM audit.source_offsets JOIN audit.runs USING (run_id)"
            + " WHERE pipeline = ? GROUP BY source";
    return warehouse.within(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, pipeline);
            Map<String, Long> offsets = new HashMap<>();
            try (ResultSet result = statement.executeQuery()) {
              while (result.next()) {
                offsets.put(result.getString(1), result.getLong(2));
              }
            }
            return offsets;
          }
        });
  }

  private static <T extends Record> void replace(
      Connection connection, Table<T> table, String runId, List<T> rows) throws SQLException {
    String delete = "DELETE FROM " + Sql.name(table) + " WHERE run_id = ?";
    try (PreparedStatement statement = connection.prepareStatement(delete)) {
      statement.setString(1, runId);
      statement.executeUpdate();
    }
    try (PreparedStatement statement = connection.prepareStatement(Sql.insert(table))) {
      ColumnArrays.bind(statement, table, rows);
      statement.executeUpdate();
    }
  }

  /** Creates the audit tables, and the view that shows whether each run adds up. */
  static List<String> statements() {
    List<String> statements = new ArrayList<>();
    TABLES.forEach(table -> statements.add(Sql.createTable(table)));
    statements.add(
        "CREATE INDEX IF NOT EXISTS control_totals_run_id ON audit.control_totals (run_id)");
    statements.add(reconciliation());
    statements.add(RowHashFunction.statement());
    return statements;
  }

  /** One row per run, table, day and unit: rows and money of every stage side by side. */
  static String reconciliation() {
    List<String> sums = new ArrayList<>();
    StringBuilder comments = new StringBuilder();
    for (String measure : List.of("rows", "amount")) {
      for (String stage : ControlTotal.TERMS) {
        sums.add(
            "coalesce(sum(%s) FILTER (WHERE stage = '%s'), 0) AS %s_%s"
                .formatted(Sql.quoted(measure), stage, stage, measure));
        comments.append("-- %s_%s: %s of stage %s\n".formatted(stage, measure, measure, stage));
      }
    }
    return "-- Rows and money of every stage side by side. One row per run, table, day and unit.\n"
        + "-- unit: what the amounts are counted in, such as USD; absent where there are none\n"
        + comments
        + "-- adds_up: read = valid + quarantined + duplicate + late, in rows and in money\n"
        + "CREATE OR REPLACE VIEW audit.reconciliation AS\nSELECT *, "
        + addsUp("rows")
        + " AND "
        + addsUp("amount")
        + " AS adds_up\nFROM (SELECT run_id, \"table\", day, unit, "
        + String.join(", ", sums)
        + " FROM audit.control_totals WHERE stage IN ('"
        + String.join("', '", ControlTotal.TERMS)
        + "') GROUP BY run_id, \"table\", day, unit) AS totals";
  }

  private static String addsUp(String measure) {
    List<String> outcomes =
        ControlTotal.TERMS.stream().skip(1).map(stage -> stage + "_" + measure).toList();
    return ControlTotal.TERMS.get(0) + "_" + measure + " = " + String.join(" + ", outcomes);
  }
}
