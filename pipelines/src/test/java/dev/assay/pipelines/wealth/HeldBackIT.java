package dev.assay.pipelines.wealth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.assay.pipelines.books.RunReport;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.wealth.Trade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that refuses more than it may: two of eight trades, beside two customers. */
class HeldBackIT {
  @TempDir Path folder;
  private Path customers;
  private WealthRuns runs;

  @BeforeEach
  void begin() throws IOException {
    customers =
        Files.writeString(
            folder.resolve("customers.csv"),
            "customer_id,name,risk_category,updated_at\n"
                + "C1,Ada,LOW,2026-01-01T00:00:00Z\nC2,Bob,HIGH,2026-01-01T00:00:00Z\n");
    runs = new WealthRuns(folder.resolve("lake"));
  }

  private Path trades(String name, int good, int bad) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < good + bad; i++) {
      lines.add(
          ("{\"trade_id\":\"%s%d\",\"customer_id\":\"C1\",\"stock_symbol\":\"ACME\","
                  + "\"transaction_type\":\"BUY\",\"quantity\":1,\"price\":%s,"
                  + "\"transaction_time\":\"2026-01-05T10:00:00Z\"}")
              .formatted(name, i, i < good ? "10" : "\"ten\""));
    }
    return Files.write(folder.resolve(name + ".jsonl"), lines);
  }

  @ParameterizedTest
  @CsvSource({"19.9%, 20%", "1, 2", "0, 100%", "0%, 2"})
  void run_held_back_publishes_nothing_and_with_a_higher_limit_all_of_it(
      String limit, String higher) throws IOException {
    Path trades = trades("T", 6, 2);
    runs.maxQuarantined = limit;
    runs.load(trades, customers);

    RunReport held = runs.ledger().report(1).orElseThrow();
    assertThat(
        held.heldBack(), is("2 of 10 payloads read are refused, and at most " + limit + " may be"));
    assertThat(held.reconciles(), is(false));
    assertThat(runs.ledger().lastDone(), is(0L));
    assertThat(runs.versions(), is(anEmptyMap()));
    runs.tables().forEach((table, rows) -> assertThat(table, rows, is(empty())));
    assertThat(runs.totals(), is(empty()));

    runs.maxQuarantined = higher;
    RunReport done = runs.load(trades, customers);
    assertThat(done.heldBack(), is(nullValue()));
    assertThat(done.failures(), is(empty()));
    assertThat(done.rows("trades", ControlTotal.VALID), is(6L));
    assertThat(runs.quarantine(Trade.TABLE), hasSize(2));
    assertThat(runs.tables(), is(withoutLimit("other", trades)));
  }

  @Test
  void what_earlier_runs_refused_counts_no_more() throws IOException {
    runs.load(trades("T", 6, 2), customers);

    runs.maxQuarantined = "0";
    RunReport done = runs.load(trades("U", 3, 0), customers);

    assertThat(done.heldBack(), is(nullValue()));
    assertThat(done.rows("trades", ControlTotal.VALID), is(3L));
  }

  @Test
  void input_of_which_all_is_refused_is_kept_and_adds_up() throws IOException {
    RunReport done = runs.load(trades("T", 0, 5), customers);

    assertThat(done.failures(), is(empty()));
    assertThat(done.rows("trades", ControlTotal.READ), is(5L));
    assertThat(done.rows("trades", ControlTotal.VALID), is(0L));
    assertThat(runs.quarantine(Trade.TABLE), hasSize(5));
    assertThat(runs.bronze(Trade.TABLE), hasSize(5));
  }

  private Map<String, List<String>> withoutLimit(String lake, Path trades) {
    WealthRuns other = new WealthRuns(folder.resolve(lake));
    other.load(trades, customers);
    return other.tables();
  }
}
