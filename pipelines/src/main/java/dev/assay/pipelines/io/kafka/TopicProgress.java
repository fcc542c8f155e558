package dev.assay.pipelines.io.kafka;

import dev.assay.pipelines.io.InputException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.common.TopicPartition;

/**
 * What the consumer that reads partitions and the one that asks for their ends know of each other.
 * A partition may end in entries that are no records, as those that end a transaction; without
 * knowing that the reader is past them, it would never count as read to its end.
 */
final class TopicProgress {
  /**
   * Up to where a partition was handed over, and up to where there is nothing more to hand over.
   */
  private record Reached(long next, long position) {}

  private final ConcurrentMap<TopicPartition, Reached> reached = new ConcurrentHashMap<>();
  private volatile InputException lost;

  void begin(TopicPartition partition, long offset) {
    lost = null;
    reached.put(partition, new Reached(offset, offset));
  }

  void handOver(TopicPartition partition, long next) {
    reached.put(partition, new Reached(next, next));
  }

  void pass(TopicPartition partition, long position) {
    reached.computeIfPresent(partition, (p, known) -> new Reached(known.next(), position));
  }

  /** The ends, each without entries that are no records and that the reader has passed. */
  Map<TopicPartition, Long> readable(Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> readable = new HashMap<>(ends);
    readable.replaceAll(
        (partition, end) -> {
          Reached known = reached.get(partition);
          return known != null && end <= known.position() ? known.next() : end;
        });
    return readable;
  }

  /** A reader is not told by its own client that the brokers are gone, only that nothing came. */
  void lose(InputException fault) {
    lost = fault;
  }

  void requireNotLost() {
    InputException fault = lost;
    if (fault != null) {
      throw fault;
    }
  }
}
