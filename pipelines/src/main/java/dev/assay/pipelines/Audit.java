package dev.assay.pipelines;

import dev.assay.pipelines.io.RefusedRows;
import dev.assay.pipelines.io.Sql;
import dev.assay.pipelines.io.Warehouse;
import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Table;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether the books of a pipeline add up: per table, day and unit, over all runs since the last
 * rebuild, what was read against what became of it, and gold in the warehouse against silver.
 */
public record Audit(Warehouse warehouse, String pipeline, Contracts contracts) {

  /**
   * What the books say of a table and day in one unit.
   *
   * @param day absent for payloads that did not tell
   * @param unit of the money; absent where the rows have none that can be counted
   * @param open whether a stream may still be working on the day: event time has not passed its
   *     end, or gold is ahead of the books, which follow two checkpoints later, and the stream has
   *     published something in the last minutes
   * @param stages rows and money by stage
   * @param differences what does not add up, as sentences
   */
  public record Day(
      String table,
      LocalDate day,
      String unit,
      boolean open,
      Map<String, ControlTotal> stages,
      List<String> differences) {
    public boolean addsUp() {
      return differences.isEmpty();
    }

    boolean isOf(String table, LocalDate day) {
      return this.table.equals(table) && Objects.equals(this.day, day);
    }

    Day with(String difference) {
      List<String> more = new ArrayList<>(differences);
      more.add(difference);
      return new Day(table, day, unit, open, stages, more);
    }

    /** Rows and money of this stage. */
    public ControlTotal stage(String name) {
      return total(stages, table, name, day, unit);
    }
  }

  private static final String RUNS =
      "runs AS (SELECT * FROM audit.runs WHERE pipeline = ? AND run_number >= (SELECT"
          + " coalesce(max(run_number), 0) FROM audit.runs WHERE pipeline = ? AND kind ="
          + " 'rebuild'))";

  private static final String TOTALS =
      "WITH "
          + RUNS
          + " SELECT \"table\", day, unit, stage, sum(rows), sum(amount) FROM audit.control_totals"
          + " JOIN runs USING (run_id) GROUP BY \"table\", day, unit, stage ORDER BY \"table\", day,"
          + " unit, stage";

  /** How long a stream may publish nothing, and its gold be ahead. */
  private static final String RECENTLY = "5 minutes";

  /**
   * Of the last run, when it is a stream: its days, whether they are complete, whether it lives.
   */
  private static final String STREAMED =
      "WITH "
          + RUNS
          + ", last AS (SELECT run_id, finished_at FROM runs WHERE kind = 'stream' AND run_number = (SELECT"
          + " max(run_number) FROM runs)) SELECT DISTINCT day, EXISTS (SELECT FROM"
          + " audit.complete_days c WHERE c.run_id = t.run_id AND c.day = t.day), finished_at >"
          + " now() - interval '"
          + RECENTLY
          + "' FROM last LEFT JOIN audit.control_totals t USING (run_id)";

  private record Place(String table, LocalDate day, String unit) {}

  /** All days, by table, and by unit. */
  public List<Day> days() {
    return warehouse.within(
        connection -> {
          Map<LocalDate, Boolean> streamed = new HashMap<>();
          boolean lives = false;
          try (PreparedStatement statement = prepare(connection, STREAMED);
              ResultSet result = statement.executeQuery()) {
            while (result.next()) {
              streamed.put(day(result, 1), result.getBoolean(2));
              lives = result.getBoolean(3);
            }
          }
          boolean mayBeAhead = lives || isBeyondBooks(connection);
          Map<Place, Map<String, ControlTotal>> totals = totals(connection);
          Map<String, Map<Place, GoldSum>> gold = new LinkedHashMap<>();
          for (Table<?> table : contracts.gold()) {
            if (contracts.proofs().containsKey(table.name())) {
              gold.put(table.name(), gold(connection, table));
            }
          }
          Map<Place, List<String>> refusals = new HashMap<>();
          for (Table<?> table : contracts.gold()) {
            for (RefusedRows.Of refused : RefusedRows.of(connection, table)) {
              Place place = ofFacts(refused.day(), refused.amount().unit());
              refusals
                  .computeIfAbsent(place, day -> new ArrayList<>())
                  .addAll(RefusedRows.sentences(table, List.of(refused)));
              gold.getOrDefault(table.name(), new HashMap<>())
                  .merge(place, GoldSum.of(refused), GoldSum::plus);
            }
          }
          addDaysOf(gold, refusals, totals);
          List<Day> days = new ArrayList<>();
          totals.forEach(
              (place, stages) -> {
                List<String> differences = new ArrayList<>(differences(stages));
                boolean books = differences.isEmpty();
                boolean ahead = true;
                if (place.table().equals(contracts.facts().name()) && place.day() != null) {
                  for (Map.Entry<String, Map<Place, GoldSum>> table : gold.entrySet()) {
                    GoldSum sums = table.getValue().getOrDefault(place, GoldSum.none(place.unit()));
                    ControlTotal valid = valid(stages, place);
                    ahead &= sums.isAtLeast(valid);
                    compare(contracts.pipeline() + "." + table.getKey(), sums, valid, differences);
                  }
                }
                if (place.table().equals(contracts.facts().name())) {
                  differences.addAll(refusals.getOrDefault(place, List.of()));
                }
                boolean isWorkedOn =
                    place.day() != null && Boolean.FALSE.equals(streamed.get(place.day()));
                // A stream may have come back to a day of earlier runs, which its books lack yet.
                boolean isAhead = mayBeAhead && books && ahead && !differences.isEmpty();
                boolean isOpen = isWorkedOn || isAhead;
                days.add(
                    new Day(place.table(), place.day(), place.unit(), isOpen, stages, differences));
              });
          return days;
        });
  }

