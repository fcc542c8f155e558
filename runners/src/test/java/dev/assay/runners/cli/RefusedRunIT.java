package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.assay.runners.simulate.Bank;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a run ends that refuses too much. What it does to the lake is tested beside the pipeline. */
@Timeout(180)
class RefusedRunIT {
  private static final String GOOD =
      "{\"trade_id\":\"T%d\",\"customer_id\":\"C1\",\"stock_symbol\":\"ACME\","
          + "\"transaction_type\":\"BUY\",\"quantity\":1,\"price\":10,"
          + "\"transaction_time\":\"2026-01-05T10:00:00Z\"}";

  private static EmbeddedPostgres server;
  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private Said run(String warehouse, Path trades, String... options) throws IOException {
    Path customers =
        Files.writeString(
            folder.resolve("customers.csv"),
            "customer_id,name,risk_category,updated_at\nC1,Ada,LOW,2026-01-01T00:00:00Z\n");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "wealth",
                "--trades=" + trades,
                "--customers=" + customers,
                "--home=" + folder.resolve("home"),
                "--warehouse=" + warehouse,
                "--warehouse-user=postgres"));
    arguments.addAll(List.of(options));
    return Said.by(arguments.toArray(String[]::new));
  }

  @Test
  void run_held_back_ends_with_3_and_the_same_command_with_a_higher_limit_with_0()
      throws Exception {
    String warehouse = Bank.empty(server).url();
    Path trades =
        Files.write(
            folder.resolve("trades.jsonl"), List.of(GOOD.formatted(1), GOOD.formatted(2), "{}"));

    Said held = run(warehouse, trades, "--max-quarantined=10%");
    assertThat(held.toString(), held.code(), is(3));
    assertThat(
        held.out(), containsString("1 of 4 payloads read are refused, and at most 10% may be"));

    Said raised = run(warehouse, trades, "--max-quarantined=25%");
    assertThat(raised.toString(), raised.code(), is(0));
    assertThat(raised.out(), containsString("It adds up"));
  }

  @Test
  void input_of_which_every_row_is_refused_ends_with_3_and_is_in_quarantine() throws Exception {
    Path trades = Files.write(folder.resolve("trades.jsonl"), List.of("{}", "<html>"));

    Said said = run(Bank.empty(server).url(), trades);

    assertThat(said.toString(), said.code(), is(3));
    assertThat(said.out(), containsString("EVERY PAYLOAD OF trades WAS REFUSED"));
    Said list = Said.by("quarantine", "list", "--home=" + folder.resolve("home"), "--format=csv");
    assertThat(list.toString(), list.out(), containsString("payload_is_readable"));
  }
}
