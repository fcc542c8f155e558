package dev.assay.pipelines.io.kafka;

import dev.assay.pipelines.io.Endpoint;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.Uuid;

/**
 * A topic as bronze knows it: with the id that Kafka gave it, so that a topic that was deleted and
 * created again, whose offsets begin anew, is another source.
 */
public record TopicIdentity(String topic, Uuid id) {
  /**
   * Asks the brokers.
   *
   * @throws dev.assay.pipelines.io.InputException when they do not answer, or know no such topic
   */
  public static TopicIdentity of(Endpoint.Topic topic) {
    return of(topic, TopicAccess.patience(topic));
  }

  static TopicIdentity of(Endpoint.Topic topic, Duration patience) {
    DescribeTopicsOptions options =
        new DescribeTopicsOptions().timeoutMs(Math.toIntExact(patience.toMillis()));
    return TopicAccess.ask(
        topic,
        brokers ->
            new TopicIdentity(
                topic.topic(),
                brokers
                    .describeTopics(List.of(topic.topic()), options)
                    .allTopicNames()
                    .get()
                    .get(topic.topic())
                    .topicId()));
  }

  /** The source that this partition is. */
  String source(int partition) {
    return "kafka:" + topic + "/" + partition + "@" + id;
  }
}
