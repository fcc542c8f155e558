package dev.assay.pipelines;

import static dev.assay.pipelines.StreamedTrades.total;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.books.Epoch;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.io.jdbc.AuditTables;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Sum;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which days are open, and whether they add up. */
class AuditTest {
  private static final String DAY = "2026-01-05";
  private static final Flow FLOW =
      Flow.named("wealth", "The volumes alone")
          .table(Trade.TABLE)
          .gold(Sum.into(StockVolume.TABLE).of(Trade.TABLE, StockVolume::of));

  private static final String AT = "2026-01-07T00:00:00Z";
  private static final String MISSING =
      "wealth.stock_volumes in the warehouse has 0 rows / 0 USD, but valid are 2 rows / 20 USD";
  private static final String AHEAD =
      "wealth.stock_volumes in the warehouse has 3 rows / 30 USD, but valid are 2 rows / 20 USD";

  private Warehouse warehouse;

  @BeforeEach
  void prepare() {
    warehouse = TestPostgres.freshDatabase();
    warehouse.prepare(FLOW.gold(), FLOW.views());
  }

  @Test
  void a_day_of_a_bounded_run_is_closed_and_adds_up() {
    bounded(1, RunKind.LOAD, read(2), valid(2));
    gold(2);
    assertThat(days(), contains("2026-01-05 USD closed []"));
  }

  @Test
  void a_closed_day_without_its_gold_does_not_add_up() {
    bounded(1, RunKind.LOAD, read(2), valid(2));
    assertThat(days(), contains("2026-01-05 USD closed [" + MISSING + "]"));
  }

  @Test
  void a_closed_day_with_gold_that_no_row_accounts_for_does_not_add_up() {
    bounded(1, RunKind.LOAD, read(2), valid(2));
    gold(3);
    assertThat(days(), contains("2026-01-05 USD closed [" + AHEAD + "]"));
  }

  @Test
  void each_currency_of_a_day_is_compared_by_itself() {
    LocalDate day = LocalDate.parse(DAY);
    ControlTotal readInEuros =
        ControlTotal.of("trades", ControlTotal.READ, day, 1, new Amount(BigDecimal.TEN, "EUR"));
    bounded(1, RunKind.LOAD, read(2), valid(3), readInEuros);
    gold(3);
    assertThat(
        days(),
        contains(
            "2026-01-05 EUR closed [trades, 2026-01-05: read 1 rows / 10 EUR, but valid +"
                + " quarantined + duplicate + late = 0 rows / 0 EUR]",
            "2026-01-05 USD closed [trades, 2026-01-05: read 2 rows / 20 USD, but valid +"
                + " quarantined + duplicate + late = 3 rows / 30 USD]"));
  }

  @Test
  void gold_of_one_currency_does_not_stand_for_rows_of_another() {
    LocalDate day = LocalDate.parse(DAY);
    Amount euros = new Amount(new BigDecimal("20"), "EUR");
    bounded(
        1,
        RunKind.LOAD,
        ControlTotal.of("trades", ControlTotal.READ, day, 2, euros),
        ControlTotal.of("trades", ControlTotal.VALID, day, 2, euros));
    gold(2);
    assertThat(
        days(),
        contains(
            "2026-01-05 EUR closed [wealth.stock_volumes in the warehouse has 0 rows / 0 EUR, but"
                + " valid are 2 rows / 20 EUR]",
            "2026-01-05 USD closed [wealth.stock_volumes in the warehouse has 2 rows / 20 USD, but"
                + " valid are 0 rows / 0 USD]"));
  }

  @Test
  void a_day_of_a_stream_is_open_until_event_time_has_passed_its_end() {
    stream(1, Set.of(), read(2), valid(2));
    assertThat(days(), contains("2026-01-05 USD open [" + MISSING + "]"));
    gold(2);
    assertThat(days(), contains("2026-01-05 USD open []"));
    stream(1, Set.of(LocalDate.parse(DAY)), read(2), valid(2));
    assertThat(days(), contains("2026-01-05 USD closed []"));
  }

  @Test
  void a_complete_day_is_open_again_while_gold_is_ahead_of_the_books() {
    stream(1, Set.of(LocalDate.parse(DAY)), read(2), valid(2));
    gold(3);
    assertThat(days(), contains("2026-01-05 USD open [" + AHEAD + "]"));
  }

