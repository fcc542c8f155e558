package dev.assay.runners.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * A Kafka broker in a JVM of its own, for a user who has none. Its folder keeps its messages and
 * its port. Listens on the loopback address only.
 */
public final class LocalKafka implements AutoCloseable {
  static final String NAME = "kafka";

  private static final Duration START = Duration.ofSeconds(120);
  private static final String STARTED = "Kafka Server started";

  private final HomeLock lock;
  private final ServerProcess server;
  private final int port;

  private LocalKafka(HomeLock lock, ServerProcess server, int port) {
    this.lock = lock;
    this.server = server;
    this.port = port;
  }

  /**
   * Starts the broker, and waits until it takes messages. A broker that an earlier, killed process
   * left behind is stopped first.
   *
   * @throws IllegalStateException when another live process uses the folder
   * @throws IOException when it does not start; the message names its log
   */
  public static LocalKafka start(Path folder) throws IOException {
    Path home = Files.createDirectories(folder).toRealPath();
    HomeLock lock = HomeLock.take(home.resolve("lock"));
    try {
      ServerProcess.endPredecessor(home, NAME);
      KeptPorts ports = KeptPorts.in(home);
      int port = ports.free("broker");
      configure(home, port, ports.free("controller"));
      format(home);
      return new LocalKafka(lock, run(home), port);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static void configure(Path home, int port, int controller) throws IOException {
    Template.of("kafka.properties")
        .with("BROKER_PORT", port)
        .with("CONTROLLER_PORT", controller)
        .with("DATA", home.resolve("data"))
        .write(home.resolve("server.properties"));
    Template.of("kafka-log4j.properties").write(home.resolve("log4j.properties"));
  }

  /** Gives the data folder the identity of a cluster, once. */
  private static void format(Path home) throws IOException {
    if (Files.exists(home.resolve("data").resolve("meta.properties"))) {
      return;
    }
    ServerProcess format =
        ServerProcess.start(
            home,
            "kafka-format",
            java(
                "kafka.tools.StorageTool",
                "format",
                "--ignore-formatted",
                "--cluster-id=" + clusterId(),
                "--config=server.properties"));
    format.awaitEnd(START);
    if (!Files.exists(home.resolve("data").resolve("meta.properties"))) {
      throw new IOException(
          "The data folder of Kafka cannot be prepared. What it says is in " + format.log());
    }
  }

  private static String clusterId() {
    UUID id = UUID.randomUUID();
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static ServerProcess run(Path home) throws IOException {
    ServerProcess server =
        ServerProcess.start(home, NAME, java("kafka.Kafka", "server.properties"));
    try {
      server.await(START, () -> Files.readString(server.log()).contains(STARTED));
      return server;
    } catch (IOException | RuntimeException e) {
      server.kill();
      throw e;
    }
  }

  private static List<String> java(String... mainAndArguments) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "-Dlog4j.configuration=file:log4j.properties",
                "-cp",
                Installation.classPath(NAME)));
    arguments.addAll(List.of(mainAndArguments));
    return arguments;
  }

  /** Where clients find it: {@code 127.0.0.1:PORT}. */
  public String brokers() {
    return "127.0.0.1:" + port;
  }

  public long pid() {
    return server.handle().pid();
  }

  public boolean isAlive() {
    return server.isAlive();
  }

  /** Ends the broker as a crash does. What it had taken is there at the next start. */
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
