package dev.assay.pipelines.insights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.flows.Insights;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.ChangeEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the pipeline for real, on files, a lake and PostgreSQL. */
class InsightsPipelineIT {
  private static final Path FIRST = Sample.file("changes-1.jsonl");
  private static final Path SECOND = Sample.file("changes-2.jsonl");
  private static final Path BOTH = Sample.file("changes-*.jsonl");

  @TempDir Path folder;

  @Test
  void sample_gives_exactly_the_expected_gold() throws IOException {
    InsightsRuns runs = new InsightsRuns(folder.resolve("lake"));
    runs.enforced = true;
    RunReport report = runs.load(BOTH);
    assertThat(report.failures(), is(empty()));
    for (Table<?> table : Insights.FLOW.gold()) {
      assertThat(
          table.name(),
          TestPostgres.read(runs.warehouse, table).stream()
              .map(row -> Sample.csv(table, row))
              .toList(),
          containsInAnyOrder(Sample.expected(table.name()).toArray()));
    }
    assertThat(report.rows("change_events", ControlTotal.READ), is(58L));
    assertThat(report.rows("change_events", ControlTotal.VALID), is(38L));
    assertThat(report.rows("change_events", ControlTotal.DUPLICATE), is(4L));
    assertThat(report.rows("change_events", ControlTotal.QUARANTINED), is(16L));
    assertThat(report.rows("change_events", ControlTotal.LATE), is(0L));
  }

  @Test
  void figures_are_those_worked_out_by_hand_and_those_of_the_source() throws IOException {
    InsightsRuns runs = new InsightsRuns(folder.resolve("lake"));
    runs.load(BOTH);
    Warehouse source = Sample.source();
    for (GoldFigure figure : GoldFigure.values()) {
      List<List<String>> expected = Sample.expected(figure.view());
      assertThat(figure.view(), figure.inGold(runs.warehouse), is(expected));
      assertThat(figure.view() + " of the source", figure.inSource(source), is(expected));
    }
    List<SourceComparison.Result> tables = new SourceComparison(source, runs.warehouse).all();
    assertThat(tables, hasSize(4));
    for (SourceComparison.Result table : tables) {
      assertThat(table.table() + table.named(), table.isEqual(), is(true));
      assertThat(table.table(), table.silver().rows(), greaterThan(0L));
    }
  }

  @Test
  void quarantine_names_every_broken_rule() {
    InsightsRuns runs = new InsightsRuns(folder.resolve("lake"));
    runs.load(BOTH);
    assertThat(
        runs.broken(),
        containsInAnyOrder(
            "account_balance_has_a_known_scale",
            "after_is_present",
            "amount_is_positive",
            "changed_at_is_present",
            "changed_table_and_row_key_and_lsn_and_operation_is_unique",
            "connector_is_postgresql",
            "envelope_is_present",
            "id_is_present",
            "kind_is_debit_or_credit",
            "lsn_is_present",
            "operation_is_known",
            "payee_is_present",
            "payload_is_readable",
            "payload_is_utf_8",
            "product_is_not_blank,quantity_is_positive",
            "table_is_known"));
    assertThat(
        runs.quarantine(ChangeEvent.TABLE),
        hasItem("payload_is_readable <- {\"before\":null,\"after\":{\"id\":91,"));
  }

  @Test
  void bronze_keeps_every_message_as_received() throws IOException {
    InsightsRuns runs = new InsightsRuns(folder.resolve("lake"));
    runs.load(FIRST);
    List<String> lines = new ArrayList<>(Files.readAllLines(FIRST));
    lines.removeIf(String::isEmpty);
    assertThat(runs.bronze(ChangeEvent.TABLE), containsInAnyOrder(lines.toArray()));
  }

