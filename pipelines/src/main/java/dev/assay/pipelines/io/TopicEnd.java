package dev.assay.pipelines.io;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** Where a topic ends at a moment. */
public final class TopicEnd {
  private TopicEnd() {}

  /**
   * By source, as bronze names the partitions that are not empty, the offset behind the last
   * payload.
   *
   * @throws InputException when no broker answers, the topic is not there, or we may not read it
   */
  public static Map<String, Long> of(Endpoint.Topic topic) {
    TopicIdentity identity = TopicIdentity.of(topic);
    try (Admin admin = TopicAccess.admin(topic)) {
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      for (TopicPartitionInfo partition :
          admin
              .describeTopics(List.of(topic.topic()))
              .allTopicNames()
              .get()
              .get(topic.topic())
              .partitions()) {
        asked.put(new TopicPartition(topic.topic(), partition.partition()), OffsetSpec.latest());
      }
      Map<String, Long> ends = new HashMap<>();
      admin
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
    } catch (KafkaException e) {
      throw TopicFault.of(topic, e);
    } catch (ExecutionException e) {
      throw TopicFault.of(topic, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the brokers were asked for offsets", e);
    }
  }
}
