package dev.assay.runners.local;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LocalPostgresIT {
  @TempDir static Path home;

  @Test
  void data_stays_from_run_to_run() throws Exception {
    Path data = home.resolve("a folder that stays");
    try (LocalPostgres first = LocalPostgres.start(data)) {
      execute(first.jdbcUrl(), "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    try (LocalPostgres second = LocalPostgres.start(data)) {
      assertThat(answer(second.jdbcUrl(), "SELECT answer FROM kept"), is("42"));
    }
  }

  @Test
  void server_is_safe_against_a_crash_and_listens_on_loopback_only() throws Exception {
    try (LocalPostgres server = LocalPostgres.start(home.resolve("settings"))) {
      assertThat(answer(server.jdbcUrl(), "SHOW fsync"), is("on"));
      assertThat(answer(server.jdbcUrl(), "SHOW listen_addresses"), is("127.0.0.1"));
      assertThat(answer(server.jdbcUrl(), "SHOW server_encoding"), is("UTF8"));
    }
  }

  @Test
  void nobody_gets_in_without_the_password_which_only_the_user_can_read() throws Exception {
    Path data = Files.createDirectories(home.resolve("closed")).resolve("postgres");
    try (LocalPostgres server = LocalPostgres.start(data)) {
      String bare = "jdbc:postgresql://127.0.0.1:" + server.port() + "/assay";
      for (String user : List.of("postgres", "assay_reader", "nobody")) {
        SQLException refused =
            assertThrows(
                SQLException.class, () -> DriverManager.getConnection(bare, user, "guessed"));
        assertThat(user, refused.getSQLState(), is("28P01"));
      }
    }
    assertThat(mode(data.getParent()), is("rwx------"));
    assertThat(mode(data.resolveSibling("postgres.password")), is("rw-------"));
    assertThat(mode(data.resolveSibling("postgres.reader-password")), is("rw-------"));
    try (Stream<Path> programs = Files.walk(data.resolveSibling("postgres-programs"))) {
      List<Path> open =
          programs
              .filter(file -> !Files.isSymbolicLink(file))
              .filter(file -> isOpenToChange(mode(file)))
              .toList();
      assertThat(open, is(List.of()));
    }
  }

  @Test
  void home_that_trusted_everybody_is_closed_at_the_next_start() throws Exception {
    Path data = Files.createDirectories(home.resolve("trusting")).resolve("postgres");
    try (LocalPostgres first = LocalPostgres.start(data)) {
      execute(first.jdbcUrl(), "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 trust\n");
    Files.delete(data.resolveSibling("postgres.password"));
    Path reader = data.resolveSibling("postgres.reader-password");
    Path programs = data.resolveSibling("postgres-programs");
    Path program = anyFile(programs);
    Files.setPosixFilePermissions(reader, PosixFilePermissions.fromString("rw-r--r--"));
    for (Path open : List.of(data.getParent(), programs, program)) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    try (LocalPostgres next = LocalPostgres.start(data)) {
      String bare = "jdbc:postgresql://127.0.0.1:" + next.port() + "/assay";
      assertThat(
          assertThrows(
                  SQLException.class, () -> DriverManager.getConnection(bare, "postgres", "no"))
              .getSQLState(),
          is("28P01"));
      assertThat(answer(next.jdbcUrl(), "SELECT answer FROM kept"), is("42"));
    }
    assertThat(mode(data.getParent()), is("rwx------"));
    assertThat(mode(data.resolveSibling("postgres.password")), is("rw-------"));
    assertThat(mode(reader), is("rw-------"));
    assertThat(isOpenToChange(mode(programs)), is(false));
    assertThat(isOpenToChange(mode(program)), is(false));
    assertThat(Files.readString(data.resolve("pg_hba.conf")), not(containsString("trust\n")));
  }

  private static Path anyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> file.getParent().endsWith("bin"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** By others than the owner. */
  private static boolean isOpenToChange(String mode) {
    return mode.charAt(4) == 'w' || mode.charAt(7) == 'w';
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void data_made_without_capture_is_captured_later_and_still_opens_without_it() throws Exception {
    Path data = home.resolve("captured later");
    try (LocalPostgres without = LocalPostgres.start(data)) {
      execute(without.jdbcUrl(), "CREATE TABLE kept AS SELECT 42 AS answer");
      assertThat(answer(without.jdbcUrl(), "SHOW wal_level"), is("replica"));
    }
    try (LocalPostgres with = LocalPostgres.startForCapture(data, 0)) {
      assertThat(answer(with.jdbcUrl(), "SHOW wal_level"), is("logical"));
      assertThat(answer(with.jdbcUrl(), "SHOW synchronous_commit"), is("on"));
      execute(
          with.jdbcUrl(), "SELECT pg_create_logical_replication_slot('a_connector', 'pgoutput')");
    }
    try (LocalPostgres without = LocalPostgres.start(data)) {
      assertThat(answer(without.jdbcUrl(), "SELECT answer FROM kept"), is("42"));
      assertThat(
          answer(without.jdbcUrl(), "SELECT slot_name FROM pg_replication_slots"),
          is("a_connector"));
    }
  }

  @Test
  void start_after_a_killed_process_finds_its_data() throws Exception {
    Path data = home.resolve("killed once");
    Process killed = startInOtherProcess(data);
    ProcessHandle orphan = server(data);
    killed.destroyForcibly().waitFor();
    assertThat("the server outlives its process", orphan.isAlive(), is(true));

    try (LocalPostgres next = LocalPostgres.start(data)) {
      assertThat(answer(next.jdbcUrl(), "SELECT answer FROM kept"), is("42"));
    }
  }

  @Test
  void start_after_process_and_server_were_killed_recovers() throws Exception {
    Path data = home.resolve("both-killed");
    Process killed = startInOtherProcess(data);
    ProcessHandle orphan = server(data);
    killed.destroyForcibly().waitFor();
    orphan.destroyForcibly();
    orphan.onExit().join();

    try (LocalPostgres next = LocalPostgres.start(data)) {
      assertThat(answer(next.jdbcUrl(), "SELECT 1"), is("1"));
    }
  }

  @Test
  void process_number_that_now_belongs_to_another_program_is_no_obstacle() throws Exception {
    Path data = home.resolve("reused");
    LocalPostgres.start(data).close();
    Files.writeString(
        data.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n" + data + "\n");

    try (LocalPostgres next = LocalPostgres.start(data)) {
      assertThat(answer(next.jdbcUrl(), "SELECT 1"), is("1"));
    }
  }

  @Test
  void folder_of_a_live_process_is_refused_with_a_clear_message() throws Exception {
    Path data = home.resolve("live");
    Process other = startInOtherProcess(data);

    String message =
        assertThrows(IllegalStateException.class, () -> LocalPostgres.start(data)).getMessage();

    assertThat(
        message,
        allOf(
            containsString("is in use by another command (process " + other.pid() + ")"),
            containsString("choose another folder")));
    other.destroy();
    other.waitFor();
    assertThat("the server ends with its process", Files.exists(pidFile(data)), is(false));
  }

  @Test
  void folder_in_use_by_this_process_is_refused_and_stays_locked() throws Exception {
    Path data = home.resolve("twice");
    try (LocalPostgres first = LocalPostgres.start(data)) {
      for (int i = 0; i < 2; i++) {
        assertThrows(IllegalStateException.class, () -> LocalPostgres.start(data));
      }
      assertThat(answer(first.jdbcUrl(), "SELECT 1"), is("1"));
    }
    LocalPostgres.start(data).close();
  }

  @Test
  void folder_with_other_files_is_refused_and_left_alone() throws Exception {
    Path data = Files.createDirectories(home.resolve("photos"));
    Path photo = Files.writeString(data.resolve("photo"), "mine");

    assertThat(
        assertThrows(IllegalStateException.class, () -> LocalPostgres.start(data)).getMessage(),
        containsString("holds other files"));
    assertThat(Files.exists(photo), is(true));
  }

  /** A process of its own that starts the server, writes a row and then waits. */
  public static void main(String[] args) throws Exception {
    LocalPostgres server = LocalPostgres.start(Path.of(args[0]));
    execute(server.jdbcUrl(), "CREATE TABLE kept AS SELECT 42 AS answer");
    System.out.println("ready");
    Thread.sleep(120_000);
  }

  private static Process startInOtherProcess(Path data) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LocalPostgresIT.class.getName(),
                data.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (InputStream output = process.getInputStream()) {
      assertThat("nothing else is printed", new String(output.readNBytes(6)), is("ready\n"));
    }
    return process;
  }

  private static ProcessHandle server(Path data) throws IOException {
    List<String> lines = Files.readAllLines(pidFile(data));
    return ProcessHandle.of(Long.parseLong(lines.get(0))).orElseThrow();
  }

  private static Path pidFile(Path data) {
    return data.resolve("postmaster.pid");
  }

  private static void execute(String url, String sql) throws SQLException {
    try (Connection connection = Login.to(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String answer(String url, String sql) throws SQLException {
    try (Connection connection = Login.to(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