  @Test
  void history_of_a_row_shows_every_version_and_its_time() {
    InsightsRuns runs = new InsightsRuns(folder.resolve("lake"));
    runs.load(BOTH);
    assertThat(
        runs.rows(
            "SELECT account_holder_name, account_balance, valid_from AT TIME ZONE 'UTC', valid_to"
                + " AT TIME ZONE 'UTC', is_current, more FROM insights.silver_checking_account_history"
                + " WHERE account_id = 102 AND lsn > 1410"),
        contains(
            "Müller, Jürgen|750.00|2026-01-07 09:00:00.000001||t|{\"tier\": \"GOLD\"}",
            "Müller, Jürgen|755.75|2026-01-06 11:00:00|2026-01-07 09:00:00.000001|f|{}"));
    assertThat(
        runs.rows("SELECT id, product, quantity, lsn FROM insights.silver_purchase_trends_history"),
        contains(
            "1|Kettle|2|1000",
            "1|Kettle|7|2210",
            "2|Lamp|1|1000",
            "2|Lamp|4|1300",
            "3|Kettle|3|1200",
            "4|Teapot|5|2200",
            "5|Teapot|2|2205",
            "6|Kettle|1|2220"));
    assertThat(
        runs.rows(
            "SELECT id, status, valid_to IS NULL FROM insights.silver_scheduled_payments_history"),
        contains(
            "1|ACTIVE|t",
            "2|ACTIVE|f",
            "2|PAUSED|t",
            "30|ACTIVE|t",
            "3|ACTIVE|f",
            "4|CANCELLED|t",
            "5|PAUSED|t"));
  }

  @Test
  void columns_that_no_contract_knows_are_kept_and_named() {
    InsightsRuns runs = new InsightsRuns(folder.resolve("lake"));
    runs.load(BOTH);
    assertThat(
        runs.rows(
            "SELECT changed_table, column_name, first_seen AT TIME ZONE 'UTC', last_seen AT TIME"
                + " ZONE 'UTC' FROM insights.silver_unknown_columns"),
        contains(
            "checking_account|tier|2026-01-07 09:00:00.000001|2026-01-07 09:00:00.000001",
            "purchase_trends|channel|2026-01-07 08:05:00|2026-01-07 08:07:00"));
    assertThat(
        runs.rows("SELECT id, more FROM insights.silver_purchase_trends"),
        contains(
            "1|{\"channel\": \"web\"}",
            "4|{\"channel\": \"shop\"}",
            "5|{\"channel\": null}",
            "6|{\"channel\": \"web\"}"));
  }

  @Test
  void columns_that_the_views_could_not_show_go_to_quarantine_and_the_views_show_the_others()
      throws IOException {
    String message =
        """
        {"before":null,"after":{"id":%d,"product":"Tea","quantity":1,"purchase_date":20458,\
        "channel":%s},"source":{"connector":"postgresql","schema":"public",\
        "table":"purchase_trends","ts_us":1767600000000000,"lsn":%d},"op":"c"}
        """;
    List<String> channels =
        List.of(
            "\"shop\"",
            "\"\\u0000\"",
            "[{\"of\":\"\\ud800\"}]",
            "{\"a\\u0000b\":1}",
            "[1e999999]",
            "[1.5e-99999]");
    StringBuilder messages = new StringBuilder();
    for (int i = 0; i < channels.size(); i++) {
      messages.append(message.formatted(i, channels.get(i), 1000 + i));
    }
    InsightsRuns runs = new InsightsRuns(folder.resolve("lake"));
    RunReport report =
        runs.load(Files.writeString(folder.resolve("bad.jsonl"), messages.toString()));
    assertThat(report.failures(), is(empty()));
    assertThat(
        runs.rows("SELECT id, more FROM insights.silver_purchase_trends"),
        contains("0|{\"channel\": \"shop\"}"));
    assertThat(
        runs.broken(),
        containsInAnyOrder(
            "more_has_no_nul",
            "more_is_valid_unicode",
            "more_has_no_nul",
            "more_is_in_range",
            "more_is_in_range"));
  }

  @Test
  void the_same_input_again_changes_nothing() throws IOException {
    InsightsRuns runs = new InsightsRuns(folder.resolve("lake"));
    runs.load(BOTH);
    Map<String, List<String>> tables = runs.tables();
    Map<String, List<String>> views = runs.views();
    Map<String, Long> versions = runs.versions();
    runs.load(BOTH);
    assertThat(runs.ledger().lastDone(), is(1L));
    assertThat(runs.versions(), is(versions));
    RunReport copied = runs.load(copy(SECOND, "copy.jsonl"));
    assertThat(copied.failures(), is(empty()));
    assertThat(copied.rows("change_events", ControlTotal.VALID), is(0L));
    tables.keySet().removeIf(name -> name.startsWith("bronze") || name.startsWith("quarantine"));
    assertThat(runs.tables().entrySet().containsAll(tables.entrySet()), is(true));
    assertThat(runs.views(), is(views));
  }

