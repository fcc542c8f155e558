package dev.assay.pipelines.io.kafka;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.InputException;
import dev.assay.pipelines.io.Secrets;
import dev.assay.pipelines.io.TopicUrl;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;

/** How a worker's clients reach a topic: with the secrets, and with a patience that ends. */
final class TopicAccess {
  private static final String PATIENCE_MILLIS = "20000";

  /** A part of the patience, so that a broker that is gone is given up for another one. */
  private static final String REQUEST_MILLIS = "10000";

  /** Long pauses, as every attempt is a line in the log. */
  private static final String FIRST_PAUSE_MILLIS = "500";

  private static final String LONGEST_PAUSE_MILLIS = "5000";

  private TopicAccess() {}

  /** Client settings with the secrets in plain text: never to be logged or kept. */
  static Map<String, Object> settings(Endpoint.Topic topic) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, FIRST_PAUSE_MILLIS);
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, LONGEST_PAUSE_MILLIS);
    settings.putAll(topic.properties());
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, topic.brokers());
    topic
        .properties()
        .forEach(
            (name, value) -> {
              if (TopicUrl.isSecret(name)) {
                settings.put(name, secret(topic, name, value));
              }
            });
    return settings;
  }

  private static String secret(Endpoint.Topic topic, String name, String reference) {
    try {
      return Secrets.resolve(reference);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "The " + topic + " cannot be read, for its property " + name + ": " + e.getMessage(), e);
    }
  }

  /** How long a client waits for the brokers. */
  static Duration patience(Endpoint.Topic topic) {
    return Duration.ofMillis(
        Long.parseLong(
            topic
                .properties()
                .getOrDefault(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS)));
  }

  /** Something that the brokers are asked. */
  interface Question<R> {
    R ask(Admin brokers) throws ExecutionException, InterruptedException;
  }

  /**
   * Asks the brokers of a topic.
   *
   * @throws InputException when they do not answer, know no such topic, or keep us out
   */
  static <R> R ask(Endpoint.Topic topic, Question<R> question) {
    Map<String, Object> settings = settings(topic);
    try (Admin brokers = opened(topic, () -> Admin.create(settings))) {
      return question.ask(brokers);
    } catch (KafkaException e) {
      throw TopicFault.of(topic, e);
    } catch (ExecutionException e) {
      throw TopicFault.of(topic, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "interrupted while the brokers of " + topic + " were asked", e);
    }
  }

  /** A client; where its settings do not do, in words for users. */
  static <C> C opened(Endpoint.Topic topic, Supplier<C> client) {
    try {
      return client.get();
    } catch (KafkaException e) {
      throw TopicFault.ofSettings(topic, e);
    }
  }
}
