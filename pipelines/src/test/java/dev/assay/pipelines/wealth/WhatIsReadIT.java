package dev.assay.pipelines.wealth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.Unreadable;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.InvestmentByCustomer;
import dev.assay.schemas.wealth.Trade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a run reads of a lake: everything else is made unreadable first, so that a run that reads
 * more than it must does not succeed.
 */
class WhatIsReadIT {
  private static final Table<Trade> TRADES = Wealth.FLOW.own(Trade.TABLE);
  private static final StoredRows<?> SILVER = StoredRows.refined(TRADES);
  private static final StoredRows<Raw> BRONZE = StoredRows.of(Raw.table(TRADES));
  private static final StoredRows<Rejected> QUARANTINE = StoredRows.of(Rejected.table(TRADES));
  private static final String HEADER = "customer_id,name,risk_category,updated_at\n";
  private static final LocalDate FIFTH = LocalDate.of(2026, 1, 5);

  @TempDir Path folder;
  private WealthRuns runs;
  private Path customers;

  /** A trade on each of three days. */
  @BeforeEach
  void fill() throws IOException {
    runs = new WealthRuns(folder.resolve("lake"));
    customers =
        write(
            "customers.csv",
            HEADER + "C1,Ada,LOW,2026-01-01T00:00:00Z\nC2,Bob,LOW,2026-01-01T00:00:00Z\n");
    load(
        "first.jsonl",
        trade("T5", "C1", "2026-01-05T10:00:00Z", "10")
            + trade("T6", "C2", "2026-01-06T10:00:00Z", "10")
            + trade("T7", "C1", "2026-01-07T10:00:00Z", "10")
            + trade("T0", "C1", "2026-01-07T10:00:00Z", "0"));
  }

  @Test
  void new_trades_of_a_day_read_of_other_days_their_keys_alone() throws IOException {
    silver(day -> !day.equals(FIFTH))
        .forEach(file -> Unreadable.columnsBut(file.path(), "trade_id"::equals));
    files(QUARANTINE).forEach(file -> Unreadable.columnsBut(file.path(), "rules"::equals));
    files(BRONZE).forEach(WhatIsReadIT::remove);

    RunReport report =
        load(
            "more.jsonl",
            trade("T8", "C1", "2026-01-05T11:00:00Z", "10")
                + trade("T9", "C2", "2026-01-08T11:00:00Z", "10"));

    assertThat(report.failures(), is(empty()));
    assertThat(report.rows("trades", ControlTotal.VALID), is(2L));
  }

  @Test
  void of_days_without_new_trades_only_those_with_a_repeated_one_are_read() throws IOException {
    silver(day -> day.equals(FIFTH))
        .forEach(file -> Unreadable.columnsBut(file.path(), "trade_id"::equals));

    RunReport report = load("again.jsonl", trade("T6", "C2", "2026-01-06T10:00:00Z", "10"));

    assertThat(report.failures(), is(empty()));
    assertThat(report.rows("trades", ControlTotal.DUPLICATE), is(1L));
    assertThat(report.days(), is(0));
  }

  @Test
  void a_payload_that_is_recalled_is_read_from_its_own_file_of_bronze() throws IOException {
    load("8.jsonl", trade("T8", "C2", "2026-01-08T10:00:00Z", "10"));
    files(BRONZE).stream()
        .filter(file -> !file.statistics().contains("-000002\""))
        .forEach(WhatIsReadIT::remove);

    String wins = trade("T8", "C2", "2026-01-08T09:00:00Z", "11");
    RunReport report = load("wins.jsonl", wins);

    assertThat(report.failures(), is(empty()));
    assertThat(report.rows("trades", ControlTotal.QUARANTINED), is(1L));
    assertThat(
        runs.quarantine(TRADES).toString(),
        containsString("trade_id_is_unique <- {\"trade_id\":\"T8\""));
    // Said again, it is known as what lost before, and is no second contradiction.
    RunReport again = load("8 again.jsonl", trade("T8", "C2", "2026-01-08T10:00:00Z", "10"));
    assertThat(again.rows("trades", ControlTotal.DUPLICATE), is(1L));
    assertThat(again.rows("trades", ControlTotal.QUARANTINED), is(0L));
  }

