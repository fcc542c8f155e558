package dev.assay.pipelines.io;

import java.util.Map;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Opens the consumers of a worker's part of a topic: those that read, and those that ask for ends.
 */
final class TopicConsumers
    implements SerializableFunction<Map<String, Object>, Consumer<byte[], byte[]>> {
  private final Endpoint.Topic topic;
  private final StartingOffsets start;
  private transient TopicProgress progress;

  TopicConsumers(Endpoint.Topic topic, StartingOffsets start) {
    this.topic = topic;
    this.start = start;
  }

  @Override
  public Consumer<byte[], byte[]> apply(Map<String, Object> given) {
    return TopicConsumer.open(given, topic, start, progress());
  }

  /** One for all of them, as a partition is read by one of them. */
  private synchronized TopicProgress progress() {
    if (progress == null) {
      progress = new TopicProgress();
    }
    return progress;
  }
}