  @Test
  void a_complete_day_whose_gold_or_books_lack_rows_is_closed_and_does_not_add_up() {
    stream(1, Set.of(LocalDate.parse(DAY)), read(2), valid(2));
    assertThat(days(), contains("2026-01-05 USD closed [" + MISSING + "]"));
    gold(2);
    stream(1, Set.of(LocalDate.parse(DAY)), read(3), valid(2));
    assertThat(
        days(),
        contains(
            "2026-01-05 USD closed [trades, 2026-01-05: read 3 rows / 30 USD, but valid + quarantined +"
                + " duplicate + late = 2 rows / 20 USD]"));
  }

  @Test
  void a_day_of_an_earlier_run_is_open_while_a_stream_is_ahead_of_the_books_on_it() {
    bounded(1, RunKind.LOAD, read(2), valid(2));
    stream(2, Set.of(), total(ControlTotal.KNOWN, null, 1, "0"));
    gold(3);
    assertThat(days(), contains("2026-01-05 USD open [" + AHEAD + "]", "null closed []"));
  }

  @Test
  void a_day_of_an_earlier_run_stays_closed_when_a_stream_is_not_ahead_on_it() {
    bounded(1, RunKind.LOAD, read(2), valid(2));
    stream(2, Set.of());
    assertThat(days(), contains("2026-01-05 USD closed [" + MISSING + "]"));
    gold(2);
    assertThat(days(), contains("2026-01-05 USD closed []"));
  }

  @Test
  void days_of_a_stream_are_closed_once_another_run_follows() {
    stream(1, Set.of(), read(2), valid(2));
    gold(2);
    bounded(2, RunKind.LOAD);
    assertThat(days(), contains("2026-01-05 USD closed []"));
  }

  @Test
  void runs_add_up_since_the_last_rebuild() {
    bounded(1, RunKind.LOAD, read(7), valid(6));
    bounded(2, RunKind.REBUILD, read(1), valid(1));
    stream(3, Set.of(LocalDate.parse(DAY)), read(1), valid(1));
    gold(2);
    assertThat(days(), contains("2026-01-05 USD closed []"));
    List<Audit.Day> days = new Audit(warehouse, FLOW).days();
    assertThat(days.get(0).stage(ControlTotal.READ).rows(), is(2L));
    assertThat(days.get(0).stage(ControlTotal.LATE).rows(), is(0L));
  }

  private List<String> days() {
    return new Audit(warehouse, FLOW)
        .days().stream()
            .map(day -> day.day() + unit(day) + state(day) + day.differences())
            .toList();
  }

  private static String unit(Audit.Day day) {
    return day.unit() == null ? "" : " " + day.unit();
  }

  private static String state(Audit.Day day) {
    return day.open() ? " open " : " closed ";
  }

  private void bounded(long run, RunKind kind, ControlTotal... totals) {
    List<ControlTotal> all = of(run, totals);
    new AuditTables(warehouse).recordRun(Finish.record(kind.text(), AT, report(run, all)), all);
  }

  private void stream(long run, Set<LocalDate> complete, ControlTotal... totals) {
    List<ControlTotal> all = of(run, totals);
    new AuditTables(warehouse)
        .recordStream(
            Finish.record(RunPlan.STREAM, AT, report(run, all)),
            new Epoch(
                run,
                "r" + run,
                "wealth",
                AT,
                Epoch.first(run) + 1,
                List.of(),
                Set.of(),
                Map.of(),
                all,
                complete,
                Set.of(),
                List.of(),
                false,
                Map.of(),
                Map.of(),
                false,
                Map.of()));
  }

  private static RunReport report(long run, List<ControlTotal> totals) {
    return new RunReport(
        run, "r" + run, "wealth", "", false, true, List.of(), RunReport.sumOf(totals), 1);
  }

  private static List<ControlTotal> of(long run, ControlTotal... totals) {
    return List.of(totals).stream().map(total -> total.in("r" + run)).toList();
  }

  private static ControlTotal read(long rows) {
    return total(ControlTotal.READ, DAY, rows, rows + "0");
  }

  private static ControlTotal valid(long rows) {
    return total(ControlTotal.VALID, DAY, rows, rows + "0");
  }

  /** Gold of this many trades of 10 each. */
  private void gold(long trades) {
    TestPostgres.execute(
        warehouse,
        "INSERT INTO wealth.stock_volumes VALUES ('%s', 'ABC', %d, %d, %d0, 1)"
            .formatted(DAY, trades, trades, trades));
  }
}
