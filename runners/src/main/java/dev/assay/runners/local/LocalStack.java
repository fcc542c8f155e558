package dev.assay.runners.local;

import dev.assay.runners.local.Stack.ChangeCapture;
import dev.assay.runners.local.Stack.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The services of a home, started, watched and stopped together by one process. */
public final class LocalStack implements AutoCloseable {
  private static final int LOOK_SECONDS = 1;
  private static final int REST_SECONDS = 5;

  private final Path home;
  private final FlinkCluster cluster;
  private final boolean cdc;
  private final Consumer<String> say;
  private final HomeLock lock;
  private LocalPostgres postgres;
  private LocalKafka kafka;
  private LocalConnect connect;
  private LocalFlink flink;

  private LocalStack(Path home, FlinkCluster cluster, boolean cdc, Consumer<String> say)
      throws IOException {
    this.home = home;
    this.cluster = cluster;
    this.cdc = cdc;
    this.say = say;
    this.lock = HomeLock.take(home.resolve("stack.lock"));
  }

  /**
   * Starts all services, and waits until they answer.
   *
   * @param cdc whether Kafka Connect is one of them, and PostgreSQL has a database for its source
   * @param say takes a line on what is done, now and later
   * @throws IllegalStateException when the home is in use
   * @throws IOException when a service does not start; the message names its log
   */
  public static LocalStack start(
      Path folder, FlinkCluster cluster, boolean cdc, Consumer<String> say) throws IOException {
    Path home = PrivateFiles.folder(folder);
    LocalStack stack = new LocalStack(home, cluster, cdc, say);
    try {
      Stack.starting().write(home);
      say.accept("Starting PostgreSQL");
      stack.startPostgres();
      say.accept("Starting Kafka");
      stack.startKafka();
      if (cdc) {
        say.accept("Starting Kafka Connect");
        stack.startConnect();
      }
      say.accept("Starting Flink");
      stack.flink = LocalFlink.start(home.resolve("flink"), cluster);
      stack.publish();
      say.accept("Up");
      return stack;
    } catch (IOException | RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  private void startPostgres() throws IOException {
    int port = KeptPorts.in(home).free("postgres");
    Path data = home.resolve("postgres");
    if (cdc) {
      postgres = LocalPostgres.startForCapture(data, port);
      postgres.createDatabase(BankConnector.DATABASE);
    } else {
      postgres = LocalPostgres.start(data, port);
    }
  }

  private void startKafka() throws IOException {
    kafka = LocalKafka.start(home.resolve("kafka"));
  }

  private void startConnect() throws IOException {
    connect = LocalConnect.start(home.resolve("connect"), kafka.brokers());
  }

  private void publish() throws IOException {
    List<Service> services = new ArrayList<>();
    services.add(new Service("kafka", kafka.brokers(), "", kafka.pid()));
    services.add(new Service("postgres", postgres.jdbcUrl(), "", postgres.pid()));
    ChangeCapture capture = null;
    if (cdc) {
      services.add(new Service("connect", connect.web().toString(), "", connect.pid()));
      capture = new ChangeCapture(connect.web(), postgres.jdbcUrl(BankConnector.DATABASE));
    }
    services.addAll(flink.services());
    Stack starting = Stack.starting();
    new Stack(
            starting.pid(),
            starting.startedAtMillis(),
            true,
            kafka.brokers(),
            postgres.jdbcUrl(),
            postgres.readerUrl(),
            capture,
            flink.master(),
            flink.web(),
            flink.conf(),
            services)
        .write(home);
  }

  /** Starts again what dies, until it is told that this is the end. */
  public void watch(CountDownLatch end) throws InterruptedException {
    int seconds = LOOK_SECONDS;
    while (!end.await(seconds, TimeUnit.SECONDS)) {
      try {
        seconds = revive() ? REST_SECONDS : LOOK_SECONDS;
      } catch (IOException | RuntimeException e) {
        say.accept("It does not start: " + e.getMessage());
        seconds = REST_SECONDS;
      }
    }
  }

  /** Tells whether anything had died. A rest after it keeps one that dies at once from spinning. */
  private boolean revive() throws IOException {
    boolean any = false;
    while (flink.taskManagers().size() < cluster.taskManagers()) {
      any = dead("A TaskManager of Flink");
      flink.startTaskManager();
    }
    if (!postgres.isAlive()) {
      any = dead("PostgreSQL");
      postgres.close();
      startPostgres();
    }
    if (!kafka.isAlive()) {
      any = dead("Kafka");
      kafka.close();
      startKafka();
    }
    if (cdc && !connect.isAlive()) {
      any = dead("Kafka Connect");
      connect.close();
      startConnect();
    }
    if (!flink.jobManager().isAlive()) {
      any = dead("The JobManager of Flink, and with it its jobs,");
      flink.startJobManager();
    }
    if (any) {
      publish();
    }
    return any;
  }

  private boolean dead(String what) {
    say.accept(what + " has died; starting it again");
    return true;
  }

  /** Stops first those that write to the others. */
  @Override
  public void close() throws IOException {
    say.accept("Stopping");
    try (lock) {
      stop(flink);
      stop(connect);
      stop(kafka);
      stop(postgres);
      Files.deleteIfExists(Stack.file(home));
    }
    say.accept("Stopped");
  }

  /** The others are stopped all the same. */
  private void stop(AutoCloseable service) {
    try {
      if (service != null) {
        service.close();
      }
    } catch (Exception e) {
      say.accept("It does not stop in order: " + e);
    }
  }

  /** Ends what a killed stack left behind in a home; tells whether there was anything. */
  public static boolean endLeftBehind(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    Path home = folder.toRealPath();
    Optional<Boolean> servers = alone(home, "stack.lock", () -> endServers(home));
    Optional<Boolean> postgres =
        servers.isEmpty()
            ? Optional.empty()
            : alone(home, "postgres.lock", () -> Predecessor.stop(home.resolve("postgres")));
    return servers.orElse(false) || postgres.orElse(false);
  }

  private static boolean endServers(Path home) throws IOException {
    boolean flink = ServerProcess.endPredecessors(home.resolve("flink"));
    boolean connect = ServerProcess.endPredecessors(home.resolve("connect"));
    boolean kafka = ServerProcess.endPredecessors(home.resolve("kafka"));
    Files.deleteIfExists(Stack.file(home));
    return flink || connect || kafka;
  }

  /** Nothing where a lock is held: what runs there is no orphan but of a stack, or of a run. */
  private static Optional<Boolean> alone(Path home, String file, ServerProcess.Condition ending)
      throws IOException {
    HomeLock lock;
    try {
      lock = HomeLock.take(home.resolve(file));
    } catch (IllegalStateException inUse) {
      return Optional.empty();
    }
    try {
      return Optional.of(ending.holds());
    } finally {
      lock.close();
    }
  }
}
