package dev.assay.pipelines.wealth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.Audit;
import dev.assay.pipelines.books.ReplayFilter;
import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.PortfolioByRisk;
import dev.assay.schemas.wealth.StockVolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes of runs that were killed, and of lakes, warehouses and inputs that changed. */
class WealthRecoveryIT {
  private static final String HEADER = "customer_id,name,risk_category,updated_at\n";

  @TempDir Path folder;

  @Test
  void drafts_that_a_kill_left_in_the_ledger_stop_no_run() throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    Path ledger = Files.createDirectories(folder.resolve("lake/wealth/runs"));
    Files.writeString(ledger.resolve(".000001.plan.json"), "");
    Files.writeString(ledger.resolve(".000001.done.json"), "");
    assertThat(runs.ledger().plans(), is(empty()));
    assertThat(runs.ledger().lastDone(), is(0L));
  }

  @Test
  void a_run_that_gave_nothing_and_was_killed_at_its_end_is_done_again() throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    runs.load(write("t.jsonl", ""), write("c.csv", ""));
    Files.delete(folder.resolve("lake/wealth/runs/000001.done.json"));
    runs.load(folder.resolve("t.jsonl"), folder.resolve("c.csv"));
    assertThat(runs.ledger().lastDone(), is(1L));
  }

  @Test
  void a_run_whose_input_is_gone_or_changed_is_finished_from_bronze() throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    Path customers = write("c.csv", HEADER + "C1,Ada,LOW,\n");
    Path trades = write("t.jsonl", trade("T1", "C1", "2026-01-05"));
    refuseTopStocks(runs);
    assertThrows(RuntimeException.class, () -> runs.load(trades, customers));
    allowTopStocks(runs);
    Files.writeString(trades, trade("T2", "C1", "2026-01-06"));
    Files.delete(customers);
    RunReport report = runs.load(trades, customers);
    assertThat(report.failures(), is(empty()));
    assertThat(report.rows("trades", ControlTotal.BRONZE), is(1L));
    assertThat(runs.tables().get("silver trades").toString(), containsString("tradeId=T1,"));
    assertThat(runs.tables().get("silver trades").size(), is(1));
    runs.load(trades, write("others.csv", HEADER + "C2,Bob,LOW,\n"));
    assertThat(runs.tables().get("silver trades").size(), is(2));
    assertThat(runs.tables().get("bronze trades").size(), is(2));
  }

  @Test
  void rebuild_removes_what_only_a_lost_run_brought_to_the_warehouse() throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    Path customers = write("c.csv", HEADER + "C1,Ada,LOW,\n");
    runs.load(write("a.jsonl", trade("T1", "C1", "2026-01-05")), customers);
    copy(folder.resolve("lake"), folder.resolve("backup"));
    runs.load(write("b.jsonl", trade("T2", "C1", "2026-01-06")), customers);
    WealthRuns restored = new WealthRuns(folder.resolve("backup"), runs.warehouse);
    assertThat(restored.rebuild().failures(), is(empty()));
    for (Table<?> table : Wealth.FLOW.gold()) {
      assertThat(
          restored.tables().get("warehouse " + table.name()),
          is(restored.tables().get("gold " + table.name())));
    }
    restored.load(folder.resolve("b.jsonl"), customers);
    assertThat(restored.tables(), is(runs.tables()));
  }

  @Test
  void an_unfinished_replay_is_not_finished_with_another_filter() throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    Path none = write("c.csv", HEADER);
    Path trades = write("t.jsonl", trade("T1", "C1", "2026-01-05") + trade("", "C1", "2026-01-05"));
    runs.load(trades, none);
    runs.load(trades, write("d.csv", HEADER + "C1,Ada,LOW,\n"));
    refuseTopStocks(runs);
    ReplayFilter orphans = new ReplayFilter("trades", "customer_id_is_known", null);
    assertThrows(RuntimeException.class, () -> runs.replay(orphans, false));
    allowTopStocks(runs);
    assertThrows(
        RuntimeException.class,
        () -> runs.replay(new ReplayFilter("trades", "trade_id_is_present", null), false));
    runs.replay(orphans, false);
    assertThat(runs.tables().get("silver trades").size(), is(1));
    assertThat(runs.quarantine(dev.assay.schemas.wealth.Trade.TABLE).size(), is(1));
  }

  @Test
  void a_displaced_trade_takes_no_other_row_of_its_key_along() throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    Path customers = write("c.csv", HEADER + "C1,Ada,LOW,\nC2,Bob,LOW,\n");
    runs.allowedLatenessDays = 2;
    runs.load(write("1.jsonl", trade("T1", "C1", "2026-01-05")), customers);
    runs.load(write("2.jsonl", trade("T2", "C1", "2026-01-20")), customers);
    // The day of the first T1 is closed, so this run does not see it.
    runs.load(write("3.jsonl", trade("T1", "C2", "2026-01-20")), customers);
    runs.allowedLatenessDays = null;
    RunReport report = runs.load(write("4.jsonl", trade("T4", "C1", "2026-01-05")), customers);
    assertThat(report.failures(), is(empty()));
    assertThat(
        runs.tables().get("silver trades").stream().map(row -> row.substring(0, 36)).toList(),
        is(
            List.of(
                "Trade[tradeId=T1, customerId=C1, sto",
                "Trade[tradeId=T2, customerId=C1, sto",
                "Trade[tradeId=T4, customerId=C1, sto")));
  }

  @Test
  void money_of_a_risk_category_without_customers_is_in_the_view() {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    runs.warehouse.prepare(Wealth.FLOW.gold(), Wealth.FLOW.views());
    // A customer who was LOW in the morning and HIGH in the evening counts as HIGH that day.
    TestPostgres.execute(
        runs.warehouse,
        "INSERT INTO wealth.portfolio_by_risk VALUES ('2026-01-05', 'LOW', 1, 5, 0, 5, 1),"
            + " ('2026-01-05', 'HIGH', 1, 7, 0, 7, 1)");
    TestPostgres.execute(
        runs.warehouse,
        "INSERT INTO wealth.investment_by_customer VALUES ('2026-01-05', 'C1', 'Ada', 'HIGH', 2, 12,"
            + " 0, 12, 1)");
    assertThat(
        TestPostgres.first(
            runs.warehouse, "SELECT sum(bought)::int FROM wealth.portfolio_value_by_risk"),
        is(List.of("12")));
  }

  @Test
  void a_changed_customer_gives_the_same_gold_in_any_order() throws IOException {
    Path older = write("older.csv", HEADER + "C1,Old Name,LOW,2026-01-01T00:00:00Z\n");
    Path newer = write("newer.csv", HEADER + "C1,New Name,HIGH,2026-02-01T00:00:00Z\n");
    Path trades = write("t.jsonl", trade("T1", "C1", "2026-01-05"));
    WealthRuns whole = new WealthRuns(folder.resolve("whole"));
    whole.load(trades, folder.resolve("*.csv"));
    WealthRuns halves = new WealthRuns(folder.resolve("halves"));
    halves.load(trades, older);
    halves.load(trades, newer);
    assertThat(
        TestPostgres.read(halves.warehouse, PortfolioByRisk.TABLE.within("wealth")),
        is(TestPostgres.read(whole.warehouse, PortfolioByRisk.TABLE.within("wealth"))));
    halves.rebuild();
    assertThat(halves.tables(), is(whole.tables()));
  }

  @Test
  void a_newer_version_overtakes_older_ones_in_any_order() throws IOException {
    Path one = write("1.csv", HEADER + "C1,A,LOW,2026-01-01T00:00:00Z\n");
    Path two = write("2.csv", HEADER + "C1,B,LOW,2026-01-01T00:00:00Z\n");
    Path new3 = write("3.csv", HEADER + "C1,C,LOW,2026-02-01T00:00:00Z\n");
    Path trades = write("t.jsonl", "");
    WealthRuns whole = new WealthRuns(folder.resolve("whole"));
    whole.load(trades, folder.resolve("*.csv"));
    WealthRuns parts = new WealthRuns(folder.resolve("parts"));
    for (Path part : List.of(one, two, new3)) {
      parts.load(trades, part);
    }
    assertThat(parts.tables(), is(whole.tables()));
    assertThat(parts.totals(), is(whole.totals()));
  }

  @Test
  void a_row_that_the_warehouse_refuses_ends_no_run_and_is_stated_again_by_a_later_one()
      throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    Path customers = write("c.csv", HEADER + "C1,Ada,LOW,\n");
    runs.load(write("1.jsonl", trade("T1", "C1", "2026-01-05")), customers);
    TestPostgres.execute(
        runs.warehouse,
        "ALTER TABLE wealth.stock_volumes ADD CONSTRAINT one CHECK (trades < 2),"
            + " ADD CONSTRAINT early CHECK (day < '2026-01-07')");

    RunReport refused =
        runs.load(
            write(
                "2.jsonl",
                trade("T2", "C1", "2026-01-05")
                    + trade("T3", "C1", "2026-01-06")
                    + trade("T4", "C1", "2026-01-07")),
            customers);

    assertThat(runs.ledger().lastDone(), is(2L));
    assertThat(refused.failures(), is(empty()));
    assertThat(
        refused.refusals(),
        is(
            List.of(
                "1 row of wealth.stock_volumes was refused by the warehouse: a row breaks a"
                    + " constraint (early), SQLState 23514; see quarantine of stock_volumes",
                "1 row of wealth.stock_volumes was refused by the warehouse: a row breaks a"
                    + " constraint (one), SQLState 23514; see quarantine of stock_volumes")));
    assertThat(refused.rows("stock_volumes", ControlTotal.REFUSED), is(2L));
    assertThat(refused.lacking(), is(List.of("2026-01-05", "2026-01-07")));
    assertThat(runs.quarantine(StockVolume.TABLE).size(), is(2));
    assertThat(
        TestPostgres.read(runs.warehouse, StockVolume.TABLE.within("wealth")).stream()
            .map(row -> row.day() + " " + row.trades())
            .toList(),
        is(List.of("2026-01-06 1")));
    assertThat(
        differences(runs),
        is(
            List.of(
                "2026-01-05: 1 row of wealth.stock_volumes was refused by the warehouse: a row breaks"
                    + " a constraint (one), SQLState 23514; see quarantine of stock_volumes",
                "2026-01-07: 1 row of wealth.stock_volumes was refused by the warehouse: a row breaks"
                    + " a constraint (early), SQLState 23514; see quarantine of stock_volumes")));

    // The next run takes new input, and tries again.
    RunReport next = runs.load(write("3.jsonl", trade("T5", "C1", "2026-01-06")), customers);
    assertThat(runs.ledger().lastDone(), is(3L));
    assertThat(next.rows("trades", ControlTotal.VALID), is(1L));
    assertThat(next.lacking(), is(List.of("2026-01-05", "2026-01-06", "2026-01-07")));
    assertThat(runs.quarantine(StockVolume.TABLE).size(), is(3));

    TestPostgres.execute(
        runs.warehouse,
        "ALTER TABLE wealth.stock_volumes DROP CONSTRAINT one, DROP CONSTRAINT early");
    RunReport settled = runs.load(folder.resolve("*.jsonl"), customers);
    assertThat(runs.ledger().lastDone(), is(4L));
    assertThat(settled.failures(), is(empty()));
    assertThat(settled.refusals(), is(empty()));
    assertThat(runs.quarantine(StockVolume.TABLE), is(empty()));
    assertThat(differences(runs), is(empty()));
    assertThat(
        TestPostgres.first(runs.warehouse, "SELECT count(*)::text FROM audit.refused_rows"),
        is(List.of("0")));
    assertThat(
        runs.tables().get("warehouse stock_volumes"), is(runs.tables().get("gold stock_volumes")));
    runs.load(folder.resolve("*.jsonl"), customers);
    assertThat(runs.ledger().lastDone(), is(4L));
  }

  @Test
  void an_index_row_that_is_too_long_is_refused_and_a_rebuild_states_it_again() throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    Path customers = write("c.csv", HEADER + "C1,Ada,LOW,\n");
    runs.warehouse.prepare(Wealth.FLOW.gold(), Wealth.FLOW.views());
    TestPostgres.execute(
        runs.warehouse,
        "CREATE FUNCTION noise(n bigint) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT"
            + " string_agg(md5(i::text), '''') FROM generate_series(1, n * 40) i';"
            + "CREATE INDEX long ON wealth.stock_volumes (noise(trades))");
    RunReport report =
        runs.load(
            write("1.jsonl", trade("T1", "C1", "2026-01-05") + trade("T2", "C1", "2026-01-06")),
            customers);
    assertThat(report.refusals(), is(empty()));
    RunReport more =
        runs.load(
            write(
                "2.jsonl",
                trade("T3", "C1", "2026-01-05")
                    + trade("T4", "C1", "2026-01-05")
                    + trade("T5", "C1", "2026-01-05")),
            customers);
    assertThat(more.failures(), is(empty()));
    assertThat(more.refusals().toString(), containsString("a value is too large, SQLState 54000"));
    assertThat(runs.ledger().lastDone(), is(2L));
    TestPostgres.execute(runs.warehouse, "DROP INDEX wealth.long");
    assertThat(runs.rebuild().refusals(), is(empty()));
    assertThat(differences(runs), is(empty()));
    assertThat(
        runs.tables().get("warehouse stock_volumes"), is(runs.tables().get("gold stock_volumes")));
  }

  @Test
  void rows_that_may_not_be_removed_or_vanish_on_their_way_end_no_run() throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    Path customers = write("c.csv", HEADER + "C1,Ada,LOW,\n");
    runs.warehouse.prepare(Wealth.FLOW.gold(), Wealth.FLOW.views());
    TestPostgres.execute(
        runs.warehouse,
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN RAISE EXCEPTION ''no''; END';"
            + "CREATE TRIGGER keep BEFORE DELETE ON wealth.top_stocks FOR EACH ROW EXECUTE FUNCTION"
            + " keep();"
            + "CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN RETURN NULL; END';"
            + "CREATE TRIGGER skip BEFORE INSERT ON wealth.stock_volumes FOR EACH ROW EXECUTE FUNCTION"
            + " skip()");
    TestPostgres.execute(
        runs.warehouse, "INSERT INTO wealth.top_stocks VALUES ('2026-01-05', 9, 'OLD', 1, 1, 0)");
    RunReport report = runs.load(write("1.jsonl", trade("T1", "C1", "2026-01-05")), customers);
    assertThat(runs.ledger().lastDone(), is(1L));
    assertThat(report.reconciles(), is(false));
    assertThat(
        report.failures().toString(), containsString("the warehouse's wealth.stock_volumes: 0"));
    assertThat(
        report.refusals(),
        is(
            List.of(
                "rows of earlier runs stay in wealth.top_stocks: the warehouse refuses to remove"
                    + " them: the statement is refused, SQLState P0001")));
    TestPostgres.execute(
        runs.warehouse,
        "DROP TRIGGER keep ON wealth.top_stocks; DROP TRIGGER skip ON wealth.stock_volumes");
    RunReport settled = runs.load(folder.resolve("1.jsonl"), customers);
    assertThat(settled.reconciles(), is(true));
    assertThat(settled.refusals(), is(empty()));
    assertThat(runs.tables().get("warehouse top_stocks"), is(runs.tables().get("gold top_stocks")));
  }

  private static List<String> differences(WealthRuns runs) {
    return new Audit(runs.warehouse, Wealth.FLOW)
        .days().stream()
            .flatMap(day -> day.differences().stream().map(text -> day.day() + ": " + text))
            .toList();
  }

  private static void refuseTopStocks(WealthRuns runs) {
    runs.warehouse.prepare(Wealth.FLOW.gold(), Wealth.FLOW.views());
    TestPostgres.execute(
        runs.warehouse,
        "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN RAISE EXCEPTION ''no'' USING ERRCODE = ''42501''; END'");
    TestPostgres.execute(
        runs.warehouse,
        "CREATE TRIGGER no BEFORE INSERT ON wealth.top_stocks FOR EACH ROW EXECUTE FUNCTION no()");
  }

  private static void allowTopStocks(WealthRuns runs) {
    TestPostgres.execute(runs.warehouse, "DROP TRIGGER no ON wealth.top_stocks");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String trade(String id, String customer, String day) {
    return "{\"trade_id\":\""
        + id
        + "\",\"customer_id\":\""
        + customer
        + "\",\"stock_symbol\":\"KO\",\"transaction_type\":\"BUY\",\"quantity\":2,\"price\":10,"
        + "\"transaction_time\":\""
        + day
        + "T10:00:00Z\"}\n";
  }
}
