package dev.assay.runners.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A PostgreSQL server that outlived the process that started it. */
final class Predecessor {
  private static final Duration TO_STOP = Duration.ofSeconds(30);

  /** Lines of the file that PostgreSQL keeps while it runs. */
  private static final int PORT = 3;

  private static final int STATUS = 7;

  private Predecessor() {}

  /**
   * Stops the server that still runs on this folder, and removes what would keep a new one out.
   * Tells whether there was one.
   */
  static boolean stop(Path data) throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    Optional<ProcessHandle> holder = holder(pidFile);
    if (holder.isEmpty()) {
      // A stale file alone is no obstacle: PostgreSQL sees that its process is gone.
      return false;
    }
    if (serves(holder.get(), data)) {
      // Fast shutdown; if that hangs, immediate shutdown, from which the next start recovers.
      if (!ended(holder.get(), "INT") && !ended(holder.get(), "QUIT")) {
        throw new IllegalStateException(
            "A PostgreSQL server of an earlier run (process "
                + holder.get().pid()
                + ") still uses "
                + data
                + " and does not stop. End it, then start again");
      }
      return true;
    }
    // The number now belongs to some other program; PostgreSQL would take it for a server.
    Files.deleteIfExists(pidFile);
    return false;
  }

  /** The process that the file names, which need not be a server any more. */
  static Optional<ProcessHandle> holder(Path pidFile) throws IOException {
    List<String> lines = Files.exists(pidFile) ? Files.readAllLines(pidFile) : List.of();
    return lines.isEmpty() || !lines.get(0).matches("\\d{1,18}")
        ? Optional.empty()
        : ProcessHandle.of(Long.parseLong(lines.get(0)));
  }

  /** The port of the server that runs on this folder, once it takes logins. */
  static OptionalInt port(Path data) throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    Optional<ProcessHandle> server = holder(pidFile).filter(process -> serves(process, data));
    try {
      List<String> lines = server.isPresent() ? Files.readAllLines(pidFile) : List.of();
      return lines.size() > STATUS && lines.get(STATUS).strip().equals("ready")
          ? OptionalInt.of(Integer.parseInt(lines.get(PORT).strip()))
          : OptionalInt.empty();
    } catch (NoSuchFileException stoppedMeanwhile) {
      return OptionalInt.empty();
    }
  }

  private static boolean serves(ProcessHandle process, Path data) {
    ProcessHandle.Info info = process.info();
    return info.command().orElse("").contains("postgres")
        && List.of(info.arguments().orElse(new String[0])).contains(data.toString());
  }

  private static boolean ended(ProcessHandle process, String signal) throws IOException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    return ServerProcess.ends(process, TO_STOP);
  }
}
