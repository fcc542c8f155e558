package dev.assay.runners.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A server in a JVM of its own. Its folder holds its log and its process number under its name, so
 * that one which outlived the process that started it is found and ended.
 */
final class ServerProcess {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration UNASKED = Duration.ofSeconds(3);
  private static final long LOOK_MILLIS = 100;

  /** Options of every server's JVM, as {@code ASSAY_JAVA_OPTS} are of a command's. */
  private static final String JVM_OPTIONS = "ASSAY_SERVER_JAVA_OPTS";

  private final String name;
  private final Path log;
  private final ProcessHandle process;

  private ServerProcess(String name, Path log, ProcessHandle process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /** Starts {@code java} with these arguments, after the end of whatever has this name here. */
  static ServerProcess start(Path folder, String name, List<String> arguments) throws IOException {
    Files.createDirectories(folder);
    endPredecessor(folder, name);
    Path log = log(folder, name);
    if (Files.exists(log)) {
      Files.move(log, folder.resolve(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(mark(folder, name));
    // A broker in a locale with digits of its own names its segments with them.
    command.add(Installation.flags());
    command.addAll(jvmOptions());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    process.getOutputStream().close();
    Files.writeString(pidFile(folder, name), process.pid() + "\n");
    return new ServerProcess(name, log, process.toHandle());
  }

  private static List<String> jvmOptions() {
    String options = System.getenv().getOrDefault(JVM_OPTIONS, "").strip();
    return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
  }

  /** Ends a server that an earlier process left behind; tells whether there was one. */
  static boolean endPredecessor(Path folder, String name) throws IOException {
    Optional<ProcessHandle> left = predecessor(folder, name);
    if (left.isPresent()) {
      new ServerProcess(name, log(folder, name), left.get()).stop();
    }
    Files.deleteIfExists(pidFile(folder, name));
    return left.isPresent();
  }

  /**
   * Ends all servers of a folder that an earlier process left behind; tells whether there were any.
   */
  static boolean endPredecessors(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    boolean any = false;
    try (DirectoryStream<Path> pidFiles = Files.newDirectoryStream(folder, "*.pid")) {
      for (Path file : pidFiles) {
        any |= endPredecessor(folder, file.getFileName().toString().replaceFirst("\\.pid$", ""));
      }
    }
    return any;
  }

  /** By number and by what only that server has among its arguments: numbers are used again. */
  private static Optional<ProcessHandle> predecessor(Path folder, String name) throws IOException {
    Path file = pidFile(folder, name);
    String pid = Files.exists(file) ? Files.readString(file).strip() : "";
    return pid.matches("\\d{1,18}")
        ? ProcessHandle.of(Long.parseLong(pid))
            .filter(
                process ->
                    List.of(process.info().arguments().orElse(new String[0]))
                        .contains(mark(folder, name)))
        : Optional.empty();
  }

  private static String mark(Path folder, String name) {
    return "-Dassay.server=" + folder.resolve(name);
  }

  private static Path pidFile(Path folder, String name) {
    return folder.resolve(name + ".pid");
  }

  private static Path log(Path folder, String name) {
    return folder.resolve(name + ".log");
  }

  ProcessHandle handle() {
    return process;
  }

  String name() {
    return name;
  }

  Path log() {
    return log;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Something that is so, or not yet. */
  interface Condition {
    boolean holds() throws IOException;
  }

  /** Waits for its end; what does not end in time is ended. */
  void awaitEnd(Duration deadline) {
    if (!ends(process, deadline)) {
      kill();
    }
  }

  /**
   * Waits until the server is ready.
   *
   * @throws IOException when it ends first, or takes longer than that
   */
  void await(Duration deadline, Condition ready) throws IOException {
    long end = System.nanoTime() + deadline.toNanos();
    while (!ready.holds()) {
      if (!isAlive()) {
        throw new IOException(name + " ended while it started. Its log is " + log);
      }
      if (System.nanoTime() > end) {
        throw new IOException(
            name + " was not ready within " + deadline.toSeconds() + " s. Its log is " + log);
      }
      pause();
    }
  }

  static void pause() throws IOException {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted while a server starts", e);
  }

  /** Ends it as signal 9 does. */
  void kill() {
    process.destroyForcibly();
    ends(process, PATIENCE);
  }

  /** Asks it to end, and does not wait. */
  void ask() {
    process.destroy();
  }

  /** Asks it to end, and waits; ends it by force when it does not. */
  void stop() {
    ask();
    awaitEnd(PATIENCE);
  }

  /**
   * Whether a process does anything. One that has ended counts as alive until its parent asks for
   * it, and in a container there may be nobody who does.
   */
  static boolean lives(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  /** Waits for the end of a process; false when it still lives after that time. */
  static boolean ends(ProcessHandle process, Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    long lived = System.nanoTime();
    while (process.isAlive()) {
      long now = System.nanoTime();
      lived = lives(process) ? now : lived;
      // What has just ended may hold its ports for a moment more; only after it nobody asks for it.
      if (now - lived > UNASKED.toNanos()) {
        return true;
      }
      if (now > end) {
        return false;
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
