package dev.assay.pipelines;

import dev.assay.pipelines.io.jdbc.RefusedRows;
import dev.assay.pipelines.io.jdbc.Sql;
import dev.assay.pipelines.io.jdbc.Warehouse;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether the books of a pipeline add up: per table, day and unit, over all runs since the last
 * rebuild, what was read against what became of it, and gold in the warehouse against silver.
 */
public record Audit(Warehouse warehouse, Flow flow) {

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
          Map<GoldProof<?>, Map<Place, GoldSum>> gold = new LinkedHashMap<>();
          for (Table<?> table : flow.gold()) {
            Optional<? extends GoldProof<?>> proof = GoldProof.of(table);
            if (proof.isPresent()) {
              gold.put(proof.get(), gold(connection, proof.get()));
            }
          }
          Map<Place, List<String>> refusals = new HashMap<>();
          for (Table<?> table : flow.gold()) {
            for (RefusedRows.Of refused : RefusedRows.of(connection, table)) {
              Place place = new Place(silverOf(table), refused.day(), refused.amount().unit());
              refusals
                  .computeIfAbsent(place, day -> new ArrayList<>())
                  .addAll(RefusedRows.sentences(table, List.of(refused)));
              GoldProof.of(table)
                  .ifPresent(
                      proof -> gold.get(proof).merge(place, GoldSum.of(refused), GoldSum::plus));
            }
          }
          addDaysOf(gold, refusals, totals);
          List<Day> days = new ArrayList<>();
          totals.forEach(
              (place, stages) -> {
                List<String> differences = new ArrayList<>(differences(stages));
                boolean books = differences.isEmpty();
                boolean ahead = true;
                for (Map.Entry<GoldProof<?>, Map<Place, GoldSum>> each : gold.entrySet()) {
                  Table<?> table = each.getKey().table();
                  if (place.day() != null && place.table().equals(silverOf(table))) {
                    GoldSum sums = each.getValue().getOrDefault(place, GoldSum.none(place.unit()));
                    ControlTotal valid = valid(each.getKey(), totals, place);
                    ahead &= sums.isAtLeast(valid);
                    compare(table.toString(), sums, valid, differences);
                  }
                }
                differences.addAll(refusals.getOrDefault(place, List.of()));
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

  /** The days that do not add up. */
  Set<LocalDate> unequalDays() {
    return days().stream()
        .filter(day -> day.day() != null && !day.addsUp())
        .map(Day::day)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Gold of a day that the books do not know is to be seen as well. */
  private void addDaysOf(
      Map<GoldProof<?>, Map<Place, GoldSum>> gold,
      Map<Place, List<String>> refusals,
      Map<Place, Map<String, ControlTotal>> totals) {
    java.util.stream.Stream.concat(
            gold.values().stream().flatMap(days -> days.keySet().stream()),
            refusals.keySet().stream())
        .forEach(place -> totals.putIfAbsent(place, Map.of()));
  }

  /** The silver table at whose days a table of gold is looked at. */
  String silverOf(Table<?> gold) {
    return flow.silverOf(gold).get(0).name();
  }

  /** Whether gold has rows of a run that the books do not know yet: it has only just begun. */
  private boolean isBeyondBooks(java.sql.Connection connection) throws SQLException {
    for (Table<?> table : flow.gold()) {
      String sql =
          "SELECT coalesce(max(%s), 0) > (SELECT coalesce(max(run_number), 0) FROM audit.runs"
                  .formatted(Sql.VERSION)
              + " WHERE pipeline = ?) FROM "
              + Sql.name(table);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setString(1, flow.name());
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
    statement.setString(1, flow.name());
    statement.setString(2, flow.name());
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

  private Map<Place, GoldSum> gold(java.sql.Connection connection, GoldProof<?> proof)
      throws SQLException {
    Table<?> table = proof.table();
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
        Place place = new Place(silverOf(table), day(result, 1), unit);
        days.put(place, new GoldSum(result.getBigDecimal(2), amount));
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

  /** What is valid on a day of all that gold is made of. */
  private static ControlTotal valid(
      GoldProof<?> proof, Map<Place, Map<String, ControlTotal>> totals, Place place) {
    ControlTotal valid =
        ControlTotal.of(
            place.table(), ControlTotal.VALID, place.day(), 0, Amount.zero(place.unit()));
    for (String source : proof.sources()) {
      Map<String, ControlTotal> stages =
          totals.getOrDefault(new Place(source, place.day(), place.unit()), Map.of());
      ControlTotal total = total(stages, source, ControlTotal.VALID, place.day(), place.unit());
      valid = valid.plus(total);
    }
    return valid;
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
