package dev.assay.runners.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A PostgreSQL server that outlived the process that started it. */
final class Predecessor {
  private static final long SECONDS_TO_STOP = 30;

  private Predecessor() {}

  /** Stops the server that still runs on this folder, and removes what would keep a new one out. */
  static void stop(Path data) throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    Optional<ProcessHandle> holder = holder(pidFile);
    if (holder.isEmpty()) {
      // A stale file alone is no obstacle: PostgreSQL sees that its process is gone.
      return;
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
    } else {
      // The number now belongs to some other program; PostgreSQL would take it for a server.
      Files.deleteIfExists(pidFile);
    }
  }

  private static Optional<ProcessHandle> holder(Path pidFile) throws IOException {
    List<String> lines = Files.exists(pidFile) ? Files.readAllLines(pidFile) : List.of();
    return lines.isEmpty() || !lines.get(0).matches("\\d{1,18}")
        ? Optional.empty()
        : ProcessHandle.of(Long.parseLong(lines.get(0)));
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
    try {
      process.onExit().get(SECONDS_TO_STOP, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an earlier PostgreSQL server stops", e);
    }
  }
}