  /** Gold of a day that the books do not know is to be seen as well. */
  private void addDaysOf(
      Map<String, Map<Place, GoldSum>> gold,
      Map<Place, List<String>> refusals,
      Map<Place, Map<String, ControlTotal>> totals) {
    java.util.stream.Stream.concat(
            gold.values().stream().flatMap(days -> days.keySet().stream()),
            refusals.keySet().stream())
        .forEach(place -> totals.putIfAbsent(place, Map.of()));
  }

  private Place ofFacts(LocalDate day, String unit) {
    return new Place(contracts.facts().name(), day, unit);
  }

  /** Whether gold has rows of a run that the books do not know yet: it has only just begun. */
  private boolean isBeyondBooks(java.sql.Connection connection) throws SQLException {
    for (Table<?> table : contracts.gold()) {
      String sql =
          "SELECT coalesce(max(%s), 0) > (SELECT coalesce(max(run_number), 0) FROM audit.runs"
                  .formatted(Sql.VERSION)
              + " WHERE pipeline = ?) FROM "
              + Sql.name(table);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setString(1, pipeline);
        try (ResultSet result = statement.executeQuery()) {
          result.next();
          if (result.getBoolean(1)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private PreparedStatement prepare(java.sql.Connection connection, String sql)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setString(1, pipeline);
    statement.setString(2, pipeline);
    return statement;
  }

  private Map<Place, Map<String, ControlTotal>> totals(java.sql.Connection connection)
      throws SQLException {
    Map<Place, Map<String, ControlTotal>> totals = new LinkedHashMap<>();
    try (PreparedStatement statement = prepare(connection, TOTALS);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        Place place = new Place(result.getString(1), day(result, 2), result.getString(3));
        String stage = result.getString(4);
        Amount amount = new Amount(result.getBigDecimal(6), place.unit());
        ControlTotal total =
            ControlTotal.of(place.table(), stage, place.day(), result.getLong(5), amount);
        totals.computeIfAbsent(place, p -> new HashMap<>()).put(stage, total);
      }
    }
    return totals;
  }

  private Map<Place, GoldSum> gold(java.sql.Connection connection, Table<?> table)
      throws SQLException {
    GoldProof<?> proof = contracts.proofs().get(table.name());
    String sql =
        "SELECT %s, %s, coalesce(sum(%s), 0)::numeric FROM %s GROUP BY 1"
            .formatted(
                Sql.day(table),
                proof.rowsSql() == null ? "NULL::numeric" : "sum(" + proof.rowsSql() + ")::numeric",
                proof.amountSql(),
                Sql.name(table));
    String unit = table.unit().orElse(null);
    Map<Place, GoldSum> days = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        Amount amount = new Amount(result.getBigDecimal(3), unit);
        days.put(ofFacts(day(result, 1), unit), new GoldSum(result.getBigDecimal(2), amount));
      }
    }
    return days;
  }

  private static LocalDate day(ResultSet result, int column) throws SQLException {
    Date date = result.getDate(column);
    return date == null ? null : date.toLocalDate();
  }

  private static List<String> differences(Map<String, ControlTotal> stages) {
    return dev.assay.transforms.Reconcile.failures(
        stages.values().stream()
            .filter(total -> !total.stage().equals(ControlTotal.BRONZE))
            .toList());
  }

  private static ControlTotal valid(Map<String, ControlTotal> stages, Place place) {
    return total(stages, place.table(), ControlTotal.VALID, place.day(), place.unit());
  }

  private static ControlTotal total(
      Map<String, ControlTotal> stages, String table, String stage, LocalDate day, String unit) {
    return stages.getOrDefault(stage, ControlTotal.of(table, stage, day, 0, Amount.zero(unit)));
  }

  private static void compare(
      String table, GoldSum gold, ControlTotal valid, List<String> differences) {
    if (!gold.isEqualTo(valid)) {
      differences.add(
          table
              + " in the warehouse has "
              + gold
              + ", but valid are "
              + valid.rows()
              + " rows / "
              + valid.money());
    }
  }
}
