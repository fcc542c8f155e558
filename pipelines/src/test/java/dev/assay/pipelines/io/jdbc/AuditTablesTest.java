package dev.assay.pipelines.io.jdbc;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.RunKind;
import dev.assay.pipelines.books.RunRecord;
import dev.assay.schemas.ControlTotal;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditTablesTest {
  private static final BigDecimal MONEY = new BigDecimal("12.50000000");
  private static final LocalDate DAY = LocalDate.of(2026, 1, 2);

  private Warehouse warehouse;
  private AuditTables audit;

  @BeforeEach
  void prepare() {
    warehouse = TestPostgres.freshDatabase();
    warehouse.prepare(List.of(), List.of());
    audit = new AuditTables(warehouse);
  }

  @Test
  void run_recorded_twice_is_there_once() {
    RunRecord run = run("a", 1);
    List<ControlTotal> totals =
        List.of(total("a", ControlTotal.READ, DAY, 2), total("a", ControlTotal.VALID, DAY, 2));

    audit.recordRun(run, totals);
    audit.recordRun(run, totals);

    assertThat(TestPostgres.read(warehouse, RunRecord.TABLE), contains(run));
    assertThat(TestPostgres.read(warehouse, ControlTotal.TABLE).size(), is(2));
  }

  @Test
  void reconciliation_shows_which_day_adds_up() {
    audit.recordRun(
        run("a", 1),
        List.of(
            total("a", ControlTotal.READ, DAY, 3),
            total("a", ControlTotal.VALID, DAY, 3),
            total("a", ControlTotal.READ, null, 2),
            total("a", ControlTotal.QUARANTINED, null, 1)));

    String sql =
        "SELECT day, read_rows, valid_rows, quarantined_rows, late_amount, adds_up"
            + " FROM audit.reconciliation WHERE day IS ";
    assertThat(
        TestPostgres.first(warehouse, sql + "NOT NULL"),
        is(List.of("2026-01-02", "3", "3", "0", "0", "t")));
    assertThat(
        TestPostgres.first(warehouse, sql + "NULL").subList(1, 6),
        is(List.of("2", "0", "1", "0", "f")));
  }

  @Test
  void reconciliation_shows_each_currency_of_a_day_by_itself() {
    ControlTotal inEuros = new ControlTotal("a", "trades", ControlTotal.READ, DAY, "EUR", 1, MONEY);
    audit.recordRun(
        run("a", 1),
        List.of(
            total("a", ControlTotal.READ, DAY, 3),
            total("a", ControlTotal.VALID, DAY, 3),
            inEuros,
            total("a", ControlTotal.LATE, null, 1)));

    assertThat(
        TestPostgres.rows(
            warehouse,
            "SELECT day, unit, read_rows, valid_rows, read_amount, valid_amount, adds_up FROM"
                + " audit.reconciliation ORDER BY day, unit"),
        contains(
            List.of("2026-01-02", "EUR", "1", "0", "12.50000000", "0", "f"),
            List.of("2026-01-02", "USD", "3", "3", "37.50000000", "37.50000000", "t"),
            Arrays.asList(null, "USD", "0", "0", "0", "0", "f")));
  }

  @Test
  void last_run_number_is_the_pipelines_own() {
    assertThat(audit.lastRunNumber("wealth"), is(OptionalLong.empty()));

    audit.recordRun(run("a", 4), List.of());
    audit.recordRun(run("b", 5), List.of());

    assertThat(audit.lastRunNumber("wealth"), is(OptionalLong.of(5)));
    assertThat(audit.lastRunNumber("banking"), is(OptionalLong.empty()));
  }

  private static RunRecord run(String id, long number) {
    return new RunRecord(
        id,
        "wealth",
        number,
        RunKind.LOAD.text(),
        Instant.parse("2026-01-02T03:04:05.000006Z"),
        Instant.parse("2026-01-02T03:05:05Z"),
        true,
        2,
        2,
        0,
        0,
        0);
  }

  private static ControlTotal total(String run, String stage, LocalDate day, long rows) {
    return new ControlTotal(
        run, "trades", stage, day, "USD", rows, MONEY.multiply(BigDecimal.valueOf(rows)));
  }
}
