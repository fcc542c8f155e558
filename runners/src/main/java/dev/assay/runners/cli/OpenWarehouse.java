package dev.assay.runners.cli;

import dev.assay.pipelines.io.Warehouse;
import dev.assay.runners.local.LocalPostgres;
import dev.assay.runners.local.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A warehouse for as long as a command works with it; an embedded one runs until closed. */
final class OpenWarehouse implements AutoCloseable {
  private final Warehouse warehouse;
  private final Optional<LocalPostgres> server;
  private final String place;

  private OpenWarehouse(Warehouse warehouse, Optional<LocalPostgres> server, String place) {
    this.warehouse = warehouse;
    this.server = server;
    this.place = place;
  }

  static OpenWarehouse of(Warehouse warehouse) {
    return new OpenWarehouse(warehouse, Optional.empty(), warehouse.place());
  }

  /** The one of the home: that of its local stack, or else one for this process alone. */
  static OpenWarehouse local(Path home, Duration patience) {
    Path data = home.resolve("postgres");
    Optional<Stack> stack = Stack.of(home);
    if (stack.isPresent()) {
      Warehouse warehouse = Warehouse.fromUrl(stack.get().jdbcUrl(), null, null);
      return new OpenWarehouse(
          warehouse.withPatience(patience),
          Optional.empty(),
          data + " (PostgreSQL of the local stack)");
    }
    try {
      LocalPostgres server = LocalPostgres.start(data);
      Warehouse warehouse = Warehouse.fromUrl(server.jdbcUrl(), null, null).withPatience(patience);
      return new OpenWarehouse(warehouse, Optional.of(server), data + " (embedded PostgreSQL)");
    } catch (IllegalStateException e) {
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

  Warehouse warehouse() {
    return warehouse;
  }

  /** Where it is, for a person. */
  String place() {
    return place;
  }

  @Override
  public void close() {
    warehouse.disconnect();
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
