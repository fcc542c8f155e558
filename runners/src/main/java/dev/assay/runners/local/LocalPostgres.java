package dev.assay.runners.local;

import dev.assay.pipelines.io.jdbc.ReaderRole;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A PostgreSQL server of this process, for a user who has none. Its data stays in its folder from
 * run to run. Listens on the loopback address only, and asks for a password, which lies beside the
 * folder where only its user may read it.
 */
public final class LocalPostgres implements AutoCloseable {
  public static final String DATABASE = "assay";

  private static final int ANY_PORT = 0;

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
  private final PostgresAccess access;

  private LocalPostgres(EmbeddedPostgres server, Path data, HomeLock lock) throws IOException {
    this.server = server;
    this.access = new PostgresAccess(data);
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
    Path home = PrivateFiles.folder(dataDir.toAbsolutePath().getParent());
    Path data = home.resolve(dataDir.getFileName());
    HomeLock lock = HomeLock.take(PostgresFolder.sibling(data, ".lock"));
    LocalPostgres started = null;
    try {
      Predecessor.stop(data);
      PostgresFolder folder = PostgresFolder.open(data);
      Map<String, String> settings = forCapture || folder.isCaptured() ? CAPTURE : Map.of();
      folder.closeToOthers(settings);
      started = new LocalPostgres(folder.run(port, settings), data, lock);
      started.createReader();
      return started;
    } catch (IOException | RuntimeException e) {
      if (started == null) {
        lock.close();
      } else {
        started.close();
      }
      throw e;
    }
  }

  /**
   * Where the database is, with its owner and where the password is: {@code password=file:PATH}.
   */
  public String jdbcUrl() {
    return jdbcUrl(DATABASE);
  }

  /** The same for another database of this server. */
  public String jdbcUrl(String database) {
    return access.ownerUrl(port(), database);
  }

  /** Addresses of one database for its owner and for a login that can change nothing. */
  public record Logins(String owner, String reader) {}

  /** How to log in to the server of this data folder, when one runs, whoever started it. */
  public static Optional<Logins> running(Path dataDir) {
    try {
      if (!Files.isDirectory(dataDir)) {
        return Optional.empty();
      }
      Path data = dataDir.toRealPath();
      PostgresAccess access = new PostgresAccess(data);
      OptionalInt port = Predecessor.port(data);
      return port.isPresent() && access.isClosed() && Files.exists(access.readerPassword())
          ? Optional.of(access.logins(port.getAsInt()))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of the database for a login that can change nothing. */
  public String readerUrl() {
    return access.logins(port()).reader();
  }

  private void createReader() throws IOException {
    String password = PrivateFiles.secret(access.readerPassword());
    try (Connection connection =
            server.getDatabase(PostgresAccess.OWNER, DATABASE).getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : ReaderRole.create(DATABASE, password)) {
        statement.execute(sql);
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IOException("The role that only reads cannot be created", e);
    }
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
}
