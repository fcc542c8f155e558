package dev.assay.runners.local;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic as a test writes and reads it. */
public record Topic(String brokers, String name) {
  public void write(String... messages) throws ExecutionException, InterruptedException {
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(Map.of("bootstrap.servers", brokers), bytes, bytes)) {
      for (String message : messages) {
        byte[] value = message.getBytes(StandardCharsets.UTF_8);
        // A time long ago, as of simulated events: the broker keeps it all the same.
        producer.send(new ProducerRecord<>(name, 0, 0L, null, value)).get();
      }
    }
  }

  /** All messages of its first partition. */
  public List<String> read() {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    TopicPartition partition = new TopicPartition(name, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(Map.of("bootstrap.servers", brokers), bytes, bytes)) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      List<String> messages = new ArrayList<>();
      while (consumer.position(partition) < end) {
        consumer
            .poll(Duration.ofSeconds(1))
            .forEach(r -> messages.add(new String(r.value(), StandardCharsets.UTF_8)));
      }
      return messages;
    }
  }
}
