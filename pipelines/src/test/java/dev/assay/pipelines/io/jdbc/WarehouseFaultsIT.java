package dev.assay.pipelines.io.jdbc;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What real servers, and what is none, do to a client: told at once, or waited for. */
@Timeout(180)
class WarehouseFaultsIT {
  /** So long that a fault which is waited for by mistake ends the test. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  private static final long LOOK_NANOS = 20_000_000;
  private static final String SECRET = "s3cret-and-wr0ng";

  @TempDir static Path folder;
  private static EmbeddedPostgres plain;
  private static EmbeddedPostgres withTls;

  @BeforeAll
  static void start() throws Exception {
    plain = StrictPostgres.start(folder.resolve("plain"), false);
    withTls = StrictPostgres.start(folder.resolve("tls"), true);
  }

  @AfterAll
  static void stop() throws IOException {
    plain.close();
    withTls.close();
  }

  @Test
  void password_that_is_wrong_or_forgotten_is_told_at_once() throws IOException {
    String wrong = "file:" + Files.writeString(folder.resolve("wrong"), SECRET);

    assertRefused(
        new Warehouse(url(plain, "postgres"), "loader", wrong, PATIENCE),
        "refuses: the login is refused: password authentication failed for user \"loader\","
            + " SQLState 28P01. See that the user is right, and the password in "
            + wrong);
    assertRefused(
        new Warehouse(url(plain, "postgres"), "loader", null, PATIENCE),
        "cannot be used: it asks for a password, and none is given, SQLState 08004. Give the"
            + " password, as env:NAME or file:PATH");
  }

  @Test
  void role_or_database_that_is_not_there_or_closed_is_told_at_once() {
    assertRefused(
        as("missing", url(plain, "postgres")),
        "the login is refused: role \"missing\" does not exist, SQLState 28000. See that the user"
            + " is right");
    assertRefused(
        as("barred", url(plain, "postgres")), "role \"barred\" is not permitted to log in");
    assertRefused(
        as("postgres", url(plain, "nowhere")),
        "there is no such database, SQLState 3D000. Create it, or correct the address");
    TestPostgres.execute(
        StrictPostgres.owner(plain),
        "UPDATE pg_database SET datallowconn = false WHERE datname = 'template1'");
    assertRefused(
        as("postgres", url(plain, "template1")),
        "database \"template1\" is not currently accepting connections, SQLState 55000");
  }

  @Test
  void rule_of_the_server_that_lets_nobody_in_is_told_at_once() {
    assertRefused(
        as("stranger", url(plain, "postgres")),
        "no pg_hba.conf entry for host \"127.0.0.1\", user \"stranger\", database \"postgres\", no"
            + " encryption, SQLState 28000. Let whoever runs the server add an entry for it");
  }

  @Test
  void tls_that_one_side_lacks_is_told_at_once_and_used_where_both_have_it() {
    assertRefused(as("tls", url(plain, "postgres")), "(hostssl), TLS must be on in the server");
    assertRefused(
        as("tls", url(withTls, "postgres") + "?sslmode=disable"), "not off in the address");
    assertRefused(
        as("postgres", url(plain, "postgres") + "?sslmode=require"),
        "cannot be used: it does not speak TLS, which the address asks for, SQLState 08004. Turn"
            + " TLS on in the server, or take sslmode out of the address");
    String unknown = url(withTls, "postgres") + "?sslmode=verify-full&sslrootcert=";
    assertRefused(as("postgres", unknown + folder.resolve("plain/hba")), "TLS cannot be set up: ");
    assertRefused(
        as("postgres", unknown + folder.resolve("none")),
        "See the server's certificate, and sslmode and sslrootcert in the address");

    Warehouse both = as("tls", url(withTls, "postgres"));
    assertThat(
        TestPostgres.first(both, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"),
        is(List.of("t")));
    both.disconnect();
  }

  @Test
  void address_that_cannot_be_right_is_told_at_once() {
    assertRefused(
        as("postgres", "jdbc:postgresql://no-such-host.invalid:5432/postgres"),
        "no host of this name is known here, SQLState 08001. Correct the address");
    assertRefused(
        as("postgres", url(plain, "postgres") + "?sslmode=sometimes"),
        "a setting in the address is wrong: Invalid sslmode value: sometimes");
    for (String port : List.of("0", "99999", "five")) {
      assertThat(
          assertThrows(
                  IllegalArgumentException.class,
                  () -> as("postgres", "jdbc:postgresql://[::1]:" + port + "/postgres"))
              .getMessage(),
          containsString("a port that is no number from 1 to 65535: [::1]:" + port));
    }
  }

  @Test
  void server_that_is_no_postgres_is_told_soon() throws IOException {
    String advice = "See that host and port are those of a PostgreSQL";
    try (Listener http = new Listener("HTTP/1.1 400 Bad Request\r\n\r\n", true);
        Listener silent = new Listener("", false);
        Listener closing = new Listener("", true);
        Listener ssh = new Listener("SSH-2.0-OpenSSH_9.6\r\n", true)) {
      assertRefused(as("postgres", url(http.port(), "a")), "no PostgreSQL, SQLState 08P01");
      assertRefused(as("postgres", url(http.port(), "a") + "?sslmode=disable"), advice);
      assertThat(http.clients(), is(2));
      for (Listener each : List.of(silent, closing, ssh)) {
        assertRefused(as("postgres", url(each.port(), "a")), advice);
      }
      assertThat("silence is not asked again and again", silent.clients(), lessThan(4));
    }
  }

  @Test
  void full_disk_is_told_at_once_with_place_and_what_to_do() {
    assumeTrue(Files.exists(Path.of("/dev/full")), "a disk that is always full");
    Warehouse warehouse = StrictPostgres.owner(plain).withPatience(PATIENCE);

    WarehouseRefused refusal =
        assertThrows(
            WarehouseRefused.class,
            () -> TestPostgres.execute(warehouse, "COPY (SELECT 1) TO '/dev/full'"));

    assertThat(
        refusal.getMessage(),
        allOf(
            startsWith(
                "The warehouse at " + warehouse.place() + " refuses: its disk is full: could not "),
            endsWith(
                ": No space left on device, SQLState 53100. Make room on the disk of that server,"
                    + " then start the same command again: nothing is written twice")));
    assertThat(refusal.keepsUsOut(), is(true));
  }

  @Test
  void connections_that_are_all_taken_are_waited_for_and_told() throws Exception {
    String password = "file:" + Files.writeString(folder.resolve("right"), "right");
    Warehouse warehouse = new Warehouse(url(plain, "postgres"), "loader", password, PATIENCE);
    List<Connection> others = new ArrayList<>();
    assertThrows(SQLException.class, () -> takeAll(others));

    assertWaited(
        warehouse,
        "the warehouse at " + warehouse.place() + " (its connections are all taken: ",
        () -> closeAll(others));
  }

  @Test
  void end_of_a_session_is_survived() {
    Warehouse warehouse = StrictPostgres.owner(plain).withPatience(PATIENCE);
    List<Integer> attempts = new ArrayList<>();

    warehouse.within(
        connection -> {
          attempts.add(attempts.size());
          return attempts.size() == 1
              ? connection
                  .createStatement()
                  .execute("SELECT pg_terminate_backend(pg_backend_pid())")
              : connection.createStatement().execute("SELECT 1");
        });

    assertThat(attempts, is(List.of(0, 1)));
  }

  @Test
  void server_that_starts_is_waited_for_and_one_that_ends_or_is_gone_is_told() throws Exception {
    Path data = folder.resolve("slow");
    EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false).start().close();
    int port = freePort();
    Warehouse warehouse = TestPostgres.warehouse(port, "postgres").withPatience(PATIENCE);
    Path go = folder.resolve("go");
    CompletableFuture<EmbeddedPostgres> starting = StrictPostgres.starting(data, port, go);
    assertWaited(
        warehouse,
        "(it is stopping or starting: the database system is starting up",
        () -> Files.createFile(go));

    try (EmbeddedPostgres server = starting.get(90, TimeUnit.SECONDS)) {
      Connection last = DriverManager.getConnection(url(server, "postgres"), "postgres", "");
      StrictPostgres.end(data);
      warehouse.disconnect();
      assertGivenUp(
          warehouse, "the database system is shutting down, SQLState 57P03; tried for 2 s");
      last.close();
    }
    assertGivenUp(warehouse, "no connection: nothing listens there, SQLState 08001; tried for 2 s");
  }

  @Test
  void place_where_we_were_is_away_and_not_wrong_when_it_falls_silent() throws Exception {
    SqlFault silent = new SqlFault("08001", SqlFault.Outlook.STRANGE, "", false);
    SqlFault nameless = new SqlFault("08001", SqlFault.Outlook.UNKNOWN_HOST, "", false);

    for (SqlFault fault : List.of(silent, nameless)) {
      assertThat(fault.passes(true), is(true));
      assertThat(fault.passes(false), is(false));
    }
    assertThat(Pools.haveReached(StrictPostgres.owner(plain)), is(true));
    assertThat(Pools.haveReached(as("postgres", url(1, "postgres"))), is(false));
  }

  private static void assertRefused(Warehouse warehouse, String words) {
    WarehouseRefused refusal =
        assertThrows(
            WarehouseRefused.class, () -> TestPostgres.execute(warehouse, "SELECT 1"), words);
    assertThat(refusal.getMessage(), containsString("The warehouse at " + warehouse.place()));
    assertThat(refusal.getMessage(), containsString(words));
    assertThat(refusal.getMessage(), not(containsString(SECRET)));
  }

  private static void assertGivenUp(Warehouse warehouse, String words) {
    Warehouse hurried = warehouse.withPatience(Duration.ofSeconds(2));
    assertThat(
        assertThrows(WarehouseUnavailable.class, () -> TestPostgres.execute(hurried, "SELECT 1"))
            .getMessage(),
        containsString(words));
  }

  /** It is waited for, in these words, and the work is done when it is mended. */
  private static void assertWaited(Warehouse warehouse, String words, Mending mending)
      throws Exception {
    CompletableFuture<Void> work =
        CompletableFuture.runAsync(() -> TestPostgres.execute(warehouse, "SELECT 1"));
    while (Waiting.now().map(Waiting::what).filter(what -> what.contains(words)).isEmpty()) {
      assertThat("ended without waiting for " + words, work.isDone(), is(false));
      LockSupport.parkNanos(LOOK_NANOS);
    }
    mending.mend();
    work.get(90, TimeUnit.SECONDS);
    warehouse.disconnect();
  }

  private interface Mending {
    void mend() throws Exception;
  }

  private static void takeAll(List<Connection> taken) throws SQLException {
    while (true) {
      taken.add(DriverManager.getConnection(url(plain, "postgres"), "loader", "right"));
    }
  }

  private static void closeAll(List<Connection> taken) throws SQLException {
    for (Connection each : taken) {
      each.close();
    }
  }

  private static Warehouse as(String user, String url) {
    return new Warehouse(url, user, null, PATIENCE);
  }

  private static String url(EmbeddedPostgres server, String database) {
    return url(server.getPort(), database);
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
