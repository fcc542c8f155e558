package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.assay.runners.simulate.Bank;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SimulateBankingDayTest {

  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void day_is_simulated_and_counted() throws Exception {
    Bank bank = Bank.empty(server);
    Said said = simulate("--to=" + bank.url(), "--user=postgres", "--count=200", "--accounts=30");

    assertThat(said.toString(), said.code(), is(0));
    assertThat(said.err(), is(""));
    assertThat(
        said.out(),
        allOf(
            startsWith("Committed "),
            containsString(" transactions in the database at 127.0.0.1:" + server.getPort()),
            containsString(" rolled back on purpose"),
            containsString("account_transactions")));
    assertThat(bank.number("SELECT count(*) FROM checking_account") > 25, is(true));
    assertThat(
        bank.column("SELECT min(occurred_at)::date FROM account_transactions"),
        is(List.of("2026-01-05")));
  }

  @Test
  void transactions_at_a_rate_are_made_now() throws Exception {
    Bank bank = Bank.empty(server);
    Said said =
        simulate("--to=" + bank.url() + "?user=postgres", "--seconds=1", "--rate=40", "--seed=9");

    assertThat(said.toString(), said.code(), is(0));
    assertThat(
        bank.number(
            "SELECT count(*) FROM account_transactions"
                + " WHERE abs(extract(epoch FROM now() - occurred_at)) > 60"),
        is(0L));
  }

  @Test
  void all_that_is_wrong_is_told_at_once() {
    Said said =
        simulate("--count=0", "--seconds=3", "--password=hunter2", "--from=noon", "--accounts=0");

    assertThat(said.code(), is(2));
    for (String problem :
        List.of(
            "--to is missing",
            "plain text",
            "--count and --seconds are both given",
            "--from=noon is no time")) {
      assertThat(said.err(), containsString(problem));
    }
    assertThat(said.err(), not(containsString("hunter2")));
    assertThat(simulate("--to=./bank").err(), containsString("--to is no database"));
    assertThat(simulate("--to=jdbc:mysql://h:1/b").err(), containsString("jdbc:postgresql://host"));
    assertThat(simulate("--to=jdbc:postgresql://h:1/b", "--rate=-1").err(), containsString("rate"));
  }

  @Test
  void server_that_is_not_there_is_one_clear_message() {
    Said said = simulate("--to=jdbc:postgresql://127.0.0.1:1/bank", "--user=me");

    assertFailed(
        said,
        "The database at 127.0.0.1:1/bank cannot be used: no connection: nothing listens there,"
            + " SQLState 08001. See that a PostgreSQL runs there");
  }

  @Test
  void database_that_is_not_there_is_one_clear_message() {
    Said said =
        simulate("--to=jdbc:postgresql://127.0.0.1:" + server.getPort() + "/none?user=postgres");

    assertFailed(said, "there is no such database, SQLState 3D000. Create it, or correct the");
  }

  @Test
  void missing_rights_are_one_clear_message() throws Exception {
    Bank bank = Bank.empty(server);
    bank.execute("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN");
    Said cannotCreate = simulate("--to=" + bank.url(), "--user=guest");
    simulate("--to=" + bank.url(), "--user=postgres", "--count=1");
    Said cannotChange = simulate("--to=" + bank.url(), "--user=guest");
    bank.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO guest;"
            + " GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO guest");
    Said canChange = simulate("--to=" + bank.url(), "--user=guest", "--count=50");

    assertFailed(
        cannotCreate, "permission denied for schema public, SQLState 42501. Give the user");
    assertFailed(cannotChange, "permission denied for table checking_account, SQLState 42501");
    assertThat(canChange.toString(), canChange.code(), is(0));
  }

  private static void assertFailed(Said said, String message) {
    assertThat(said.toString(), said.code(), is(1));
    assertThat(said.err().lines().toList(), hasSize(1));
    assertThat(said.err(), allOf(startsWith("assay: The database at "), containsString(message)));
  }

  private static Said simulate(String... options) {
    List<String> words = new ArrayList<>(List.of("simulate", "banking-day"));
    words.addAll(Arrays.asList(options));
    return Said.by(words.toArray(String[]::new));
  }
}
