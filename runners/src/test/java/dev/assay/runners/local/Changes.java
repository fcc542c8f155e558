package dev.assay.runners.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The changes of a table's {@code balance}, as Debezium wrote them to its topic. */
record Changes(String brokers, String topic) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One message.
   *
   * @param key empty where it has none
   * @param position of the change in the source; a change that is reported again has the same
   * @param what the operation, and the balance before and after
   */
  record Change(String key, String position, String what) {}

  /** What happened to each key, in order, and once where it was reported again. */
  Map<String, List<String>> byKey() throws IOException {
    Map<String, Set<Change>> distinct = new HashMap<>();
    for (Change change : all()) {
      distinct.computeIfAbsent(change.key(), key -> new LinkedHashSet<>()).add(change);
    }
    Map<String, List<String>> changes = new HashMap<>();
    distinct.forEach((key, each) -> changes.put(key, each.stream().map(Change::what).toList()));
    return changes;
  }

  /** All messages; those of one key in order. */
  List<Change> all() throws IOException {
    try (KafkaConsumer<String, String> consumer = consumer(brokers)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<Change> changes = new ArrayList<>();
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofSeconds(1))) {
          changes.add(change(each));
        }
      }
      return changes;
    }
  }

  /** The names of all topics. */
  static Set<String> topics(String brokers) {
    try (KafkaConsumer<String, String> consumer = consumer(brokers)) {
      return consumer.listTopics().keySet();
    }
  }

  private static KafkaConsumer<String, String> consumer(String brokers) {
    StringDeserializer text = new StringDeserializer();
    return new KafkaConsumer<>(Map.of("bootstrap.servers", brokers), text, text);
  }

  private static Change change(ConsumerRecord<String, String> message) throws IOException {
    String key =
        message.key() == null
            ? ""
            : JSON.readTree(message.key()).path("payload").elements().next().asText();
    if (message.value() == null) {
      return new Change(key, "", "tombstone");
    }
    JsonNode value = JSON.readTree(message.value());
    JsonNode payload = value.path("payload");
    String what =
        "%s %s>%s"
            .formatted(
                payload.path("op").asText(), balance(value, "before"), balance(value, "after"));
    return new Change(key, payload.at("/source/lsn").asText(), what);
  }

  /** Its digits are bytes, and how many of them are decimals stands in the schema. */
  private static BigDecimal balance(JsonNode value, String side) throws IOException {
    JsonNode balance = value.path("payload").path(side).path("balance");
    if (balance.isMissingNode()) {
      return null;
    }
    JsonNode schema = field(field(value.path("schema"), side), "balance");
    return new BigDecimal(
        new BigInteger(balance.binaryValue()), schema.at("/parameters/scale").asInt());
  }

  private static JsonNode field(JsonNode schema, String name) {
    return StreamSupport.stream(schema.path("fields").spliterator(), false)
        .filter(field -> field.path("field").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
