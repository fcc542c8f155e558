package dev.assay.transforms;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * What a worker holds in memory of its shards, each made of its log. It is made of the log again
 * where it is not what the log says: after a restore, on another worker, or when a bundle was lost.
 *
 * @param <M> what is held of one shard
 */
final class ShardMemory<M> {
  private record Place(BoundedWindow window, int shard) {}

  private record Held<M>(Object version, M memory) {}

  private final Map<Place, Held<M>> held = new HashMap<>();

  /**
   * What the log says. It is not held any more until it is {@link #keep kept}: what fails half-way
   * must not stay.
   *
   * @param version of the log
   * @param make makes it of the log
   */
  M of(BoundedWindow window, int shard, Object version, Supplier<M> make) {
    Held<M> known = held.remove(new Place(window, shard));
    return known != null && known.version.equals(version) ? known.memory : make.get();
  }

  /** Holds it: all that it knows stands in the log, which has this version. */
  void keep(BoundedWindow window, int shard, Object version, M memory) {
    held.put(new Place(window, shard), new Held<>(version, memory));
  }

  void forget(BoundedWindow window, int shard) {
    held.remove(new Place(window, shard));
  }
}
