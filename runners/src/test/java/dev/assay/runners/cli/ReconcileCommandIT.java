package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.assay.runners.simulate.Bank;
import dev.assay.runners.simulate.BankTables;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sample of changes in a warehouse, beside a source as it stands after them, or otherwise. */
@Timeout(180)
class ReconcileCommandIT {
  private static final Path SAMPLE = Path.of("..", "data", "insights").toAbsolutePath().normalize();

  @TempDir static Path home;
  private static EmbeddedPostgres server;
  private static String warehouse;

  private Bank source;

  @BeforeAll
  static void load() throws Exception {
    server = EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
    warehouse = "--warehouse=" + Bank.empty(server).url();
    Said run =
        Said.by(
            "run",
            "insights",
            "--changes=" + SAMPLE + "/changes-*.jsonl",
            "--home=" + home,
            warehouse,
            "--warehouse-user=postgres");
    assertThat(run.toString(), run.code(), is(0));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  /** The rows of the sample in the tables of the bank, which have two columns more by now. */
  @BeforeEach
  void source() throws Exception {
    source = Bank.empty(server);
    source.execute(BankTables.sql());
    source.execute("ALTER TABLE purchase_trends ADD channel text");
    source.execute("ALTER TABLE checking_account ADD tier text");
    for (String statement :
        Files.readString(SAMPLE.resolve("expected").resolve("source.sql")).split(";")) {
      if (statement.strip().startsWith("INSERT")) {
        source.execute(statement);
      }
    }
  }

  @Test
  void equal_source_ends_with_0() {
    Said said = reconcile();
    assertThat(said.toString(), said.code(), is(0));
    assertThat(
        said.out(),
        allOf(
            containsString("Source, silver and gold are equal, by count, sum and hash."),
            containsString("insights.transaction_summary is equal"),
            containsString("purchase_trends.channel is a new column"),
            not(containsString(" NO"))));
    assertThat(
        line(said, "account_transactions  source").replaceAll("[0-9a-f]{16}", "HASH"),
        is("account_transactions source 5 amount 1551.11 HASH yes"));
    assertThat(
        line(said, "purchase_trends       silver").replaceAll("[0-9a-f]{16}", "HASH"),
        is("purchase_trends silver 4 quantity 15 HASH yes"));
    assertThat(
        hash(line(said, "purchase_trends       silver")),
        is(hash(line(said, "purchase_trends       source"))));
  }

  @Test
  void rows_that_differ_are_named_and_end_with_3() throws Exception {
    source.execute("DELETE FROM scheduled_payments WHERE id = 30");
    source.execute("INSERT INTO purchase_trends VALUES (7, 'Lamp', 1, '2026-01-07')");
    source.execute(
        "UPDATE checking_account SET account_holder_name = 'Eve' WHERE account_id = 101");
    Said said = reconcile();
    assertThat(said.toString(), said.code(), is(3));
    assertThat(
        said.out(),
        allOf(
            containsString("\npurchase_trends 7 is not in silver\n"),
            containsString("\nscheduled_payments 30 is in silver only\n"),
            containsString("\nchecking_account 101 differs in account_holder_name\n"),
            containsString("insights.popular_products DIFFERS"),
            containsString("insights.transaction_summary is equal"),
            containsString("They differ."),
            not(containsString("Eve"))));
    assertThat(line(said, "account_transactions  "), containsString(" yes"));
    String there = line(said, "purchase_trends       source");
    String here = line(said, "purchase_trends       silver");
    assertThat(there, startsWith("purchase_trends source 5 quantity 16 "));
    assertThat(here, startsWith("purchase_trends silver 4 quantity 15 "));
    assertThat(hash(there), is(not(hash(here))));
    assertThat(line(said, "checking_account  "), containsString(" NO"));
  }

  @Test
  void table_that_the_source_refuses_is_named_and_the_others_are_compared() throws Exception {
    source.execute("ALTER TABLE account_transactions RENAME COLUMN amount TO sum");
    Said said = reconcile();
    assertThat(said.toString(), said.code(), is(3));
    String why = "cannot be compared: the source refuses it: column \"amount\" does not exist";
    assertThat(
        said.out(),
        allOf(
            containsString("\naccount_transactions " + why + ", SQLState 42703\n"),
            containsString("insights.transaction_summary " + why),
            containsString("insights.popular_products is equal")));
    assertThat(line(said, "scheduled_payments  "), containsString(" yes"));
    assertThat(said.err(), is(""));
  }

  @Test
  void source_that_cannot_be_reached_fails_and_is_called_so() throws IOException {
    int nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = closed.getLocalPort();
    }
    Said away =
        reconcile("--source=jdbc:postgresql://127.0.0.1:" + nobody + "/bank", "--patience=0");
    assertThat(away.toString(), away.code(), is(1));
    assertThat(
        away.err(),
        startsWith("assay: The source at 127.0.0.1:" + nobody + "/bank cannot be used"));
    Said locked = reconcile("--source=" + source.url(), "--source-user=nobody");
    assertThat(locked.toString(), locked.code(), is(1));
    assertThat(locked.err(), containsString("The source at 127.0.0.1:" + server.getPort()));
    assertThat(locked.err(), containsString("refuses: the login is refused"));
  }

  @Test
  void messages_in_quarantine_are_counted_by_table_and_rule() {
    String ofPayments =
        "\nscheduled_payments: messages in quarantine: 1, by payee_is_present (1)\n";
    String ofPurchases =
        "\npurchase_trends: messages in quarantine: 5, by after_is_present (1),"
            + " changed_at_is_present (1), id_is_present (1), payload_is_utf_8 (1),"
            + " product_is_not_blank,quantity_is_positive (1)\n";
    Said said = reconcile();
    assertThat(
        said.out(),
        allOf(
            containsString(ofPayments),
            containsString(ofPurchases),
            containsString("'assay quarantine list --pipeline=insights --home=")));
    Said audit =
        Said.by("audit", "insights", "--home=" + home, warehouse, "--warehouse-user=postgres");
    assertThat(audit.toString(), audit.code(), is(0));
    assertThat(audit.out(), containsString(ofPayments));
    assertThat(
        reconcile("--source=" + source.url(), "--lake=" + home.resolve("none")).out(),
        not(containsString("quarantine")));
  }

  private Said reconcile() {
    return reconcile("--source=" + source.url());
  }

  private Said reconcile(String... options) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "reconcile", "insights", "--home=" + home, warehouse, "--warehouse-user=postgres"));
    words.addAll(List.of(options));
    if (words.stream().noneMatch(word -> word.startsWith("--source-user"))) {
      words.add("--source-user=postgres");
    }
    return Said.by(words.toArray(String[]::new));
  }

  private static String hash(String line) {
    String[] words = line.split(" ");
    return words[words.length - 2];
  }

  /** The first line that begins so, with single spaces. */
  private static String line(Said said, String start) {
    return said.out()
        .lines()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .orElseThrow()
        .replaceAll(" +", " ");
  }
}
