package dev.assay.pipelines.io.kafka;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.InputException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer that begins where it is told, never skips what it cannot find, and says in words for
 * users why it cannot read. A record that it gives is a {@link TopicBatch}.
 */
final class TopicConsumer extends KafkaConsumer<byte[], byte[]> {
  /** How long brokers that may be gone are still asked something, before they are left. */
  private static final Duration LAST_QUESTION = Duration.ofSeconds(5);

  /** How long to wait before it is looked again whether the run has begun. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** Records in a batch where many wait: costs per batch are shared, and it is some 500 KB. */
  private static final int MANY = 2_000;

  /** The client keeps what it knows of a topic for some minutes anyway. */
  private static final int LOOKS_PER_COUNT = 30;

  private final Endpoint.Topic topic;
  private final StartingOffsets start;
  private final TopicProgress progress;
  private final IntConsumer counted;
  private final Set<TopicPartition> fromRecorded = new HashSet<>();
  private int looks;
  private boolean begun;

  private TopicConsumer(
      Map<String, Object> settings,
      Endpoint.Topic topic,
      StartingOffsets start,
      TopicProgress progress,
      IntConsumer counted) {
    super(settings);
    this.counted = counted;
    this.topic = topic;
    this.start = start;
    this.progress = progress;
  }

  /**
   * Opens a consumer.
   *
   * @param given what Beam gives it: its group, and whether it sees open transactions
   * @param counted is told how many partitions the topic has, when that is found out
   */
  static TopicConsumer open(
      Map<String, Object> given,
      Endpoint.Topic topic,
      StartingOffsets start,
      TopicProgress progress,
      IntConsumer counted) {
    Map<String, Object> settings = new HashMap<>(given);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MANY);
    settings.putAll(TopicAccess.settings(topic));
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return TopicAccess.opened(
        topic, () -> new TopicConsumer(settings, topic, start, progress, counted));
  }

  @Override
  public List<PartitionInfo> partitionsFor(String name) {
    List<PartitionInfo> partitions = inWords(() -> super.partitionsFor(name));
    if (partitions == null || partitions.isEmpty()) {
      throw TopicFault.missing(topic);
    }
    counted.accept(partitions.size());
    return partitions;
  }

  /** A reader that goes on from saved state seeks once more, to where that ends. */
  @Override
  public void assign(Collection<TopicPartition> partitions) {
    super.assign(partitions);
    TopicIdentity identity = TopicIdentity.of(topic);
    for (TopicPartition partition : partitions) {
      OptionalLong recorded = start.of(identity.source(partition.partition()));
      if (recorded.isPresent()) {
        seek(partition, recorded.getAsLong());
        fromRecorded.add(partition);
      } else {
        seekToBeginning(List.of(partition));
      }
    }
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    super.seek(partition, offset);
    fromRecorded.remove(partition);
    progress.begin(partition, offset);
  }

  /** Asked only by a reader without saved state: where it begins. */
  @Override
  public long position(TopicPartition partition) {
    long position = inWords(() -> super.position(partition));
    if (fromRecorded.contains(partition)) {
      requireInRange(partition, position);
    }
    progress.begin(partition, position);
    return position;
  }

  private void requireInRange(TopicPartition partition, long recorded) {
    long first = inWords(() -> beginningOffsets(List.of(partition))).get(partition);
    long end = inWords(() -> super.endOffsets(List.of(partition))).get(partition);
    if (recorded < first) {
      throw TopicFault.outOfRange(
          topic,
          ("bronze ends before offset %s of partition %s, which the topic holds from offset %s only;"
                  + " its retention removed what is between")
              .formatted(recorded, partition.partition(), first));
    }
    if (recorded > end) {
      throw TopicFault.outOfRange(
          topic,
          ("bronze ends before offset %s of partition %s, which ends before offset %s already;"
                  + " the topic lost what it had")
              .formatted(recorded, partition.partition(), end));
    }
  }

  @Override
  @SuppressWarnings("deprecation")
  public ConsumerRecords<byte[], byte[]> poll(long timeoutMillis) {
    return poll(Duration.ofMillis(timeoutMillis));
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    if (!hasBegun()) {
      return ConsumerRecords.empty();
    }
    ConsumerRecords<byte[], byte[]> records = TopicBatch.of(inWords(() -> super.poll(timeout)));
    if (records.isEmpty()) {
      progress.requireNotLost();
    }
    for (TopicPartition partition : assignment()) {
      List<ConsumerRecord<byte[], byte[]>> here = records.records(partition);
      if (here.isEmpty()) {
        passed(partition);
      } else {
        progress.handOver(partition, here.get(0).offset() + 1);
      }
    }
    return records;
  }

  private boolean hasBegun() {
    begun = begun || start.hasBegun();
    if (!begun) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return begun;
  }

  private void passed(TopicPartition partition) {
    try {
      progress.pass(partition, super.position(partition, Duration.ZERO));
    } catch (TimeoutException notKnownYet) {
      // The next poll finds it out.
    }
  }

  /** Asked every second, by a consumer of its own: so it also finds out that brokers are gone. */
  @Override
  public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
    try {
      if (looks++ % LOOKS_PER_COUNT == 0) {
        partitionsFor(topic.topic());
      }
      return progress.readable(inWords(() -> super.endOffsets(partitions)));
    } catch (InputException e) {
      InputException fault = e.getCause() instanceof TimeoutException ? asked(e) : e;
      progress.lose(fault);
      throw fault;
    }
  }

  /** A client waits in vain for the partitions of a topic that was deleted, too. */
  private InputException asked(InputException noAnswer) {
    try {
      TopicIdentity.of(topic, LAST_QUESTION);
      return noAnswer;
    } catch (InputException e) {
      return e.getCause() instanceof TimeoutException ? noAnswer : e;
    }
  }

  /** Kafka's default is half a minute, in vain where the brokers are gone. */
  @Override
  public void close() {
    close(LAST_QUESTION);
  }

  private <R> R inWords(Supplier<R> question) {
    try {
      return question.get();
    } catch (WakeupException | InterruptException ended) {
      throw ended;
    } catch (OffsetOutOfRangeException e) {
      throw TopicFault.outOfRange(
          topic,
          "what comes next, at these offsets, is not there any more: "
              + e.offsetOutOfRangePartitions());
    } catch (KafkaException e) {
      throw TopicFault.of(topic, e);
    }
  }
}
