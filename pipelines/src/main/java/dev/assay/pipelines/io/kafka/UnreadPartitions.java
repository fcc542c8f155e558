package dev.assay.pipelines.io.kafka;

import dev.assay.pipelines.io.Endpoint;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Partitions that a stream does not read: those that a topic was given after the stream began. A
 * stream commits an offset of each partition that it reads with every checkpoint; see {@link
 * ReadTopic}.
 */
public final class UnreadPartitions {
  private UnreadPartitions() {}

  /**
   * By topic, the partitions of which the group has committed nothing although it has of others.
   *
   * @param topic any that the group reads
   * @throws dev.assay.pipelines.io.InputException when no broker answers, or we may not ask it
   */
  public static Map<String, Set<Integer>> of(Endpoint.Topic topic) {
    return TopicAccess.ask(topic, brokers -> of(topic.group(), brokers));
  }

  private static Map<String, Set<Integer>> of(String group, Admin brokers)
      throws ExecutionException, InterruptedException {
    Map<String, Set<Integer>> read = new TreeMap<>();
    for (TopicPartition partition :
        brokers.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().keySet()) {
      read.computeIfAbsent(partition.topic(), name -> new TreeSet<>()).add(partition.partition());
    }
    Map<String, Set<Integer>> unread = new TreeMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> each :
        brokers.describeTopics(read.keySet()).topicNameValues().entrySet()) {
      Set<Integer> others = partitions(each.getValue());
      others.removeAll(read.get(each.getKey()));
      if (!others.isEmpty()) {
        unread.put(each.getKey(), others);
      }
    }
    return unread;
  }

  /** None of a topic that was deleted since. */
  private static Set<Integer> partitions(KafkaFuture<TopicDescription> asked)
      throws ExecutionException, InterruptedException {
    Set<Integer> partitions = new TreeSet<>();
    try {
      asked.get().partitions().forEach(partition -> partitions.add(partition.partition()));
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw e;
      }
    }
    return partitions;
  }

  /** What is so, and what to do, of the partitions of a topic. */
  public static String sentence(String topic, Set<Integer> partitions) {
    return "Nothing was read yet of partition%s %s of topic %s, though of its others. What a topic is given"
            .formatted(partitions.size() == 1 ? "" : "s", joined(partitions), topic)
        + " while a stream runs, the stream never reads, also not from a savepoint: stop it without"
        + " --drain, and start it with --from=offsets. It then reads the new from its beginning";
  }

  private static String joined(Set<Integer> partitions) {
    return String.join(", ", partitions.stream().map(String::valueOf).toList());
  }
}
