package dev.assay.runners.simulate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class BankSimulatorIT {

  private static final BankingDay DAY = BankingDay.of(1_500, 50, 3);

  private static EmbeddedPostgres server;
  private static Bank bank;
  private static BankTally tally;

  @BeforeAll
  static void simulate() throws IOException, SQLException {
    server = EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
    bank = Bank.withJournal(server);
    tally = bank.simulate(DAY);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void same_seed_gives_the_same_rows() throws SQLException {
    Bank other = Bank.empty(server);
    assertThat(other.simulate(DAY), is(tally));
    assertThat(other.fingerprints(), is(bank.fingerprints()));
  }

  @Test
  void another_seed_gives_other_rows() throws SQLException {
    Bank other = Bank.empty(server);
    other.simulate(BankingDay.of(1_500, 50, 4));
    assertThat(other.fingerprints(), is(not(bank.fingerprints())));
  }

  @Test
  void bookings_explain_every_balance() throws SQLException {
    assertThat(bank.unexplainedAccounts(), empty());
    assertThat(
        bank.number("SELECT count(*) FROM checking_account WHERE account_balance <> 0"),
        greaterThan(40L));
  }

  @Test
  void rolled_back_work_leaves_no_trace_and_all_else_counts() throws SQLException {
    assertThat(bank.journal(), is(tally.rows()));
    assertThat(tally.committed() + tally.rolledBack(), is(1_500L));
    assertThat(tally.rolledBack(), greaterThan(30L));
    assertThat(
        "keys given to rows that were rolled back",
        bank.number("SELECT max(id) FROM account_transactions"),
        greaterThan(tally.rows().get(BankTable.ACCOUNT_TRANSACTIONS).inserted()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          an account is opened        | changed_table = 'checking_account' AND operation = 'INSERT'
          an account is closed        | changed_table = 'checking_account' AND operation = 'DELETE'
          a debit is booked           | operation = 'INSERT' AND after ->> 'kind' = 'DEBIT'
          a credit is booked          | operation = 'INSERT' AND after ->> 'kind' = 'CREDIT'
          a booking is corrected      | changed_table = 'account_transactions' AND before ->> 'amount' <> after ->> 'amount'
          a booking is cancelled      | changed_table = 'account_transactions' AND operation = 'DELETE'
          a purchase is made          | changed_table = 'purchase_trends' AND operation = 'INSERT'
          a quantity is changed       | before ->> 'quantity' <> after ->> 'quantity'
          a purchase is taken back    | changed_table = 'purchase_trends' AND operation = 'DELETE'
          a payment is ordered        | changed_table = 'scheduled_payments' AND operation = 'INSERT'
          a payment is paused         | before ->> 'status' = 'ACTIVE' AND after ->> 'status' = 'PAUSED'
          a payment is resumed        | before ->> 'status' = 'PAUSED' AND after ->> 'status' = 'ACTIVE'
          a payment is cancelled      | before ->> 'status' = 'ACTIVE' AND after ->> 'status' = 'CANCELLED'
          a payment's day is moved    | (before ->> 'next_due_on')::date < (after ->> 'next_due_on')::date
          a payment is deleted        | changed_table = 'scheduled_payments' AND operation = 'DELETE'
          a purchase gets another key | changed_table = 'purchase_trends' AND before -> 'id' <> after -> 'id' AND before - 'id' = after - 'id'
          a payment gets another key  | changed_table = 'scheduled_payments' AND before -> 'id' <> after -> 'id' AND before - 'id' = after - 'id'
          a long product is unchanged | length(after ->> 'product') > 8192 AND before -> 'product' = after -> 'product' AND before <> after
          a long payee is unchanged   | length(after ->> 'payee') > 8192 AND before -> 'payee' = after -> 'payee' AND before <> after
          """)
  void every_kind_of_operation_occurs(String what, String condition) throws SQLException {
    assertThat(what, bank.changes(condition), greaterThan(0L));
  }

  @Test
  void changed_key_changes_nothing_else() throws SQLException {
    assertThat(
        bank.changes("before -> 'id' <> after -> 'id' AND before - 'id' <> after - 'id'"), is(0L));
  }

  @Test
  void long_values_are_stored_outside_their_rows() throws SQLException {
    assertThat(
        bank.column(
            "SELECT pg_relation_size(reltoastrelid) > 8192 FROM pg_class WHERE oid IN"
                + " ('purchase_trends'::regclass, 'scheduled_payments'::regclass)"),
        is(List.of("t", "t")));
  }

  @Test
  void transactions_are_of_no_row_of_some_and_of_many() throws SQLException {
    String perTransaction =
        "FROM (SELECT count(*) AS rows, count(DISTINCT changed_table) AS tables"
            + " FROM journal GROUP BY transaction) t";
    assertThat(bank.number("SELECT count(*) " + perTransaction), lessThan(tally.committed() - 10));
    assertThat(bank.number("SELECT max(rows) " + perTransaction), greaterThan(50L));
    assertThat(bank.number("SELECT max(tables) " + perTransaction), is(4L));
  }

  @Test
  void every_table_tells_whole_rows_to_the_log() throws SQLException {
    Bank empty = Bank.empty(server);
    empty.simulate(BankingDay.of(1, 1, 1));
    assertThat(
        empty.column(
            "SELECT relreplident FROM pg_class WHERE relkind = 'r' AND relnamespace ="
                + " 'public'::regnamespace"),
        is(List.of("f", "f", "f", "f")));
  }

  @Test
  void second_simulation_goes_on_with_the_rows_of_the_first() throws SQLException {
    Bank twice = Bank.withJournal(server);
    BankTally first = twice.simulate(BankingDay.of(200, 50, 1));
    BankTally second = twice.simulate(BankingDay.of(200, 50, 1));
    assertThat(twice.journal(), is(first.plus(second).rows()));
    assertThat(twice.unexplainedAccounts(), empty());
    assertThat(
        second.rows().get(BankTable.CHECKING_ACCOUNT).inserted(),
        lessThan(first.rows().get(BankTable.CHECKING_ACCOUNT).inserted()));
  }

  @Test
  void simulations_side_by_side_keep_every_balance() throws Exception {
    Bank shared = Bank.withJournal(server);
    shared.simulate(BankingDay.of(1, 5, 1));
    List<BankTally> tallies = new ArrayList<>();
    Thread other = new Thread(() -> tallies.add(shared.simulate(BankingDay.of(150, 5, 2))));
    other.start();
    tallies.add(shared.simulate(BankingDay.of(150, 5, 3)));
    other.join();
    assertThat(tallies.stream().map(BankTally::transactions).toList(), is(List.of(150L, 150L)));
    assertThat(shared.unexplainedAccounts(), empty());
  }

  @Test
  void time_ends_a_simulation_and_progress_is_told_after_every_transaction() throws SQLException {
    List<Long> told = new ArrayList<>();
    BankTally done =
        BankSimulator.run(
            Bank.empty(server).address(),
            BankingDay.of(1, 5, 1).lasting(Duration.ofSeconds(1)).atRate(50),
            so -> told.add(so.transactions()));
    assertThat(done.transactions(), greaterThanOrEqualTo(1L));
    assertThat(told.get(told.size() - 1), is(done.transactions()));
    assertThat(told.size(), is((int) done.transactions()));
  }

  @Test
  void commit_whose_answer_is_lost_is_not_done_again() throws Exception {
    Bank quiet = Bank.withJournal(server);
    BankTally undisturbed = quiet.simulate(BankingDay.of(30, 5, 6));
    Bank cut = Bank.withJournal(server);
    try (LossyProxy proxy = new LossyProxy(server.getPort(), false)) {
      assertThat(cut.through(proxy.port()).simulate(BankingDay.of(30, 5, 6)), is(undisturbed));
      assertThat(proxy.cuts(), greaterThan(25));
    }
    assertThat(cut.fingerprints(), is(quiet.fingerprints()));
    assertThat(cut.journal(), is(undisturbed.rows()));
  }

  @Test
  void commit_that_never_arrived_is_done_again() throws Exception {
    Bank cut = Bank.withJournal(server);
    try (LossyProxy proxy = new LossyProxy(server.getPort(), true)) {
      BankTally done = cut.through(proxy.port()).simulate(BankingDay.of(30, 5, 6));
      assertThat(proxy.cuts(), greaterThan(45));
      assertThat(done.transactions(), is(30L));
      assertThat(cut.journal(), is(done.rows()));
    }
    assertThat(cut.unexplainedAccounts(), empty());
  }

  @Test
  void sessions_that_the_server_ends_cost_no_transaction() throws Exception {
    Bank disturbed = Bank.withJournal(server);
    AtomicBoolean over = new AtomicBoolean();
    List<Long> ended = new ArrayList<>();
    Thread ending = new Thread(() -> endSessions(disturbed, over, ended));
    ending.start();
    BankTally done = disturbed.simulate(BankingDay.of(300, 20, 8).atRate(150));
    over.set(true);
    ending.join();
    assertThat(ended.stream().mapToLong(n -> n).sum(), greaterThan(1L));
    assertThat(done.transactions(), is(300L));
    assertThat(disturbed.journal(), is(done.rows()));
    assertThat(disturbed.unexplainedAccounts(), empty());
  }

  /** Again and again until it is over. */
  private static void endSessions(Bank bank, AtomicBoolean over, List<Long> ended) {
    try {
      while (!over.get()) {
        Thread.sleep(250);
        ended.add(
            bank.number(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname ="
                    + " current_database() AND application_name = 'assay simulate'"));
      }
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void rows_of_others_are_not_touched() throws SQLException {
    Bank theirs = Bank.empty(server);
    theirs.execute(
        "CREATE TABLE checking_account (account_id int); INSERT INTO checking_account VALUES (7)");
    assertThat(
        refusal(theirs),
        allOf(
            containsString("has rows in a table checking_account that are not simulated"),
            containsString("Choose another database")));
    assertThat(theirs.column("SELECT account_id FROM checking_account"), is(List.of("7")));
  }

  @Test
  void tables_of_another_shape_are_refused() throws SQLException {
    Bank theirs = Bank.empty(server);
    theirs.execute("CREATE TABLE scheduled_payments (number int)");
    assertThat(refusal(theirs), containsString("See that its tables are those of bank.sql"));
  }

  @Test
  void settings_that_cannot_be_met_are_refused() {
    assertThat(refusalOf(() -> BankingDay.of(0, 1, 1)), containsString("count of transactions, 0"));
    assertThat(refusalOf(() -> BankingDay.of(1, 0, 1)), containsString("number of accounts, 0"));
    assertThat(refusalOf(() -> BankingDay.of(1, 1, 1).atRate(0)), containsString("rate, 0.0"));
    assertThat(
        refusalOf(() -> BankingDay.of(1, 1, 1).lasting(Duration.ZERO)),
        containsString("time, 0 s"));
  }

  private static String refusalOf(Runnable settings) {
    return assertThrows(SimulationException.class, settings::run).getMessage();
  }

  private static String refusal(Bank bank) {
    return assertThrows(SimulationException.class, () -> bank.simulate(DAY)).getMessage();
  }
}
