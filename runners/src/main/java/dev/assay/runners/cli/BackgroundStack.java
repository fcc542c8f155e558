package dev.assay.runners.cli;

import dev.assay.runners.Program;
import dev.assay.runners.local.Stack;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The process of {@code assay stack} that {@code assay up} leaves behind. */
record BackgroundStack(Path home, ProcessHandle process) {
  private static final long LOOK_MILLIS = 100;

  static BackgroundStack of(Path home, Stack stack) {
    return new BackgroundStack(home, ProcessHandle.of(stack.pid()).orElseThrow());
  }

  /** Starts it, so that it outlives this process and its terminal. */
  static BackgroundStack start(Path home, List<String> options) throws IOException {
    Files.createDirectories(home);
    List<String> command = new ArrayList<>(List.of(detacher()));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dfile.encoding=UTF-8",
            "-D" + Program.NAME + "=" + Program.name(),
            "-cp",
            System.getProperty("java.class.path"),
            Assay.class.getName(),
            "stack",
            "--home=" + home,
            // Its last line is read when it has failed.
            LogFormat.OPTION + "=" + LogFormat.TEXT));
    command.addAll(options);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(log(home).toFile()))
            .start();
    process.getOutputStream().close();
    return new BackgroundStack(home, process.toHandle());
  }

  /** A session of its own where the system can; else it only does not hear that we hang up. */
  private static String detacher() {
    String path = System.getenv().getOrDefault("PATH", "");
    boolean canSetSession =
        Stream.of(path.split(":")).anyMatch(d -> Files.isExecutable(Path.of(d, "setsid")));
    return canSetSession ? "setsid" : "nohup";
  }

  private static Path log(Path home) {
    return home.resolve("stack.log");
  }

  /** Waits until the stack is up, or throws what its process says. */
  void await(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (Stack.of(home).isEmpty()) {
      if (!process.isAlive()) {
        throw failed();
      }
      if (System.nanoTime() > end) {
        throw new CommandFailed(
            "The local stack is not up after %s s. Its log is %s; end it with: %s"
                .formatted(patience.toSeconds(), log(home), Program.callHere("down")));
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailed("interrupted while the local stack starts", e);
      }
    }
  }

  /** Why it ended: the line that it ended with. */
  CommandFailed failed() {
    try {
      String reason =
          Files.readAllLines(log(home)).stream()
              .filter(line -> line.startsWith("assay: "))
              .reduce((before, last) -> last)
              .map(line -> line.substring("assay: ".length()))
              .orElse("its process ended");
      return new CommandFailed(
          "The local stack does not start: " + reason + ". All it said is in " + log(home));
    } catch (IOException e) {
      return new CommandFailed("The local stack does not start, nor can its log be read", e);
    }
  }
}
