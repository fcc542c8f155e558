package dev.assay.runners.local;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The data folder of an embedded server, and the programs that serve it. */
record PostgresFolder(Path data, Path programs) {
  /**
   * The library unpacks what a resolver gives once in a process, into the folder of whoever asks
   * first: that of a home, and not of another server.
   */
  private static final PgBinaryResolver PROGRAMS =
      (system, machine) -> DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);

  private static final String MAJOR_VERSION = "16";
  private static final int ANY_PORT = 0;

  /** Measured, and some more: what a server writes when it starts, a new database, its programs. */
  private static final int START_MEGABYTES = 8;

  private static final int DATABASE_MEGABYTES = 70;
  private static final int PROGRAMS_MEGABYTES = 70;
  private static final Duration START = Duration.ofSeconds(60);

  /** The folder with a database in it, which is made where there is none. */
  static PostgresFolder open(Path data) throws IOException {
    Path programs = PrivateFiles.folder(data.resolveSibling("postgres-programs"));
    removeHalfUnpacked(programs);
    PostgresFolder folder = new PostgresFolder(data, programs);
    folder.requireRoom();
    if (!holdsDatabase(data)) {
      folder.create();
    }
    return folder;
  }

  /** A server without it waits for its own start, and has no room for a word about it. */
  private void requireRoom() throws IOException {
    int megabytes = START_MEGABYTES;
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      megabytes += DATABASE_MEGABYTES;
    }
    try (Stream<Path> unpacked = Files.list(programs)) {
      megabytes += unpacked.findAny().isPresent() ? 0 : PROGRAMS_MEGABYTES;
    }
    DiskSpace.require(data.getParent(), megabytes, "an embedded PostgreSQL");
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
  private void create() throws IOException {
    Path unfinished = sibling(data, ".unfinished");
    Predecessor.stop(unfinished);
    FileTree.delete(unfinished);
    try (EmbeddedPostgres server = run(unfinished, ANY_PORT, Map.of());
        Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + LocalPostgres.DATABASE);
    } catch (SQLException e) {
      throw new IOException("The database " + LocalPostgres.DATABASE + " cannot be created", e);
    }
    new PostgresAccess(data).close(unfinished);
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Mends a folder that was made when everybody was trusted, or whose password file is gone. */
  void closeToOthers(Map<String, String> settings) throws IOException {
    PostgresAccess access = new PostgresAccess(data);
    if (access.isClosed()) {
      return;
    }
    String password = PrivateFiles.secret(access.ownerPassword());
    Path open = sibling(data, ".mending");
    PrivateFiles.write(open, "host all %s 127.0.0.1/32 trust%n".formatted(PostgresAccess.OWNER));
    Map<String, String> mending = new TreeMap<>(settings);
    mending.put("hba_file", open.toString());
    try (EmbeddedPostgres server = run(ANY_PORT, mending);
        Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER ROLE " + PostgresAccess.OWNER + " PASSWORD '" + password + "'");
      access.close(data);
    } catch (SQLException e) {
      throw new IOException("The password of the database cannot be set", e);
    } finally {
      Files.deleteIfExists(open);
    }
  }

  /** Whether a connector keeps its place here: without capture such a server does not start. */
  boolean isCaptured() throws IOException {
    try (Stream<Path> slots = Files.list(data.resolve("pg_replslot"))) {
      return slots.findAny().isPresent();
    }
  }

  EmbeddedPostgres run(int port, Map<String, String> settings) throws IOException {
    return run(data, port, settings);
  }

  private EmbeddedPostgres run(Path folder, int port, Map<String, String> settings)
      throws IOException {
    Path passwordFile = new PostgresAccess(data).ownerPassword();
    String password = PrivateFiles.secret(passwordFile);
    Redirect log = Redirect.appendTo(sibling(data, ".log").toFile());
    EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
    settings.forEach(builder::setServerConfig);
    EmbeddedPostgres server =
        builder
            .setPort(port)
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setOverrideWorkingDirectory(programs.toFile())
            .setPgBinaryResolver(PROGRAMS)
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            // The library turns it off, and a crash of the machine could then cost all data.
            .setServerConfig("fsync", "on")
            // The log tells what went wrong, without the rows that it went wrong with.
            .setServerConfig("log_error_verbosity", "terse")
            .setServerConfig("log_min_error_statement", "panic")
            .setLocaleConfig("locale", "C")
            // Further options of initdb, behind the trust that the library asks for: the server
            // wants a
            // password
            // from its first moment on.
            .setLocaleConfig("auth-local", "scram-sha-256")
            .setLocaleConfig("auth-host", "scram-sha-256")
            .setLocaleConfig("pwfile", passwordFile.toString())
            .setConnectConfig("password", password)
            .setOutputRedirector(log)
            .setErrorRedirector(log)
            .setPGStartupWait(START)
            .start();
    // The library lets everybody write there.
    PrivateFiles.keepFromChange(programs);
    return server;
  }

  /** The library does not repair program files whose unpacking was cut short. */
  private static void removeHalfUnpacked(Path programs) throws IOException {
    if (Files.exists(programs)) {
      try (Stream<Path> versions = Files.list(programs)) {
        for (Path version : versions.toList()) {
          if (!Files.exists(version.resolve(".exists"))) {
            FileTree.delete(version);
          }
        }
      }
    }
  }

  static Path sibling(Path data, String suffix) {
    return data.resolveSibling(data.getFileName() + suffix);
  }
}
