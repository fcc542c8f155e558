package dev.assay.pipelines.wealth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.assay.pipelines.books.ReplayFilter;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.books.SourceFile;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.InputException;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Trade;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the pipeline for real, on files, a lake and PostgreSQL. */
class WealthPipelineIT {
  private static final Path SAMPLE = Path.of("..", "data", "wealth").toAbsolutePath().normalize();
  private static final Path CUSTOMERS = SAMPLE.resolve("customers.csv");
  private static final String FIRST = SAMPLE.resolve("trades-1.jsonl").toString();
  private static final String SECOND = SAMPLE.resolve("trades-2.jsonl").toString();
  private static final String BOTH = SAMPLE.resolve("trades-*.jsonl").toString();

  @TempDir Path folder;

  @Test
  void sample_gives_exactly_the_expected_gold() throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    runs.enforced = true;
    RunReport report = runs.load(BOTH, CUSTOMERS);
    assertThat(report.failures(), is(empty()));
    for (Table<?> table : Wealth.FLOW.gold()) {
      assertThat(
          table.name(),
          TestPostgres.read(runs.warehouse, table).stream().map(row -> csv(table, row)).toList(),
          containsInAnyOrder(expected(table).toArray()));
    }
    assertThat(report.rows("trades", ControlTotal.READ), is(88L));
    assertThat(report.rows("trades", ControlTotal.VALID), is(67L));
    assertThat(report.rows("trades", ControlTotal.DUPLICATE), is(2L));
    assertThat(report.rows("trades", ControlTotal.QUARANTINED), is(19L));
    assertThat(report.rows("customers", ControlTotal.VALID), is(5L));
    assertThat(report.rows("customers", ControlTotal.DUPLICATE), is(2L));
  }

  @Test
  void sample_names_every_broken_rule_in_quarantine() {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    runs.load(BOTH, CUSTOMERS);
    assertThat(
        rules(runs.quarantine(Trade.TABLE)),
        containsInAnyOrder(
            "currency_is_usd",
            "customer_id_is_known",
            "customer_id_is_present",
            "payload_is_readable",
            "payload_is_readable",
            "payload_is_readable",
            "payload_is_utf_8",
            "price_has_at_most_4_decimals",
            "price_is_in_range",
            "quantity_is_a_number",
            "quantity_is_positive",
            "quantity_is_positive",
            "quantity_is_positive,price_is_positive",
            "stock_symbol_has_no_nul",
            "stock_symbol_is_present",
            "trade_id_is_text",
            "trade_id_is_unique",
            "transaction_time_is_a_time",
            "transaction_type_is_buy_or_sell"));
    assertThat(
        rules(runs.quarantine(Customer.TABLE)),
        containsInAnyOrder(
            "date_of_birth_is_a_date",
            "field_count_matches_header",
            "name_is_present",
            "payload_is_readable",
            "risk_category_is_low_or_medium_or_high"));
  }

  @Test
  void bronze_keeps_every_payload_as_received() throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    runs.load(FIRST, CUSTOMERS);
    List<String> lines = new ArrayList<>(Files.readAllLines(Path.of(FIRST)));
    lines.removeIf(String::isEmpty);
    assertThat(runs.bronze(Trade.TABLE), containsInAnyOrder(lines.toArray()));
  }

  @Test
  void the_same_input_again_changes_nothing() {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    runs.load(BOTH, CUSTOMERS);
    Map<String, List<String>> tables = runs.tables();
    Map<String, Long> versions = runs.versions();
    runs.load(BOTH, CUSTOMERS);
    assertThat(runs.ledger().lastDone(), is(1L));
    assertThat(runs.tables(), is(tables));
    assertThat(runs.versions(), is(versions));
  }

  @Test
  void two_halves_in_either_order_are_the_whole() {
    WealthRuns whole = new WealthRuns(folder.resolve("whole"));
    whole.load(BOTH, CUSTOMERS);
    for (List<String> halves : List.of(List.of(FIRST, SECOND), List.of(SECOND, FIRST))) {
      WealthRuns runs = new WealthRuns(folder.resolve("halves" + halves.hashCode()));
      halves.forEach(half -> runs.load(half, CUSTOMERS));
      assertThat(runs.ledger().lastDone(), is(2L));
      assertThat(runs.tables(), is(whole.tables()));
      assertThat(runs.totals(), is(whole.totals()));
    }
  }

  @Test
  void rebuild_from_bronze_gives_the_same_tables() {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    runs.enforced = true;
    runs.load(FIRST, CUSTOMERS);
    runs.load(SECOND, CUSTOMERS);
    Map<String, List<String>> tables = runs.tables();
    TestPostgres.execute(runs.warehouse, "DELETE FROM wealth.holdings WHERE day = '2026-01-06'");
    TestPostgres.execute(runs.warehouse, "UPDATE wealth.last_prices SET price = 1");
    assertThat(runs.rebuild().failures(), is(empty()));
    assertThat(runs.tables(), is(tables));
  }

  @Test
  void rebuild_fills_a_new_warehouse_from_the_lake() {
    WealthRuns old = new WealthRuns(folder.resolve("lake"));
    old.load(FIRST, CUSTOMERS);
    WealthRuns fresh = new WealthRuns(folder.resolve("lake"), TestPostgres.freshDatabase());
    assertThat(
        messages(assertThrows(RuntimeException.class, () -> fresh.load(BOTH, CUSTOMERS))),
        hasItem(containsString("fill this one from the lake with --rebuild")));
    fresh.rebuild();
    assertThat(fresh.tables(), is(old.tables()));
    fresh.load(BOTH, CUSTOMERS);
    assertThat(fresh.ledger().lastDone(), is(3L));
  }

  @Test
  void an_earlier_contradiction_displaces_the_trade_that_silver_held() throws IOException {
    Path late = write("late.jsonl", trade("T1", "C001", "2026-01-06T10:00:00Z", "1", "20"));
    Path early = write("early.jsonl", trade("T1", "C001", "2026-01-05T10:00:00Z", "1", "10"));
    WealthRuns whole = new WealthRuns(folder.resolve("whole"));
    whole.load(folder.resolve("*.jsonl"), CUSTOMERS);
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    runs.enforced = true;
    runs.load(late, CUSTOMERS);
    RunReport report = runs.load(early, CUSTOMERS);
    assertThat(report.failures(), is(empty()));
    assertThat(report.rows("trades", ControlTotal.VALID), is(0L));
    assertThat(report.rows("trades", ControlTotal.QUARANTINED), is(1L));
    assertThat(runs.tables(), is(whole.tables()));
    assertThat(runs.totals(), is(whole.totals()));
    assertThat(
        runs.quarantine(Trade.TABLE),
        is(List.of("trade_id_is_unique <- " + Files.readString(late).strip())));
  }

  @Test
  void a_newer_customer_replaces_the_older_whatever_comes_first() throws IOException {
    String header = "customer_id,name,risk_category,updated_at\n";
    Path older = write("older.csv", header + "C1,Old Name,LOW,2026-01-01T00:00:00Z\n");
    Path newer = write("newer.csv", header + "C1,New Name,HIGH,2026-02-01T00:00:00Z\n");
    Path trades = write("t.jsonl", trade("T1", "C1", "2026-01-06T10:00:00Z", "1", "20"));
    for (List<Path> order : List.of(List.of(older, newer), List.of(newer, older))) {
      WealthRuns runs = new WealthRuns(folder.resolve("lake" + order.hashCode()));
      runs.load(trades, order.get(0));
      runs.load(trades, order.get(1));
      assertThat(runs.tables().get("silver customers").toString(), containsString("name=New Name"));
      assertThat(runs.tables().get("silver customers").size(), is(1));
      assertThat(runs.totals(), hasItem("customers duplicate null null: 1 / 0.00000000"));
    }
  }

  @Test
  void replay_takes_orphans_to_gold_once_their_customer_is_known() throws IOException {
    Path trades = write("t.jsonl", trade("T1", "C777", "2026-01-06T10:00:00Z", "2", "20"));
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    runs.enforced = true;
    runs.load(trades, CUSTOMERS);
    assertThat(rules(runs.quarantine(Trade.TABLE)), is(List.of("customer_id_is_known")));
    ReplayFilter filter = new ReplayFilter("trades", "customer_id_is_known", null);
    RunReport still = runs.replay(filter, false);
    assertThat(still.rows("trades", ControlTotal.QUARANTINED), is(0L));
    Path more = write("more.csv", "customer_id,name,risk_category\nC777,Late Comer,LOW\n");
    runs.load(trades, more);
    Map<String, List<String>> before = runs.tables();
    RunReport dry = runs.replay(filter, true);
    assertThat(dry.rows("trades", ControlTotal.VALID), is(1L));
    assertThat(runs.tables(), is(before));
    RunReport replayed = runs.replay(filter, false);
    assertThat(replayed.failures(), is(empty()));
    assertThat(replayed.rows("trades", ControlTotal.READ), is(0L));
    assertThat(replayed.rows("trades", ControlTotal.VALID), is(1L));
    assertThat(replayed.rows("trades", ControlTotal.QUARANTINED), is(-1L));
    assertThat(runs.quarantine(Trade.TABLE), is(empty()));
    assertThat(runs.quarantine(Customer.TABLE), is(before.get("quarantine customers")));
    assertThat(runs.tables().get("gold investment_by_customer").size(), is(1));
    Map<String, List<String>> after = runs.tables();
    runs.replay(filter, false);
    assertThat(runs.tables(), is(after));
  }

  @Test
  void rows_of_a_closed_day_go_to_quarantine_as_late() throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    runs.allowedLatenessDays = 2;
    runs.load(
        write("new.jsonl", trade("T1", "C001", "2026-01-10T10:00:00Z", "1", "20")), CUSTOMERS);
    Path old =
        write(
            "old.jsonl",
            trade("T2", "C001", "2026-01-08T00:00:00Z", "1", "1")
                + trade("T3", "C001", "2026-01-07T23:59:59Z", "1", "5"));
    RunReport report = runs.load(old, CUSTOMERS);
    assertThat(report.failures(), is(empty()));
    assertThat(report.rows("trades", ControlTotal.VALID), is(1L));
    assertThat(report.rows("trades", ControlTotal.LATE), is(1L));
    assertThat(
        report.totals("trades", ControlTotal.LATE).get(0).money(),
        is(new Amount(new BigDecimal("5.00000000"), "USD")));
    assertThat(rules(runs.quarantine(Trade.TABLE)), is(List.of("late")));
    Map<String, List<String>> tables = runs.tables();
    runs.rebuild();
    assertThat(runs.tables(), is(tables));
  }

  @Test
  void a_run_that_failed_half_way_is_finished_by_the_next() {
    WealthRuns never = new WealthRuns(folder.resolve("never"));
    never.load(BOTH, CUSTOMERS);
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    runs.load(FIRST, CUSTOMERS);
    TestPostgres.execute(
        runs.warehouse,
        "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN RAISE EXCEPTION ''no'' USING ERRCODE = ''42501''; END'");
    TestPostgres.execute(
        runs.warehouse,
        "CREATE TRIGGER no BEFORE INSERT ON wealth.top_stocks FOR EACH ROW EXECUTE FUNCTION no()");
    assertThrows(RuntimeException.class, () -> runs.load(BOTH, CUSTOMERS));
    assertThat(runs.ledger().unfinished().orElseThrow().number(), is(2L));
    TestPostgres.execute(runs.warehouse, "DROP TRIGGER no ON wealth.top_stocks");
    RunReport report = runs.load(BOTH, CUSTOMERS);
    assertThat(report.number(), is(2L));
    assertThat(runs.tables(), is(never.tables()));
    assertThat(runs.totals(), is(never.totals()));
  }

  @Test
  void a_plan_of_which_nothing_was_published_is_made_anew() throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    Path first = write("a.jsonl", trade("T1", "C001", "2026-01-06T10:00:00Z", "1", "20"));
    runs.load(first, CUSTOMERS);
    Path second = write("b.jsonl", trade("T2", "C001", "2026-01-06T10:00:00Z", "1", "20"));
    runs.ledger().write(planOf(runs, second, 2));
    Files.delete(second);
    Path third = write("c.jsonl", trade("T3", "C001", "2026-01-06T10:00:00Z", "1", "20"));
    RunReport report = runs.load(third, CUSTOMERS);
    // The number is not given twice: the first one may still be at work somewhere.
    assertThat(report.number(), is(3L));
    assertThat(report.rows("trades", ControlTotal.VALID), is(1L));
  }

  private static RunPlan planOf(WealthRuns runs, Path file, long number) {
    return new RunPlan(
        number,
        "killed",
        Wealth.FLOW.name(),
        "load",
        "2026-01-01T00:00:00Z",
        List.of(new SourceFile("trades", file.toString(), 10, 0)),
        runs.versions().entrySet().stream()
            .collect(
                Collectors.toMap(entry -> entry.getKey().replace('.', '/'), Map.Entry::getValue)),
        null,
        ReplayFilter.ALL,
        List.of(),
        Map.of());
  }

  @Test
  void a_warehouse_that_alters_an_amount_does_not_reconcile() {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    runs.load(FIRST, CUSTOMERS);
    TestPostgres.execute(
        runs.warehouse,
        "CREATE FUNCTION cent() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN NEW.bought := NEW.bought + 0.01; RETURN NEW; END'");
    TestPostgres.execute(
        runs.warehouse,
        "CREATE TRIGGER cent BEFORE INSERT OR UPDATE ON wealth.portfolio_by_risk FOR EACH ROW WHEN"
            + " (NEW.risk_category = 'LOW') EXECUTE FUNCTION cent()");
    runs.load(SECOND, CUSTOMERS);
    // The lake is right and published: the run is done, and a later one states the days again.
    assertThat(runs.ledger().lastDone(), is(2L));
    RunReport report = runs.ledger().report(2).orElseThrow();
    assertThat(report.reconciles(), is(false));
    assertThat(
        report.failures(), hasItem(containsString("the warehouse's wealth.portfolio_by_risk")));
    assertThat(runs.load(SECOND, CUSTOMERS).reconciles(), is(false));
    TestPostgres.execute(runs.warehouse, "DROP TRIGGER cent ON wealth.portfolio_by_risk");
    assertThat(runs.load(SECOND, CUSTOMERS).reconciles(), is(true));
    assertThat(
        runs.tables().get("warehouse portfolio_by_risk"),
        is(runs.tables().get("gold portfolio_by_risk")));
  }

  @Test
  void input_that_is_not_there_is_said_in_one_message() {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    Throwable failure =
        assertThrows(
            RuntimeException.class, () -> runs.load(folder.resolve("none.jsonl"), CUSTOMERS));
    while (!(failure instanceof InputException)) {
      failure = failure.getCause();
    }
    assertThat(
        failure.getMessage(),
        is(
            "No file is at "
                + folder.resolve("none.jsonl")
                + ", given for trades. Give a file, a folder, or a pattern such as"
                + " /data/trades-*.jsonl"));
    assertThat(runs.ledger().plans(), is(empty()));
    runs.load(FIRST, CUSTOMERS);
    assertThrows(RuntimeException.class, () -> runs.load(folder.resolve("none.jsonl"), CUSTOMERS));
  }

  @Test
  void a_folder_with_nothing_in_it_gives_nothing() throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    RunReport report = runs.load(Files.createDirectory(folder.resolve("inbox")), CUSTOMERS);
    assertThat(report.rows("trades", ControlTotal.READ), is(0L));
    assertThat(report.rows("customers", ControlTotal.VALID), is(5L));
  }

  @Test
  void empty_files_are_taken_and_give_nothing() throws IOException {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    RunReport report = runs.load(write("t.jsonl", ""), write("c.csv", ""));
    assertThat(report.failures(), is(empty()));
    assertThat(report.totals(), is(empty()));
    assertThat(runs.ledger().lastDone(), is(1L));
  }

  @Test
  void silver_hides_personal_values() {
    WealthRuns runs = new WealthRuns(folder.resolve("lake"));
    runs.load(FIRST, CUSTOMERS);
    assertThat(
        runs.tables().get("silver customers").get(0),
        is(
            "Customer[customerId=C001, name=Ada Okafor, riskCategory=LOW, email=***@example.com,"
                + " phone=************1234, dateOfBirth=1980-01-01,"
                + " updatedAt=2026-01-01T00:00:00Z]"));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String trade(
      String id, String customer, String time, String quantity, String price) {
    return "{\"trade_id\":\""
        + id
        + "\",\"customer_id\":\""
        + customer
        + "\",\"stock_symbol\":\"KO\",\"transaction_type\":\"BUY\",\"quantity\":"
        + quantity
        + ",\"price\":"
        + price
        + ",\"transaction_time\":\""
        + time
        + "\"}\n";
  }

  private static List<String> messages(Throwable failure) {
    List<String> messages = new ArrayList<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      messages.add(String.valueOf(cause.getMessage()));
    }
    return messages;
  }

  private static List<List<String>> expected(Table<?> table) throws IOException {
    Path file = SAMPLE.resolve("expected").resolve(table.name() + ".csv");
    try (CsvReader<CsvRecord> records = CsvReader.builder().ofCsvRecord(file)) {
      return records.stream().skip(1).map(CsvRecord::getFields).toList();
    }
  }

  private static List<String> rules(List<String> quarantine) {
    return quarantine.stream().map(row -> row.substring(0, row.indexOf(" <- "))).toList();
  }

  /** A row as the expected files have it. */
  private static List<String> csv(Table<?> table, Record row) {
    return table.columns().stream()
        .map(column -> table.shape().get(row, column.index()))
        .map(
            value ->
                value instanceof BigDecimal number
                    ? number.toPlainString()
                    : value instanceof Instant instant ? micros(instant) : value.toString())
        .toList();
  }

  private static String micros(Instant instant) {
    return String.format(
        "%s.%06dZ",
        Instant.ofEpochSecond(instant.getEpochSecond()).toString().replace("Z", ""),
        instant.getNano() / 1_000);
  }
}