  @Test
  void two_halves_in_either_order_are_the_whole() {
    InsightsRuns whole = new InsightsRuns(folder.resolve("whole"));
    whole.load(BOTH);
    for (List<Path> halves : List.of(List.of(FIRST, SECOND), List.of(SECOND, FIRST))) {
      InsightsRuns runs = new InsightsRuns(folder.resolve("halves" + halves.indexOf(FIRST)));
      halves.forEach(half -> assertThat(runs.load(half).failures(), is(empty())));
      assertThat(runs.ledger().lastDone(), is(2L));
      assertThat(runs.tables(), is(whole.tables()));
      assertThat(runs.totals(), is(whole.totals()));
      assertThat(runs.views(), is(whole.views()));
    }
  }

  @Test
  void messages_in_any_order_and_repeated_give_the_same_gold() throws IOException {
    InsightsRuns ordered = new InsightsRuns(folder.resolve("ordered"));
    ordered.load(BOTH);
    for (int seed = 0; seed < 3; seed++) {
      InsightsRuns runs = new InsightsRuns(folder.resolve("shuffled" + seed));
      for (Path part : shuffled(new Random(seed))) {
        RunReport report = runs.load(part);
        assertThat("seed " + seed, report.failures(), is(empty()));
      }
      assertThat("seed " + seed, runs.gold(), is(ordered.gold()));
      assertThat("seed " + seed, runs.views(), is(ordered.views()));
    }
  }

  @Test
  void rebuild_from_bronze_gives_the_same_tables() {
    InsightsRuns runs = new InsightsRuns(folder.resolve("lake"));
    runs.enforced = true;
    runs.load(SECOND);
    runs.load(FIRST);
    Map<String, List<String>> tables = runs.tables();
    Map<String, List<String>> views = runs.views();
    TestPostgres.execute(runs.warehouse, "DELETE FROM insights.row_versions WHERE lsn = 1000");
    TestPostgres.execute(runs.warehouse, "UPDATE insights.customer_balance SET latest_balance = 1");
    TestPostgres.execute(runs.warehouse, "DELETE FROM insights.change_activity");
    assertThat(runs.rebuild().failures(), is(empty()));
    assertThat(runs.tables(), is(tables));
    assertThat(runs.views(), is(views));
  }

  @Test
  void nothing_is_read_of_files_without_messages() throws IOException {
    InsightsRuns runs = new InsightsRuns(folder.resolve("lake"));
    RunReport report = runs.load(Files.writeString(folder.resolve("none.jsonl"), "\n\n"));
    assertThat(report.failures(), is(empty()));
    assertThat(report.totals(), is(empty()));
    assertThat(runs.views().values(), everyItem(is(empty())));
  }

  private Path copy(Path file, String name) throws IOException {
    return Files.copy(file, folder.resolve(name));
  }

  /** All lines, a third of them twice, in three files; one line is not UTF-8. */
  private List<Path> shuffled(Random random) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : List.of(FIRST, SECOND)) {
      lines.addAll(Arrays.asList(Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")));
    }
    List<String> repeated = new ArrayList<>(lines);
    lines.stream().filter(line -> random.nextInt(3) == 0).forEach(repeated::add);
    Collections.shuffle(repeated, random);
    List<Path> parts = new ArrayList<>();
    int third = repeated.size() / 3;
    for (int part = 0; part < 3; part++) {
      List<String> some =
          repeated.subList(part * third, part == 2 ? repeated.size() : (part + 1) * third);
      Path file = folder.resolve("part-" + random.nextLong() + ".jsonl");
      parts.add(Files.write(file, some, StandardCharsets.ISO_8859_1));
    }
    return parts;
  }
}