  @Test
  void what_is_unreadable_is_missed_where_it_is_needed() throws IOException {
    files(BRONZE).forEach(WhatIsReadIT::remove);
    assertThrows(
        RuntimeException.class,
        () -> load("wins.jsonl", trade("T6", "C2", "2026-01-06T09:00:00Z", "11")));
    silver(day -> day.equals(FIFTH))
        .forEach(file -> Unreadable.columnsBut(file.path(), "trade_id"::equals));
    assertThrows(
        RuntimeException.class,
        () -> load("same day.jsonl", trade("T8", "C1", "2026-01-05T11:00:00Z", "10")));
  }

  @Test
  void a_customer_that_changes_is_sought_by_the_column_that_names_it() throws IOException {
    // Of days without a trade of this customer, only who traded is read.
    silver(day -> day.equals(FIFTH.plusDays(1)))
        .forEach(file -> Unreadable.columnsBut(file.path(), "customer_id"::equals));
    Path newer = write("newer.csv", HEADER + "C1,Ada Lovelace,LOW,2026-02-01T00:00:00Z\n");

    RunReport report = runs.load(folder.resolve("first.jsonl"), newer);

    assertThat(report.failures(), is(empty()));
    assertThat(report.days(), is(2));
    assertThat(gold(), hasSize(3));
    assertThat(gold().toString(), not(containsString("name=Ada,")));
  }

  @Test
  void a_customer_that_is_told_of_again_changes_nothing_and_nothing_is_read() throws IOException {
    files(SILVER).forEach(file -> Unreadable.columnsBut(file.path(), name -> false));
    Path same = write("same.csv", HEADER + "C1,Ada,LOW,2026-01-01T00:00:00Z\n");

    RunReport report = runs.load(folder.resolve("first.jsonl"), same);

    assertThat(report.failures(), is(empty()));
    assertThat(report.days(), is(0));
  }

  /** What a closed day missed is made good by the first run to which it is open again. */
  @Test
  void a_day_that_is_open_again_is_described_as_its_customers_are_now() throws IOException {
    runs.allowedLatenessDays = 1;
    Path newer = write("newer.csv", HEADER + "C1,Ada Lovelace,LOW,2026-02-01T00:00:00Z\n");
    runs.load(folder.resolve("first.jsonl"), newer);
    assertThat(gold().toString(), containsString("name=Ada,"));

    runs.allowedLatenessDays = null;
    load("other.jsonl", trade("T9", "C2", "2026-01-08T11:00:00Z", "10"));
    assertThat(gold().toString(), not(containsString("name=Ada,")));
  }

  private List<String> gold() {
    Table<?> table = Wealth.FLOW.own(InvestmentByCustomer.TABLE);
    return TestPostgres.read(runs.warehouse, table).stream().map(Record::toString).toList();
  }

  private RunReport load(String name, String lines) throws IOException {
    return runs.load(write(name, lines), customers);
  }

  private interface Days {
    boolean has(LocalDate day);
  }

  private List<DataFile> silver(Days days) {
    return files(SILVER).stream().filter(file -> days.has(file.day())).toList();
  }

  private List<DataFile> files(StoredRows<?> stored) {
    LakeTable table = LakeTable.at(runs.lake.toString(), stored);
    return table.files(table.version().orElseThrow());
  }

  private static void remove(DataFile file) {
    try {
      Files.delete(Path.of(file.path()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String trade(String id, String customer, String time, String quantity) {
    return String.format(
        "{\"trade_id\":\"%s\",\"customer_id\":\"%s\",\"stock_symbol\":\"KO\","
            + "\"transaction_type\":\"BUY\",\"quantity\":%s,\"price\":2,"
            + "\"transaction_time\":\"%s\"}%n",
        id, customer, quantity, time);
  }
}
