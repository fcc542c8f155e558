package dev.assay.pipelines.io.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicConsumerIT {
  private static final StartingOffsets EARLIEST = source -> OptionalLong.empty();

  /** So short that tests need not wait for brokers that will not come. */
  private static final Map<String, String> IMPATIENT =
      Map.of("default.api.timeout.ms", "3000", "request.timeout.ms", "1500");

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private static Broker broker;

  private final String name = "trades-" + UUID.randomUUID();
  private final TopicPartition partition = new TopicPartition(name, 0);
  private final TopicProgress progress = new TopicProgress();

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    broker = Broker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private Endpoint.Topic topic(String address, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(IMPATIENT);
    properties.putAll(more);
    return new Endpoint.Topic(address, name, "assay", properties);
  }

  private Endpoint.Topic topic() {
    return topic(broker.address(), Map.of());
  }

  private TopicConsumer open(Endpoint.Topic topic, StartingOffsets start) {
    return TopicConsumer.open(
        Map.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            topic.group(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed"),
        topic,
        start,
        progress,
        partitions -> {});
  }

  /** As Beam's reader does when it has no saved state. */
  private static void begin(TopicConsumer consumer, TopicPartition partition) {
    consumer.assign(List.of(partition));
    consumer.position(partition);
  }

  private static List<String> read(TopicConsumer consumer, int count) {
    List<String> values = new ArrayList<>();
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (values.size() < count && System.nanoTime() < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        for (TopicBatch.Sent sent : TopicBatch.in(record.value())) {
          values.add(new String(sent.value(), StandardCharsets.UTF_8));
        }
      }
    }
    return values;
  }

  @Test
  void a_partition_of_which_nothing_is_recorded_is_read_from_its_beginning() throws Exception {
    broker.create(name, 1);
    broker.send(name, 0, "a", "b");
    try (TopicConsumer consumer = open(topic(), EARLIEST)) {
      begin(consumer, partition);
      assertThat(read(consumer, 2), contains("a", "b"));
    }
  }

  @Test
  void a_recorded_offset_is_where_reading_begins() throws Exception {
    broker.create(name, 1);
    broker.send(name, 0, "a", "b", "c");
    String source = TopicIdentity.of(topic()).source(0);
    StartingOffsets recorded =
        asked -> asked.equals(source) ? OptionalLong.of(2) : OptionalLong.empty();
    try (TopicConsumer consumer = open(topic(), recorded)) {
      begin(consumer, partition);
      assertThat(read(consumer, 1), contains("c"));
    }
  }

  @Test
  void an_offset_of_saved_state_goes_before_the_recorded_one() throws Exception {
    broker.create(name, 1);
    broker.send(name, 0, "a", "b", "c");
    broker.cut(name, 0, 1);
    try (TopicConsumer consumer = open(topic(), source -> OptionalLong.of(0))) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, 1);
      assertThat(read(consumer, 2), contains("b", "c"));
    }
  }

  /** A run, which begins when it is told to. */
  private static final class Waiting implements StartingOffsets {
    private static final long serialVersionUID = 1L;
    private boolean begun;

    @Override
    public OptionalLong of(String source) {
      return OptionalLong.empty();
    }

    @Override
    public boolean hasBegun() {
      return begun;
    }
  }

  @Test
  void nothing_is_read_before_the_run_has_begun() throws Exception {
    broker.create(name, 1);
    broker.send(name, 0, "a", "b");
    Waiting waiting = new Waiting();
    try (TopicConsumer consumer = open(topic(), waiting)) {
      begin(consumer, partition);
      for (int i = 0; i < 3; i++) {
        assertThat(consumer.poll(DEADLINE).isEmpty(), is(true));
      }
      waiting.begun = true;
      assertThat(read(consumer, 2), contains("a", "b"));
    }
  }

  @Test
  void a_topic_that_was_created_again_is_another_source() throws Exception {
    broker.create(name, 1);
    String first = TopicIdentity.of(topic()).source(0);
    broker.delete(name);
    eventually(() -> !broker.admin().listTopics().names().get().contains(name));
    broker.create(name, 1);
    String second = TopicIdentity.of(topic()).source(0);
    assertThat(first, containsString("kafka:" + name + "/0@"));
    assertThat(second, not(first));
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void eventually(Condition condition) throws Exception {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.holds()) {
      assertThat("still waiting", System.nanoTime(), lessThan(end));
      Thread.onSpinWait();
    }
  }

  @Test
  void a_recorded_offset_that_retention_removed_is_refused() throws Exception {
    broker.create(name, 1);
    broker.send(name, 0, "a", "b", "c");
    broker.cut(name, 0, 2);
    try (TopicConsumer consumer = open(topic(), source -> OptionalLong.of(1))) {
      assertThat(
          assertThrows(InputException.class, () -> begin(consumer, partition)).getMessage(),
          allOf(
              containsString(topic() + " cannot be read on: bronze ends before offset 1"),
              containsString("holds from offset 2 only"),
              containsString("start the stream from earliest")));
    }
  }

  @Test
  void a_recorded_offset_behind_the_end_is_refused() throws Exception {
    broker.create(name, 1);
    broker.send(name, 0, "a");
    try (TopicConsumer consumer = open(topic(), source -> OptionalLong.of(7))) {
      assertThat(
          assertThrows(InputException.class, () -> begin(consumer, partition)).getMessage(),
          containsString("bronze ends before offset 7 of partition 0, which ends before offset 1"));
    }
  }

  @Test
  void an_offset_of_saved_state_that_retention_removed_is_refused_too() throws Exception {
    broker.create(name, 1);
    broker.send(name, 0, "a", "b", "c");
    broker.cut(name, 0, 2);
    try (TopicConsumer consumer = open(topic(), EARLIEST)) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, 0);
      assertThat(
          assertThrows(InputException.class, () -> read(consumer, 1)).getMessage(),
          allOf(containsString("is not there any more"), containsString(name + "-0=0")));
    }
  }

  @Test
  void a_missing_topic_is_not_created_but_named() throws Exception {
    try (TopicConsumer consumer = open(topic(), EARLIEST)) {
      String message =
          ("The topic %s at %s (group assay) cannot be read: the brokers know no such topic."
                  + " Create it, or correct its name.")
              .formatted(name, broker.address());
      assertThat(
          assertThrows(InputException.class, () -> consumer.partitionsFor(name)).getMessage(),
          containsString(message));
      assertThat(
          assertThrows(InputException.class, () -> consumer.assign(List.of(partition)))
              .getMessage(),
          containsString(message));
    }
    assertThat(broker.admin().listTopics().names().get().contains(name), is(false));
  }

  @Test
  void brokers_that_do_not_answer_are_named_before_long() throws Exception {
    String nobody = "127.0.0.1:" + Broker.freePorts(1)[0];
    try (TopicConsumer consumer = open(topic(nobody, Map.of()), EARLIEST)) {
      assertThat(
          assertThrows(InputException.class, () -> consumer.partitionsFor(name)).getMessage(),
          containsString(
              "at %s (group assay) cannot be read: the brokers do not answer within 3 s"
                  .formatted(nobody)));
    }
  }

  @Test
  void a_name_of_a_broker_that_nobody_knows_is_refused() {
    assertThat(
        assertThrows(
                InputException.class,
                () -> open(topic("no-such-host.invalid:9092", Map.of()), EARLIEST))
            .getMessage(),
        containsString("No resolvable bootstrap urls"));
  }

  @Test
  void brokers_that_go_away_while_reading_end_the_reading() throws Exception {
    Broker going = Broker.start();
    try {
      going.create(name, 1);
      going.send(name, 0, "a");
      Endpoint.Topic topic = topic(going.address(), Map.of());
      try (TopicConsumer reader = open(topic, EARLIEST);
          TopicConsumer ends = open(topic, EARLIEST)) {
        begin(reader, partition);
        assertThat(read(reader, 1), contains("a"));
        going.stop();
        assertThrows(InputException.class, () -> ends.endOffsets(List.of(partition)));
        assertThat(
            assertThrows(InputException.class, () -> read(reader, 1)).getMessage(),
            containsString("the brokers do not answer"));
      }
    } finally {
      going.close();
    }
  }

  @Test
  void a_topic_that_is_deleted_while_it_is_read_is_named() throws Exception {
    broker.create(name, 1);
    broker.send(name, 0, "a");
    try (TopicConsumer reader = open(topic(), EARLIEST);
        TopicConsumer ends = open(topic(), EARLIEST)) {
      begin(reader, partition);
      assertThat(read(reader, 1), contains("a"));
      broker.delete(name);
      assertThrows(InputException.class, () -> ends.endOffsets(List.of(partition)));
      assertThat(
          assertThrows(InputException.class, () -> read(reader, 1)).getMessage(),
          containsString("the brokers know no such topic"));
    }
  }

  private Map<String, String> login(String password) throws Exception {
    Path jaas = folder.resolve("jaas");
    Files.writeString(
        jaas,
        ("org.apache.kafka.common.security.plain.PlainLoginModule required"
                + " username=\"%s\" password=\"%s\";")
            .formatted(Broker.USER, password));
    return Map.of(
        "security.protocol", "SASL_PLAINTEXT",
        "sasl.mechanism", "PLAIN",
        "sasl.jaas.config", "file:" + jaas);
  }

  @Test
  void a_wrong_password_is_said_and_not_shown() throws Exception {
    broker.create(name, 1);
    Endpoint.Topic topic = topic(broker.loginAddress(), login("wrong-secret"));
    try (TopicConsumer consumer = open(topic, EARLIEST)) {
      InputException fault = assertThrows(InputException.class, () -> consumer.partitionsFor(name));
      assertThat(fault.getMessage(), containsString("the brokers refuse the login"));
      for (Throwable e = fault; e != null; e = e.getCause()) {
        assertThat(e.toString(), not(containsString("wrong-secret")));
      }
    }
  }

  @Test
  void a_user_who_may_not_read_the_topic_is_told() throws Exception {
    broker.create(name, 1);
    Endpoint.Topic topic = topic(broker.loginAddress(), login(Broker.PASSWORD));
    try (TopicConsumer consumer = open(topic, EARLIEST)) {
      assertThat(
          assertThrows(InputException.class, () -> consumer.partitionsFor(name)).getMessage(),
          allOf(
              containsString("the brokers do not allow it"),
              containsString("Have the user allowed to describe and read the topic")));
    }
  }

  @Test
  void settings_that_contradict_one_another_are_told_without_secrets() throws Exception {
    Path jaas = Files.writeString(folder.resolve("jaas"), "wrong-secret");
    Endpoint.Topic topic =
        topic(
            broker.loginAddress(),
            Map.of(
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", "file:" + jaas));
    InputException fault = assertThrows(InputException.class, () -> open(topic, EARLIEST));
    assertThat(fault.getMessage(), containsString("does not take its settings"));
    for (Throwable e = fault; e != null; e = e.getCause()) {
      assertThat(e.toString(), not(containsString("wrong-secret")));
    }
    Endpoint.Topic other = topic(broker.address(), Map.of("security.protocol", "NONSENSE"));
    assertThat(
        assertThrows(InputException.class, () -> open(other, EARLIEST)).getMessage(),
        containsString("Invalid value NONSENSE for configuration security.protocol"));
  }

  @Test
  void a_secret_that_is_not_there_is_told() {
    Endpoint.Topic topic =
        topic(broker.loginAddress(), Map.of("sasl.jaas.config", "env:ASSAY_NO_SUCH_VARIABLE"));
    assertThat(
        assertThrows(InputException.class, () -> open(topic, EARLIEST)).getMessage(),
        allOf(containsString("sasl.jaas.config"), containsString("ASSAY_NO_SUCH_VARIABLE")));
  }

  @Test
  void a_partition_that_ends_in_a_transactions_mark_is_read_to_its_end() throws Exception {
    broker.create(name, 1);
    try (KafkaProducer<byte[], byte[]> producer =
        broker.producer(Map.of("transactional.id", name))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(name, 0, null, "a".getBytes(StandardCharsets.UTF_8)));
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(name, 0, null, "b".getBytes(StandardCharsets.UTF_8)));
      producer.flush();
      producer.abortTransaction();
    }
    try (TopicConsumer reader = open(topic(), EARLIEST);
        TopicConsumer ends = open(topic(), EARLIEST)) {
      begin(reader, partition);
      eventually(() -> ends.endOffsets(List.of(partition)).equals(Map.of(partition, 4L)));
      assertThat(read(reader, 1), contains("a"));
      eventually(
          () -> {
            reader.poll(Duration.ofMillis(100));
            return ends.endOffsets(List.of(partition)).equals(Map.of(partition, 1L));
          });
    }
  }
}
