package dev.assay.pipelines.io.kafka;

import dev.assay.pipelines.io.Endpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** Where a topic ends at a moment. */
public final class TopicEnd {
  private TopicEnd() {}

  /**
   * By source, as bronze names the partitions that are not empty, the offset behind the last
   * payload.
   *
   * @throws dev.assay.pipelines.io.InputException when no broker answers, the topic is not there,
   *     or we may not read it
   */
  public static Map<String, Long> of(Endpoint.Topic topic) {
    TopicIdentity identity = TopicIdentity.of(topic);
    return TopicAccess.ask(topic, brokers -> of(topic, identity, brokers));
  }

  private static Map<String, Long> of(Endpoint.Topic topic, TopicIdentity identity, Admin brokers)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (TopicPartitionInfo partition :
        brokers
            .describeTopics(List.of(topic.topic()))
            .allTopicNames()
            .get()
            .get(topic.topic())
            .partitions()) {
      asked.put(new TopicPartition(topic.topic(), partition.partition()), OffsetSpec.latest());
    }
    Map<String, Long> ends = new HashMap<>();
    brokers
        .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get()
        .forEach(
            (partition, end) -> {
              if (end.offset() > 0) {
                ends.put(identity.source(partition.partition()), end.offset());
              }
            });
    return ends;
  }
}
