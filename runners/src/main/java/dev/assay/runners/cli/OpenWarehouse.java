package dev.assay.runners.cli;

import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.local.DiskFull;
import dev.assay.runners.local.LocalPostgres;
import dev.assay.runners.local.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A warehouse for as long as a command works with it. An embedded one that was started for it runs
 * until closed; one that runs already is left running.
 */
final class OpenWarehouse implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration RESTART = Duration.ofSeconds(20);
  private static final long LOOK_MILLIS = 200;

  private final Warehouse warehouse;
  private final Warehouse reader;
  private final Optional<LocalPostgres> server;
  private final String place;

  private OpenWarehouse(
      Warehouse warehouse, Warehouse reader, Optional<LocalPostgres> server, String place) {
    this.warehouse = warehouse;
    this.reader = reader;
    this.server = server;
    this.place = place;
  }

  static OpenWarehouse of(Warehouse warehouse) {
    return new OpenWarehouse(warehouse, warehouse, Optional.empty(), warehouse.place());
  }

  /** The one of the home: that of its local stack, or else one for this process alone. */
  static OpenWarehouse local(Path home, Duration patience) {
    return ofStack(home, patience).orElseGet(() -> started(home, patience));
  }

  /** The one of the home, also while another command works with it. */
  static OpenWarehouse toRead(Path home, Duration patience) {
    long end = System.nanoTime() + START.toNanos();
    while (true) {
      Optional<OpenWarehouse> running =
          ofStack(home, patience).or(() -> ofAnotherCommand(home, patience));
      if (running.isPresent()) {
        return running.get();
      }
      try {
        return started(home, patience);
      } catch (CommandFailed inUse) {
        // The other command is starting its server, or has just stopped it.
        if (!(inUse.getCause() instanceof IllegalStateException)
            || System.nanoTime() > end
            || !paused()) {
          throw inUse;
        }
      }
    }
  }

  /** Whether a home has a warehouse of its own that can be read. */
  static boolean isIn(Path home) {
    return Files.exists(data(home).resolve("PG_VERSION")) || Stack.of(home).isPresent();
  }

  private static Path data(Path home) {
    return home.resolve("postgres");
  }

  private static Optional<OpenWarehouse> ofStack(Path home, Duration patience) {
    return Stack.of(home)
        .map(
            stack ->
                new OpenWarehouse(
                    Warehouse.fromUrl(stack.jdbcUrl(), null, null).withPatience(patience),
                    Warehouse.fromUrl(stack.readerUrl(), null, null).withPatience(patience),
                    Optional.empty(),
                    data(home) + " (PostgreSQL of the local stack)"));
  }

  private static Optional<OpenWarehouse> ofAnotherCommand(Path home, Duration patience) {
    return LocalPostgres.running(data(home))
        .map(
            logins ->
                new OpenWarehouse(
                    Warehouse.fromUrl(logins.owner(), null, null).withPatience(patience),
                    Warehouse.fromUrl(logins.reader(), null, null).withPatience(patience),
                    Optional.empty(),
                    data(home) + " (embedded PostgreSQL of another command)"));
  }

  private static OpenWarehouse started(Path home, Duration given) {
    Path data = data(home);
    // What runs in this process comes back at once, or never.
    Duration patience = given.compareTo(RESTART) < 0 ? given : RESTART;
    try {
      LocalPostgres server = LocalPostgres.start(data);
      return new OpenWarehouse(
          Warehouse.fromUrl(server.jdbcUrl(), null, null).withPatience(patience),
          Warehouse.fromUrl(server.readerUrl(), null, null).withPatience(patience),
          Optional.of(server),
          data + " (embedded PostgreSQL)");
    } catch (IllegalStateException e) {
      throw new CommandFailed(e.getMessage(), e);
    } catch (DiskFull e) {
      throw new CommandFailed(e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailed(
          "The embedded PostgreSQL cannot be started: "
              + e.getMessage()
              + ". Its log is "
              + data
              + ".log; or give a server of your own with --warehouse",
          e);
    }
  }

  private static boolean paused() {
    try {
      Thread.sleep(LOOK_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  Warehouse warehouse() {
    return warehouse;
  }

  /** The same for a login that may change nothing, where there is one. */
  Warehouse reader() {
    return reader;
  }

  /** Where it is, for a person. */
  String place() {
    return place;
  }

  @Override
  public void close() {
    warehouse.disconnect();
    reader.disconnect();
    server.ifPresent(
        postgres -> {
          try {
            postgres.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
