package dev.assay.pipelines.io.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** What a poll gave, as Beam can hand it on. */
final class TopicRecords {
  private TopicRecords() {}

  /**
   * The same records without headers: bronze keeps none, and Beam's coder fails at one without a
   * value.
   */
  static ConsumerRecords<byte[], byte[]> withoutHeaders(ConsumerRecords<byte[], byte[]> polled) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> plain = new HashMap<>();
    for (TopicPartition partition : polled.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      polled.records(partition).forEach(record -> records.add(withoutHeaders(record)));
      plain.put(partition, records);
    }
    return new ConsumerRecords<>(plain);
  }

  private static ConsumerRecord<byte[], byte[]> withoutHeaders(
      ConsumerRecord<byte[], byte[]> record) {
    if (!record.headers().iterator().hasNext()) {
      return record;
    }
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        record.serializedKeySize(),
        record.serializedValueSize(),
        record.key(),
        record.value(),
        new RecordHeaders(),
        Optional.empty());
  }
}
