package dev.assay.runners.local;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The local stack of a home as it runs: where its services are. {@code HOME/stack.json} holds it.
 *
 * @param pid the process that watches over the services
 * @param startedAtMillis when that process began: numbers are used again
 * @param up whether all services have answered
 * @param kafka {@code 127.0.0.1:PORT}
 * @param jdbcUrl of the warehouse, with its user and a reference to the password
 * @param readerUrl the same with a user that can change nothing
 * @param capture null where changes are not captured
 * @param flinkMaster {@code 127.0.0.1:PORT}, for Beam's {@code --flinkMaster}
 * @param flinkConf the folder of the cluster's settings, for Beam's {@code --flinkConfDir}
 */
public record Stack(
    long pid,
    long startedAtMillis,
    boolean up,
    String kafka,
    String jdbcUrl,
    String readerUrl,
    ChangeCapture capture,
    String flinkMaster,
    URI flinkWeb,
    Path flinkConf,
    List<Service> services) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(MapperFeature.AUTO_DETECT_IS_GETTERS).build();
  private static final long SAME_START_MILLIS = 5_000;

  /**
   * One process.
   *
   * @param address where it serves users; empty where it does not
   * @param metrics where Prometheus finds its figures; empty where it has none
   */
  public record Service(String name, String address, String metrics, long pid) {
    public boolean isAlive() {
      return ProcessHandle.of(pid).filter(ServerProcess::lives).isPresent();
    }
  }

  /**
   * Where changes of source tables are captured.
   *
   * @param connect the REST interface of Kafka Connect
   * @param jdbcUrl of the database for source tables, with its user and a reference to the password
   */
  public record ChangeCapture(URI connect, String jdbcUrl) {
    /** The connector of the bank's tables; to be registered when they are there. */
    public BankConnector bank() throws IOException {
      return new BankConnector(new ConnectRest(connect), jdbcUrl);
    }
  }

  /** Nothing where changes are not captured. */
  public Optional<ChangeCapture> changeCapture() {
    return Optional.ofNullable(capture);
  }

  /** A stack that this process has begun to start. */
  static Stack starting() {
    ProcessHandle self = ProcessHandle.current();
    return new Stack(self.pid(), startOf(self), false, "", "", "", null, "", null, null, List.of());
  }

  /** The stack of a home, once all of it is up, for as long as it runs. */
  public static Optional<Stack> of(Path home) {
    return begun(home).filter(Stack::up);
  }

  /** The stack of a home, also while it starts. */
  public static Optional<Stack> begun(Path home) {
    try {
      return Optional.of(JSON.readValue(Files.readString(file(home)), Stack.class))
          .filter(stack -> stack.watcher().isPresent());
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(file(home) + " cannot be read", e);
    }
  }

  /** The process that watches over the services, while it lives. */
  public Optional<ProcessHandle> watcher() {
    return ProcessHandle.of(pid)
        .filter(ServerProcess::lives)
        .filter(each -> Math.abs(startOf(each) - startedAtMillis) < SAME_START_MILLIS);
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
  }

  /** Ends the stack, and waits; ends its watcher by force when it does not end in time. */
  public void end(Duration patience) {
    watcher()
        .ifPresent(
            process -> {
              process.destroy();
              if (!ServerProcess.ends(process, patience)) {
                process.destroyForcibly();
                ServerProcess.ends(process, patience);
              }
            });
  }

  static Path file(Path home) {
    return home.resolve("stack.json");
  }

  /** Whole or not at all: others read it meanwhile. */
  void write(Path home) throws IOException {
    Path unfinished = home.resolve("stack.json.unfinished");
    Files.writeString(unfinished, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
    Files.move(
        unfinished,
        file(home),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
