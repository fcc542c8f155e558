package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.RunKind;
import dev.assay.pipelines.books.Epoch;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.books.RunRecord;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.jdbc.AuditTables;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandIT {
  private static final String AT = "2026-01-07T00:00:00Z";

  private EmbeddedPostgres server;
  private Warehouse warehouse;

  @BeforeEach
  void prepare() throws IOException {
    server = EmbeddedPostgres.start();
    warehouse = Warehouse.fromUrl(url(), "postgres", null);
    warehouse.prepare(Wealth.FLOW.gold(), Wealth.FLOW.views());
  }

  @AfterEach
  void stop() throws IOException {
    warehouse.disconnect();
    server.close();
  }

  @Test
  void closed_days_that_add_up_end_with_0() {
    List<ControlTotal> totals = List.of(total("read", 2), total("quarantined", 2));
    new AuditTables(warehouse).recordRun(run(RunKind.LOAD.text()), totals);
    Said said = audit("table");
    assertThat(said.toString(), said.code(), is(0));
    assertThat(said.out(), containsString("Every closed day adds up"));
    assertThat(
        audit("csv").out(),
        containsString(
            "trades,2026-01-05,USD,closed,2,0,2,0,0,20.00000000,0,20.00000000,0,0,true,"));
  }

  @Test
  void a_closed_day_that_does_not_add_up_ends_with_3_and_is_told() {
    List<ControlTotal> totals = List.of(total("read", 2), total("quarantined", 1));
    new AuditTables(warehouse).recordRun(run(RunKind.LOAD.text()), totals);
    Said said = audit("table");
    assertThat(said.toString(), said.code(), is(3));
    assertThat(
        said.out(),
        containsString(
            "trades, 2026-01-05: trades, 2026-01-05: read 2 rows / 20 USD, but valid +"
                + " quarantined + duplicate + late = 1 rows / 10 USD"));
    assertThat(said.out(), containsString("IT DOES NOT ADD UP on 1 closed day."));
    Said csv = audit("csv");
    assertThat(csv.code(), is(3));
    assertThat(csv.out(), containsString(",false,\"trades, 2026-01-05: read 2 rows / 20 USD, but"));
    assertThat(audit("json").out(), containsString("\"adds_up\":false"));
  }

  @Test
  void each_currency_has_a_line_and_a_day_is_one_day() {
    LocalDate day = LocalDate.parse("2026-01-05");
    Amount euros = new Amount(new BigDecimal("7.5"), "EUR");
    List<ControlTotal> totals =
        List.of(
            total("read", 2),
            ControlTotal.of("trades", "read", day, 1, euros).in("r1"),
            ControlTotal.ofRows("trades", "read", null, 1).in("r1"),
            ControlTotal.ofRows("trades", "quarantined", null, 1).in("r1"));
    new AuditTables(warehouse).recordRun(run(RunKind.LOAD.text()), totals);
    Said said = audit("table");
    assertThat(said.toString(), said.code(), is(3));
    assertThat(said.out(), containsString("IT DOES NOT ADD UP on 1 closed day."));
    String csv = audit("csv").out();
    assertThat(csv, containsString("table,day,unit,state,read,"));
    assertThat(csv, containsString("trades,2026-01-05,USD,closed,2,0,0,0,0,20.00000000,0,0,0,0,"));
    assertThat(csv, containsString("trades,2026-01-05,EUR,closed,1,0,0,0,0,7.50000000,0,0,0,0,"));
    assertThat(
        csv, containsString("trades,\"\",,closed,1,0,1,0,0,0.00000000,0,0.00000000,0,0,true,"));
    assertThat(audit("json").out(), containsString("\"day\":\"2026-01-05\",\"unit\":\"EUR\","));
  }

  @Test
  void what_was_compared_is_named_and_a_line_of_zeros_is_left_out() {
    ControlTotal known = ControlTotal.ofRows("trades", "known", null, 1).in("r1");
    new AuditTables(warehouse).recordRun(run(RunKind.LOAD.text()), List.of(known));
    Said said = audit("table");
    assertThat(
        said.out(),
        containsString(
            "rows and money of gold's investment_by_customer, portfolio_by_risk, stock_volumes, and"
                + " money of gold's holdings equal silver. Compare every column of gold with:"
                + " assay audit wealth --deep"));
    assertThat(audit("csv").out().lines().count(), is(1L));
  }

  @Test
  void an_open_day_that_does_not_add_up_yet_ends_with_0() {
    List<ControlTotal> totals = List.of(total("read", 2), total("valid", 2));
    new AuditTables(warehouse).recordStream(run(RunPlan.STREAM), epoch(totals));
    Said said = audit("table");
    assertThat(said.toString(), said.code(), is(0));
    assertThat(
        said.out(),
        containsString("1 open: a stream has not passed their end as far as the books tell"));
    assertThat(
        audit("csv").out(),
        containsString(
            "trades,2026-01-05,USD,open,2,2,0,0,0,20.00000000,20.00000000,0,0,0,false,"));
  }

  @Test
  void deep_audit_finds_what_the_quick_one_does_not_look_at(@TempDir Path home) {
    Path data = Path.of("..", "data", "wealth").toAbsolutePath().normalize();
    Said run =
        Said.by(
            "run",
            "wealth",
            "--trades=" + data.resolve("trades-*.jsonl"),
            "--customers=" + data.resolve("customers.csv"),
            "--home=" + home,
            "--warehouse=" + url(),
            "--warehouse-user=postgres");
    assertThat(run.toString(), run.code(), is(0));
    Said before = deep(home);
    assertThat(before.toString(), before.code(), is(0));
    assertThat(
        before.out(),
        containsString("Every column of gold, in warehouse and lake, is what silver"));
    warehouse.within(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("UPDATE wealth.top_stocks SET rank = rank + 100");
          }
        });
    assertThat(audit("table").code(), is(0));
    Said after = deep(home);
    assertThat(after.toString(), after.code(), is(3));
    assertThat(
        after.out(),
        containsString("wealth.top_stocks, 2026-01-05: in the warehouse column rank adds up to"));
  }

  private Said deep(Path home) {
    return Said.by(
        "audit", "--deep", "--home=" + home, "--warehouse=" + url(), "--warehouse-user=postgres");
  }

  private Said audit(String format) {
    return Said.by(
        "audit", "--warehouse=" + url(), "--warehouse-user=postgres", "--format=" + format);
  }

  private String url() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
  }

  private static ControlTotal total(String stage, long rows) {
    LocalDate day = LocalDate.parse("2026-01-05");
    return new ControlTotal("r1", "trades", stage, day, "USD", rows, BigDecimal.valueOf(10 * rows));
  }

  private static Epoch epoch(List<ControlTotal> totals) {
    return new Epoch(
        1, "r1", "wealth", AT, 1, List.of(), Set.of(), Map.of(), totals, Set.of(), Set.of(),
        List.of(), true, Map.of(), Map.of(), false, Map.of());
  }

  private static RunRecord run(String kind) {
    Instant at = Instant.parse(AT);
    return new RunRecord("r1", "wealth", 1, kind, at, at, true, 0, 0, 0, 0, 0);
  }
}
