package dev.assay.pipelines.io.kafka;

import dev.assay.pipelines.io.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends payloads to a topic, each once and in their order per partition. They have no key: which
 * partition one is in makes no difference to Assay.
 */
public final class TopicWriter implements AutoCloseable {
  private static final short ONE_COPY = 1;

  private final Endpoint.Topic topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  private TopicWriter(Endpoint.Topic topic, KafkaProducer<byte[], byte[]> producer) {
    this.topic = topic;
    this.producer = producer;
  }

  /**
   * Opens a topic for writing, and creates it when it is not there.
   *
   * @throws dev.assay.pipelines.io.InputException when no broker answers, or we may not write
   */
  public static TopicWriter open(Endpoint.Topic topic, int partitions) {
    create(topic, partitions);
    Map<String, Object> settings = TopicAccess.settings(topic);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, "5");
    ByteArraySerializer bytes = new ByteArraySerializer();
    return new TopicWriter(
        topic,
        TopicAccess.opened(topic, () -> new KafkaProducer<byte[], byte[]>(settings, bytes, bytes)));
  }

  private static void create(Endpoint.Topic topic, int partitions) {
    TopicAccess.ask(
        topic,
        brokers -> {
          if (!brokers.listTopics().names().get().contains(topic.topic())) {
            create(brokers, new NewTopic(topic.topic(), partitions, ONE_COPY));
          }
          return null;
        });
  }

  /** Another one may be as quick. */
  private static void create(Admin brokers, NewTopic missing)
      throws ExecutionException, InterruptedException {
    try {
      brokers.createTopics(List.of(missing)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  /** Sends a payload, sooner or later; a failure shows at a later call, or at the end. */
  public void send(byte[] payload) {
    requireNoFailure();
    try {
      producer.send(
          new ProducerRecord<>(topic.topic(), payload),
          (sent, e) -> {
            if (e != null) {
              failure.compareAndSet(null, e);
            }
          });
    } catch (KafkaException e) {
      throw TopicFault.of(topic, e);
    }
  }

  private void requireNoFailure() {
    Exception e = failure.get();
    if (e != null) {
      throw TopicFault.of(topic, e);
    }
  }

  /** Waits until all payloads are in the topic. */
  public void flush() {
    producer.flush();
    requireNoFailure();
  }

  @Override
  public void close() {
    producer.close();
  }
}
