package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A warehouse that cannot be used, as a user meets it: a run tells it before it begins, with 2, and
 * a command that reads fails, with 1. What a server's failures mean is tested beside the warehouse.
 */
@Timeout(120)
class UnusableWarehouseIT {
  private static final Path SAMPLE = Path.of("..", "data", "wealth").toAbsolutePath().normalize();
  private static final String SECRET = "not-the-s3cret";

  @TempDir static Path folder;
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws Exception {
    Path rules = folder.resolve("hba");
    Files.writeString(rules, "host all loader all scram-sha-256\nhost all postgres all trust\n");
    server = EmbeddedPostgres.builder().setServerConfig("hba_file", rules.toString()).start();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE loader LOGIN PASSWORD 'right'");
    }
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void forgotten_password_is_told_at_once() {
    assertTold(
        url(server.getPort(), "postgres"),
        List.of("--warehouse-user=loader"),
        "it asks for a password, and none is given, SQLState 08004. Give the password, as env:NAME"
            + " or file:PATH");
  }

  @Test
  void wrong_password_is_told_at_once_and_not_shown() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), SECRET);

    assertTold(
        url(server.getPort(), "postgres"),
        List.of("--warehouse-user=loader", "--warehouse-password=file:" + secret),
        "refuses: the login is refused: password authentication failed for user \"loader\"");
  }

  @Test
  void wrong_addresses_are_told_at_once() throws IOException {
    assertTold(
        url(server.getPort(), "nowhere"), List.of("--warehouse-user=postgres"), "no such database");
    assertTold(
        "jdbc:postgresql://no-such-host.invalid/a", List.of(), "no host of this name is known");
    try (ServerSocket silent = new ServerSocket()) {
      silent.bind(new InetSocketAddress("127.0.0.1", 0));
      assertTold(url(silent.getLocalPort(), "a"), List.of(), "does not answer as PostgreSQL does");
    }
  }

  @Test
  void port_that_is_no_port_is_bad_usage() {
    Said said = query("jdbc:postgresql://127.0.0.1:99999/a", List.of());

    assertThat(said.toString(), said.code(), is(2));
    assertThat(said.err(), containsString("a port that is no number from 1 to 65535"));
  }

  @Test
  void server_that_is_away_is_waited_for_and_told() throws IOException {
    String url = url(freePort(), "a");

    for (Said said :
        List.of(run(url, List.of("--patience=3")), query(url, List.of("--patience=3")))) {
      assertThat(said.toString(), said.code(), is(1));
      List<String> lines = said.err().lines().toList();
      assertThat(
          lines.get(0),
          matchesPattern(
              "Waiting for the warehouse at \\S+ \\(no connection: nothing listens there, SQLState"
                  + " 08001\\), [12] s"));
      assertThat(lines.get(lines.size() - 1), containsString("tried for 3 s"));
    }
  }

  private static void assertTold(String url, List<String> options, String words) {
    Said run = run(url, options);
    assertThat(run.toString(), run.code(), is(2));
    assertThat(run.err(), containsString("assay run wealth: The warehouse at "));
    Said query = query(url, options);
    assertThat(query.toString(), query.code(), is(1));
    assertThat(query.err(), containsString("assay: The warehouse at "));
    for (Said said : List.of(run, query)) {
      assertThat(said.toString(), not(containsString(SECRET)));
      assertThat(said.err(), containsString(words));
    }
  }

  private static Said run(String url, List<String> options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "wealth",
                "--trades=" + SAMPLE.resolve("trades-1.jsonl"),
                "--customers=" + SAMPLE.resolve("customers.csv")));
    return said(arguments, url, options);
  }

  private static Said query(String url, List<String> options) {
    return said(new ArrayList<>(List.of("query", "SELECT 1")), url, options);
  }

  private static Said said(List<String> arguments, String url, List<String> options) {
    arguments.add("--warehouse=" + url);
    arguments.add("--home=" + folder.resolve("home"));
    arguments.addAll(options);
    return Said.by(arguments.toArray(String[]::new));
  }

  private static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
