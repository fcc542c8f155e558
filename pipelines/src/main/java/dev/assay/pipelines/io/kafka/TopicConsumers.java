package dev.assay.pipelines.io.kafka;

import dev.assay.pipelines.io.Endpoint;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the consumers of a worker's part of a topic: those that read, and those that ask for ends.
 */
final class TopicConsumers
    implements SerializableFunction<Map<String, Object>, Consumer<byte[], byte[]>> {
  private static final Logger LOG = LoggerFactory.getLogger(TopicConsumers.class);

  private final Endpoint.Topic topic;
  private final StartingOffsets start;
  private transient TopicProgress progress;

  /** As many as the topic had when its partitions were shared out; 0 before. */
  private volatile int partitions;

  TopicConsumers(Endpoint.Topic topic, StartingOffsets start) {
    this.topic = topic;
    this.start = start;
  }

  @Override
  public Consumer<byte[], byte[]> apply(Map<String, Object> given) {
    return TopicConsumer.open(given, topic, start, progress(), this::watch);
  }

  /**
   * Beam asks for the partitions once, when it shares them out, and never looks for others: so what
   * comes later is told of.
   *
   * @param now how many there are
   */
  private synchronized void watch(int now) {
    if (partitions == 0) {
      partitions = now;
    } else if (now > partitions) {
      Set<Integer> added = new TreeSet<>();
      for (int partition = partitions; partition < now; partition++) {
        added.add(partition);
      }
      partitions = now;
      LOG.warn(UnreadPartitions.sentence(topic.topic(), added));
    }
  }

  /** One for all of them, as a partition is read by one of them. */
  private synchronized TopicProgress progress() {
    if (progress == null) {
      progress = new TopicProgress();
    }
    return progress;
  }
}
