package dev.assay.runners.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A worker of Kafka Connect in a JVM of its own, with Debezium's connector for PostgreSQL. Its
 * folder keeps its log and its port; its connectors, and how far they have read, are kept in topics
 * of the broker. Listens on the loopback address only.
 */
public final class LocalConnect implements AutoCloseable {
  static final String NAME = "connect";

  private static final Duration START = Duration.ofSeconds(150);

  private final HomeLock lock;
  private final ServerProcess server;
  private final URI web;

  private LocalConnect(HomeLock lock, ServerProcess server, URI web) {
    this.lock = lock;
    this.server = server;
    this.web = web;
  }

  /**
   * Starts the worker, and waits until it takes requests; its connectors go on where they were. A
   * worker that an earlier, killed process left behind is stopped first.
   *
   * @param brokers {@code HOST:PORT} of Kafka
   * @throws IllegalStateException when another live process uses the folder
   * @throws IOException when it does not start; the message names its log
   */
  public static LocalConnect start(Path folder, String brokers) throws IOException {
    Path home = Files.createDirectories(folder).toRealPath();
    HomeLock lock = HomeLock.take(home.resolve("lock"));
    try {
      ServerProcess.endPredecessor(home, NAME);
      int port = KeptPorts.in(home).free("rest");
      configure(home, brokers, port);
      URI web = URI.create("http://127.0.0.1:" + port);
      return new LocalConnect(lock, run(home, web), web);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static void configure(Path home, String brokers, int port) throws IOException {
    Template.of("connect.properties")
        .with("BROKERS", brokers)
        .with("REST_PORT", port)
        .with("PLUGINS", Installation.plugins(NAME))
        .with("SECRETS", home.getParent())
        .write(home.resolve("connect.properties"));
    Template.of("connect-log4j.properties").write(home.resolve("log4j.properties"));
  }

  private static ServerProcess run(Path home, URI web) throws IOException {
    ServerProcess server =
        ServerProcess.start(
            home,
            NAME,
            List.of(
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dlog4j.configuration=file:log4j.properties",
                "-cp",
                Installation.classPath(NAME),
                "org.apache.kafka.connect.cli.ConnectDistributed",
                "connect.properties"));
    try {
      ConnectRest rest = new ConnectRest(web);
      server.await(START, rest::isReady);
      return server;
    } catch (IOException | RuntimeException e) {
      server.kill();
      throw e;
    }
  }

  /** Its REST interface: {@code http://127.0.0.1:PORT}. */
  public URI web() {
    return web;
  }

  public ConnectRest rest() {
    return new ConnectRest(web);
  }

  public long pid() {
    return server.handle().pid();
  }

  public boolean isAlive() {
    return server.isAlive();
  }

  /** Ends the worker as a crash does. Connectors then report again what came in the last second. */
  public void kill() {
    server.kill();
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      server.stop();
    }
  }
}
