package dev.assay.pipelines;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.joda.time.Duration;

/**
 * Work that is done beside the thread that wants it, one piece after the other: what takes long
 * does not hold up what comes meanwhile. To be used by one thread.
 *
 * @param <R> what comes of a piece
 */
final class Background<R> implements AutoCloseable {
  private final ExecutorService worker;
  private final Map<String, Future<R>> pieces = new HashMap<>();

  Background(String name) {
    worker =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Whether the work of this name was begun, and what came of it not taken yet. */
  boolean isBegun(String name) {
    return pieces.containsKey(name);
  }

  void begin(String name, Callable<R> work) {
    pieces.put(name, worker.submit(work));
  }

  /**
   * What came of the work; empty while it goes on.
   *
   * @param patience how long to wait for it
   * @throws RuntimeException that the work threw
   */
  Optional<R> take(String name, Duration patience) {
    try {
      R result = pieces.get(name).get(patience.getMillis(), TimeUnit.MILLISECONDS);
      pieces.remove(name);
      return Optional.of(result);
    } catch (TimeoutException stillAtWork) {
      return Optional.empty();
    } catch (ExecutionException e) {
      pieces.remove(name);
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while work goes on: " + name, e);
    }
  }

  /** Gives up what goes on. */
  @Override
  public void close() {
    worker.shutdownNow();
    pieces.clear();
  }
}
