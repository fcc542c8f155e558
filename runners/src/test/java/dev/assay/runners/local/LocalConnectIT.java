package dev.assay.runners.local;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.runners.local.ConnectRest.State;
import dev.assay.runners.local.ConnectRest.Status;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Changes of tables in PostgreSQL on their way to Kafka, while servers on the way die. */
@Timeout(600)
class LocalConnectIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String ACCOUNTS = "bank.public.checking_account";

  @TempDir Path home;
  private LocalPostgres postgres;
  private LocalKafka kafka;
  private LocalConnect connect;
  private String bank;

  @BeforeEach
  void start() throws Exception {
    LocalPostgres.start(home.resolve("postgres")).close();
    postgres = LocalPostgres.startForCapture(home.resolve("postgres"), 0);
    postgres.createDatabase(BankConnector.DATABASE);
    postgres.createDatabase(BankConnector.DATABASE);
    bank = postgres.jdbcUrl(BankConnector.DATABASE);
    kafka = LocalKafka.start(home.resolve("kafka"));
    connect = LocalConnect.start(home.resolve("connect"), kafka.brokers());
  }

  @AfterEach
  void end() throws IOException {
    connect.close();
    kafka.close();
    postgres.close();
  }

  @Test
  void every_change_is_reported_and_none_is_lost_when_servers_die() throws Exception {
    createTables();
    execute("INSERT INTO checking_account VALUES (1, 12.34)");
    register();
    Deadline.await(() -> ask("SELECT active FROM pg_replication_slots"), is("t"));

    execute("INSERT INTO checking_account VALUES (2, 10.00)");
    execute("UPDATE checking_account SET balance = balance - 0.01");
    execute("DELETE FROM checking_account WHERE account_id = 2");
    execute("TRUNCATE account_transactions");
    Map<String, List<String>> expected = new HashMap<>();
    expected.put("1", List.of("r null>12.34", "u 12.34>12.33"));
    expected.put("2", List.of("c null>10.00", "u 10.00>9.99", "d 9.99>null", "tombstone"));
    Deadline.await(() -> changes().byKey(), is(expected));
    Changes transactions = new Changes(kafka.brokers(), "bank.public.account_transactions");
    Deadline.await(transactions::byKey, is(Map.of("", List.of("t null>null"))));
    assertThat(changes().all().size(), is(6));

    execute("INSERT INTO checking_account VALUES (3, 3.00)");
    connect.kill();
    assertThat(connect.isAlive(), is(false));
    execute("UPDATE checking_account SET balance = 4.00 WHERE account_id = 3");
    execute("INSERT INTO checking_account VALUES (4, 4.00)");
    URI web = connect.web();
    connect.close();
    connect = LocalConnect.start(home.resolve("connect"), kafka.brokers());
    assertThat(connect.web(), is(web));
    execute("DELETE FROM checking_account WHERE account_id = 1");
    expected.put("1", List.of("r null>12.34", "u 12.34>12.33", "d 12.33>null", "tombstone"));
    expected.put("3", List.of("c null>3.00", "u 3.00>4.00"));
    expected.put("4", List.of("c null>4.00"));
    Deadline.await(() -> changes().byKey(), is(expected));

    int port = postgres.port();
    postgres.close();
    postgres = LocalPostgres.startForCapture(home.resolve("postgres"), port);
    execute("INSERT INTO checking_account VALUES (5, 5.00)");
    expected.put("5", List.of("c null>5.00"));
    Deadline.await(() -> changes().byKey(), is(expected));

    kafka.kill();
    kafka.close();
    execute("INSERT INTO checking_account VALUES (6, 6.00)");
    kafka = LocalKafka.start(home.resolve("kafka"));
    expected.put("6", List.of("c null>6.00"));
    Deadline.await(() -> changes().byKey(), is(expected));
    assertThat(bankConnector().status().map(Status::isRunning), is(Optional.of(true)));
  }

  @Test
  void connector_is_told_to_rest_to_go_on_and_to_leave() throws Exception {
    createTables();
    register();
    register();
    ConnectRest rest = connect.rest();
    assertThat(rest.connectors(), is(List.of("bank")));

    rest.pause("bank");
    Deadline.await(() -> state(rest), is("PAUSED"));
    rest.resume("bank");
    Deadline.await(() -> state(rest), is("RUNNING"));
    rest.restart("bank");
    Deadline.await(() -> rest.status("bank").orElseThrow().isRunning(), is(true));

    execute("DROP TABLE purchase_trends");
    createTable("purchase_trends", "id int PRIMARY KEY");
    register();
    Deadline.await(() -> ask("SELECT count(*) FROM pg_publication_tables"), is("4"));

    rest.delete("bank");
    Deadline.await(() -> rest.status("bank"), is(Optional.empty()));
    assertThat(
        "the log tells what a connector does, and never at DEBUG",
        Files.readString(home.resolve("connect/connect.log")),
        allOf(containsString("io.debezium"), not(containsString("DEBUG"))));
  }

  /**
   * Else one busy database would have PostgreSQL keep its whole log for the sake of a quiet one.
   */
  @Test
  void changes_of_another_database_are_not_kept_for_the_connector() throws Exception {
    createTables();
    register();
    Deadline.await(() -> ask("SELECT active FROM pg_replication_slots"), is("t"));
    execute(postgres.jdbcUrl(), "CREATE TABLE gold AS SELECT generate_series(1, 1000)");

    String end = ask("SELECT pg_current_wal_lsn()");

    Deadline.await(
        () -> ask("SELECT confirmed_flush_lsn >= '" + end + "' FROM pg_replication_slots"),
        is("t"));
    assertThat(Changes.topics(kafka.brokers()), not(hasItem("bank.message")));
  }

  private static String state(ConnectRest rest) {
    return rest.status("bank").orElseThrow().tasks().get(0).state();
  }

  @Test
  void what_keeps_changes_from_being_captured_is_named_with_the_way_out() throws Exception {
    assertThat(
        refused(bank),
        allOf(
            containsString("has no table public.purchase_trends, public.checking_account, "),
            containsString("Create it, then register the connector")));

    createTables();
    execute("ALTER TABLE checking_account REPLICA IDENTITY DEFAULT");
    assertThat(
        refused(bank),
        containsString("Run: ALTER TABLE public.checking_account REPLICA IDENTITY FULL"));
    execute("ALTER TABLE checking_account REPLICA IDENTITY FULL");

    assertThat(
        refused("jdbc:postgresql://127.0.0.1:1/bank?user=postgres"),
        allOf(containsString("Connection to 127.0.0.1:1 refused"), containsString("See whether")));

    Map<String, String> settings = new HashMap<>(bankConnector().settings());
    settings.put("database.port", "1");
    assertThat(
        refused(() -> connect.rest().put("bank", settings)),
        allOf(
            startsWith(
                "Kafka Connect at " + connect.web() + " refuses PUT /connectors/bank/config"),
            containsString("Connection to 127.0.0.1:1 refused"),
            not(containsString("\n"))));
    settings.put("database.port", Integer.toString(postgres.port()));
    settings.put("table.include.list", "public.nothing");
    connect.rest().put("bank", settings);
    Deadline.await(
        () -> connect.rest().status("bank").flatMap(Status::failure).map(State::reason).orElse(""),
        containsString("No table filters found for filtered publication"));
    assertThat(refused(() -> connect.rest().restart("nobody")), containsString("nobody"));

    register();

    ConnectRest nobody = new ConnectRest(URI.create("http://127.0.0.1:1"));
    assertThat(
        assertThrows(ConnectUnavailable.class, nobody::connectors).getMessage(),
        allOf(containsString("does not answer"), containsString("assay up --cdc")));
  }

  private BankConnector bankConnector() throws IOException {
    return new BankConnector(connect.rest(), bank);
  }

  private void register() throws IOException {
    bankConnector().register(PATIENCE);
  }

  private String refused(String jdbcUrl) {
    return refused(() -> new BankConnector(connect.rest(), jdbcUrl).register(PATIENCE));
  }

  private static String refused(Executable asked) {
    return assertThrows(ConnectRefused.class, asked).getMessage();
  }

  private Changes changes() {
    return new Changes(kafka.brokers(), ACCOUNTS);
  }

  private void createTables() throws SQLException {
    createTable("checking_account", "account_id int PRIMARY KEY, balance numeric(18, 2)");
    for (String other : List.of("purchase_trends", "account_transactions", "scheduled_payments")) {
      createTable(other, "id int PRIMARY KEY");
    }
  }

  private void createTable(String name, String columns) throws SQLException {
    execute("CREATE TABLE " + name + " (" + columns + ")");
    execute("ALTER TABLE " + name + " REPLICA IDENTITY FULL");
  }

  private void execute(String sql) throws SQLException {
    execute(bank, sql);
  }

  private static void execute(String url, String sql) throws SQLException {
    try (Connection connection = Login.to(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = Login.to(bank);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
