package dev.assay.pipelines.io;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;

/**
 * A topic as bronze knows it: with the id that Kafka gave it, so that a topic that was deleted and
 * created again, whose offsets begin anew, is another source.
 */
public record TopicIdentity(String topic, Uuid id) {
  /**
   * Asks the brokers.
   *
   * @throws InputException when they do not answer, or know no such topic
   */
  public static TopicIdentity of(Endpoint.Topic topic) {
    return of(topic, TopicAccess.patience(topic));
  }

  static TopicIdentity of(Endpoint.Topic topic, Duration patience) {
    DescribeTopicsOptions options =
        new DescribeTopicsOptions().timeoutMs(Math.toIntExact(patience.toMillis()));
    try (Admin admin = TopicAccess.admin(topic)) {
      return new TopicIdentity(
          topic.topic(),
          admin
              .describeTopics(List.of(topic.topic()), options)
              .allTopicNames()
              .get()
              .get(topic.topic())
              .topicId());
    } catch (KafkaException e) {
      throw TopicFault.of(topic, e);
    } catch (ExecutionException e) {
      throw TopicFault.of(topic, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the brokers were asked for a topic", e);
    }
  }

  /** The source that this partition is. */
  String source(int partition) {
    return "kafka:" + topic + "/" + partition + "@" + id;
  }
}
