package dev.assay.runners.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of this process, for a user who has none. Its data stays in its folder from
 * run to run. Listens on the loopback address only and trusts whoever comes from there.
 */
public final class LocalPostgres implements AutoCloseable {
  public static final String USER = "postgres";
  public static final String DATABASE = "assay";

  private static final String MAJOR_VERSION = "16";
  private static final int ANY_PORT = 0;
  private static final Duration START = Duration.ofSeconds(60);

  /** What change data capture needs of the server. */
  static final Map<String, String> CAPTURE =
      Map.of(
          "wal_level", "logical",
          "max_wal_senders", "10",
          "max_replication_slots", "10",
          // The library turns it off, and a crash could then cost a change that was reported
          // already.
          "synchronous_commit", "on");

  private final EmbeddedPostgres server;
  private final Optional<ProcessHandle> process;
  private final HomeLock lock;

  private LocalPostgres(EmbeddedPostgres server, Path data, HomeLock lock) throws IOException {
    this.server = server;
    this.process = Predecessor.holder(data.resolve("postmaster.pid"));
    this.lock = lock;
  }

  /**
   * Starts the server, on a free port. A server that an earlier, killed process left behind is
   * stopped first. Program files, lock and log lie beside the data folder.
   *
   * @throws IllegalStateException when another live process uses the folder
   */
  public static LocalPostgres start(Path dataDir) throws IOException {
    return start(dataDir, ANY_PORT);
  }

  /** As above, on this port. */
  public static LocalPostgres start(Path dataDir, int port) throws IOException {
    return start(dataDir, port, false);
  }

  /** As above, so that changes can be captured. Data that was made without that stays. */
  public static LocalPostgres startForCapture(Path dataDir, int port) throws IOException {
    return start(dataDir, port, true);
  }

  private static LocalPostgres start(Path dataDir, int port, boolean forCapture)
      throws IOException {
    Files.createDirectories(dataDir.toAbsolutePath().getParent());
    Path home = dataDir.toAbsolutePath().getParent().toRealPath();
    Path data = home.resolve(dataDir.getFileName());
    HomeLock lock = HomeLock.take(sibling(data, ".lock"));
    try {
      Path programs = home.resolve("postgres-programs");
      removeHalfUnpacked(programs);
      Predecessor.stop(data);
      if (!holdsDatabase(data)) {
        create(data, programs);
      }
      Map<String, String> settings = forCapture || isCaptured(data) ? CAPTURE : Map.of();
      return new LocalPostgres(run(data, programs, port, settings), data, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Where the database is, with the user and without a password, which it does not ask for. */
  public String jdbcUrl() {
    return jdbcUrl(DATABASE);
  }

  /** The same for another database of this server. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:%s/%s?user=%s".formatted(server.getPort(), database, USER);
  }

  /** Makes another database, where it is not there yet; its name is a plain word. */
  public void createDatabase(String name) throws IOException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet found =
          statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + name + "'")) {
        if (found.next()) {
          return;
        }
      }
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IOException("The database " + name + " cannot be created", e);
    }
  }

  public int port() {
    return server.getPort();
  }

  /** The number of its process, or 0 when it ended at once. */
  public long pid() {
    return process.map(ProcessHandle::pid).orElse(0L);
  }

  public boolean isAlive() {
    return process.filter(ServerProcess::lives).isPresent();
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      server.close();
    }
  }

  private static boolean holdsDatabase(Path data) throws IOException {
    Path version = data.resolve("PG_VERSION");
    if (Files.exists(version)) {
      String found = Files.readString(version).strip();
      if (!found.equals(MAJOR_VERSION)) {
        throw new IllegalStateException(
            "%s holds data of PostgreSQL %s, and this is PostgreSQL %s. Choose another folder"
                .formatted(data, found, MAJOR_VERSION));
      }
      return true;
    }
    try {
      Files.deleteIfExists(data);
      return false;
    } catch (DirectoryNotEmptyException e) {
      throw new IllegalStateException(
          data + " holds other files than a PostgreSQL database. Choose another folder", e);
    }
  }

  /** Under another name until it is whole: a process killed here leaves no half-made folder. */
  private static void create(Path data, Path programs) throws IOException {
    Path unfinished = sibling(data, ".unfinished");
    Predecessor.stop(unfinished);
    delete(unfinished);
    try (EmbeddedPostgres server = run(unfinished, programs, ANY_PORT, Map.of());
        Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + DATABASE);
    } catch (SQLException e) {
      throw new IOException("The database " + DATABASE + " cannot be created", e);
    }
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether a connector keeps its place here: without capture such a server does not start. */
  private static boolean isCaptured(Path data) throws IOException {
    try (Stream<Path> slots = Files.list(data.resolve("pg_replslot"))) {
      return slots.findAny().isPresent();
    }
  }

  private static EmbeddedPostgres run(
      Path data, Path programs, int port, Map<String, String> settings) throws IOException {
    Redirect log = Redirect.appendTo(sibling(data, ".log").toFile());
    EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
    settings.forEach(builder::setServerConfig);
    return builder
        .setPort(port)
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setOverrideWorkingDirectory(programs.toFile())
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        // The library turns it off, and a crash of the machine could then cost all data.
        .setServerConfig("fsync", "on")
        // The log tells what went wrong, without the rows that it went wrong with.
        .setServerConfig("log_error_verbosity", "terse")
        .setServerConfig("log_min_error_statement", "panic")
        .setLocaleConfig("locale", "C")
        .setOutputRedirector(log)
        .setErrorRedirector(log)
        .setPGStartupWait(START)
        .start();
  }

  /** The library does not repair program files whose unpacking was cut short. */
  private static void removeHalfUnpacked(Path programs) throws IOException {
    if (Files.exists(programs)) {
      try (Stream<Path> versions = Files.list(programs)) {
        for (Path version : versions.toList()) {
          if (!Files.exists(version.resolve(".exists"))) {
            delete(version);
          }
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        for (Path file : deepestFirst) {
          Files.delete(file);
        }
      }
    }
  }

  private static Path sibling(Path data, String suffix) {
    return data.resolveSibling(data.getFileName() + suffix);
  }
}
