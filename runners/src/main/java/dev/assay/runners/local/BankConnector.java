package dev.assay.runners.local;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.local.ConnectRest.State;
import dev.assay.runners.local.ConnectRest.Status;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The connector that reports every change of the bank's tables to Kafka, a topic {@code
 * bank.public.TABLE} for each. Its settings are those of {@code runners/local/debezium.json}.
 */
public final class BankConnector {
  public static final String NAME = "bank";
  public static final String DATABASE = "bank";

  private final ConnectRest connect;
  private final Map<String, String> settings;
  private final SourceTables source;

  /**
   * The connector of a Kafka Connect, to be registered or not.
   *
   * @param connect the REST interface
   * @param jdbcUrl {@code jdbc:postgresql://HOST:PORT/DATABASE?user=USER&password=REF}, of a
   *     database with the source tables; the worker must find the password there too
   */
  public BankConnector(ConnectRest connect, String jdbcUrl) throws IOException {
    this.connect = connect;
    this.settings =
        new ObjectMapper()
            .readValue(
                Files.readString(Installation.debezium()),
                new TypeReference<Map<String, String>>() {});
    Warehouse database = Warehouse.fromUrl(jdbcUrl, null, null).withPatience(Duration.ZERO);
    URI address = URI.create("postgresql://" + database.place());
    settings.put("database.hostname", address.getHost());
    settings.put("database.port", Integer.toString(address.getPort()));
    settings.put("database.dbname", address.getPath().substring(1));
    settings.put("database.user", database.user());
    if (database.passwordReference() != null) {
      settings.put("database.password", inConnect(database.passwordReference()));
    }
    this.source =
        new SourceTables(database, List.of(settings.get("table.include.list").split(",")));
  }

  /** Our reference to a secret, as a worker of Kafka Connect resolves it. */
  private static String inConnect(String reference) {
    String name = reference.substring(reference.indexOf(':') + 1);
    if (reference.startsWith("env:")) {
      return "${env:" + name + "}";
    }
    Path file = Path.of(name);
    return "${directory:" + file.getParent() + ":" + file.getFileName() + "}";
  }

  /** What Kafka Connect is told of it: no secret, only where one is found. */
  public Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  /** The tables that it reports, with their schema. */
  public List<String> tables() {
    return source.names();
  }

  /**
   * Registers the connector, and waits until it works. What the tables hold comes first, then every
   * change. One that has failed, or that does not see tables made since, is started again;
   * otherwise a second time changes nothing.
   *
   * @throws ConnectRefused when the tables, the database or Connect are not as they must be; the
   *     message says what to do
   */
  public void register(Duration patience) {
    source.check();
    Optional<Status> before = status();
    connect.put(NAME, settings);
    boolean again =
        before.isPresent()
            && (before.get().failure().isPresent()
                || !source.areIn(settings.get("publication.name")));
    if (again) {
      connect.restart(NAME);
    }
    await(patience, again);
  }

  /** How it is, when it is registered. */
  public Optional<Status> status() {
    return connect.status(NAME);
  }

  /** A failure of before may be shown for a moment after the connector was started again. */
  private void await(Duration patience, boolean again) {
    long end = System.nanoTime() + patience.toNanos();
    Optional<Status> status = status();
    while (status.filter(Status::isRunning).isEmpty()) {
      Optional<State> failure = status.flatMap(Status::failure);
      if (System.nanoTime() > end || (failure.isPresent() && !again)) {
        throw new ConnectRefused(
            "The connector %s does not run: %s. Its state is at %s; the log of Kafka Connect tells more. Remove the cause, then register it again"
                .formatted(
                    NAME,
                    failure.map(State::reason).orElse("it is not started yet"),
                    connect.statusPage(NAME)));
      }
      try {
        ServerProcess.pause();
      } catch (IOException e) {
        throw new ConnectUnavailable(e.getMessage(), e);
      }
      status = status();
    }
  }
}
