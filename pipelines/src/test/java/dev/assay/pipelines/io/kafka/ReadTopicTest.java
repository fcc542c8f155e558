package dev.assay.pipelines.io.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.books.ReplayFilter;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.InputException;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.EventTimeReader;
import dev.assay.transforms.Given;
import dev.assay.transforms.Payload;
import dev.assay.transforms.Rows;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadTopicTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Path NANOSECONDS =
      Path.of("..", "data", "cases", "kafka", "timestamp-in-nanoseconds.txt");
  private static final StartingOffsets EARLIEST = source -> OptionalLong.empty();

  /** What was read, and with which time; a DoFn can only tell it to a static place. */
  private record Read(Payload payload, Instant time) {}

  private static final ConcurrentLinkedQueue<Read> READ = new ConcurrentLinkedQueue<>();

  private static Broker broker;

  private final String name = "trades-" + UUID.randomUUID();

  private static final class Remember extends DoFn<Rows<Payload>, Void> {
    @ProcessElement
    public void process(@Element Rows<Payload> rows, @Timestamp Instant time) {
      rows.list().forEach(payload -> READ.add(new Read(payload, time)));
    }
  }

  @BeforeAll
  static void start() throws Exception {
    broker = Broker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void forget() {
    READ.clear();
  }

  private Endpoint.Topic topic(String address) {
    return new Endpoint.Topic(
        address,
        name,
        "assay",
        Map.of("default.api.timeout.ms", "3000", "request.timeout.ms", "1500"));
  }

  private static Pipeline pipeline(Endpoint.Topic topic, StartingOffsets start) {
    DirectOptions options = PipelineOptionsFactory.create().as(DirectOptions.class);
    options.setBlockOnRun(false);
    Pipeline p = Pipeline.create(options);
    RunPlan plan =
        new RunPlan(
            1,
            "r1",
            "wealth",
            RunPlan.STREAM,
            "2026-01-06T00:00:00Z",
            List.of(),
            Map.of(),
            null,
            ReplayFilter.ALL,
            List.of(),
            Map.of(topic.topic(), TopicIdentity.of(topic).id().toString()));
    PCollectionView<RunPlan> view =
        p.apply("Plan", Create.of(plan).withCoder(RunPlan.coder())).apply(View.asSingleton());
    p.apply(ReadTopic.of(topic, EventTimeReader.of(Trade.TABLE), start, Given.by(view)))
        .apply("Remember", ParDo.of(new Remember()));
    return p;
  }

  private static List<Read> read(Endpoint.Topic topic, StartingOffsets start, int count)
      throws Exception {
    PipelineResult running = pipeline(topic, start).run();
    try {
      long end = System.nanoTime() + DEADLINE.toNanos();
      while (READ.size() < count && System.nanoTime() < end) {
        PipelineResult.State state = running.waitUntilFinish(org.joda.time.Duration.millis(100));
        assertThat(state, is((PipelineResult.State) null));
      }
    } finally {
      running.cancel();
    }
    return READ.stream()
        .sorted(
            Comparator.comparing((Read read) -> read.payload().source())
                .thenComparing(read -> read.payload().position()))
        .toList();
  }

  private static InputException fault(Endpoint.Topic topic) {
    Throwable failure =
        assertThrows(
            RuntimeException.class,
            () ->
                pipeline(topic, EARLIEST)
                    .run()
                    .waitUntilFinish(org.joda.time.Duration.millis(DEADLINE.toMillis())));
    while (!(failure instanceof InputException)) {
      assertThat(failure, is(not((Throwable) null)));
      failure = failure.getCause();
    }
    return (InputException) failure;
  }

  @Test
  void payloads_come_with_their_place_and_their_event_time() throws Exception {
    broker.create(name, 2);
    String first = "{\"transaction_time\": \"2026-01-05T10:00:00Z\"}";
    String second = "{\"transaction_time\": \"2026-01-05T11:00:00Z\"}";
    long before = System.currentTimeMillis();
    broker.send(name, 0, first);
    broker.send(name, 1, second);
    List<Read> read = read(topic(broker.address()), EARLIEST, 2);
    TopicIdentity identity = TopicIdentity.of(topic(broker.address()));
    assertThat(
        read.stream().map(r -> r.payload().source()).toList(),
        contains(identity.source(0), identity.source(1)));
    Payload payload = read.get(1).payload();
    assertThat(payload.position(), is(0L));
    assertThat(payload.text(), is(second));
    assertThat(payload.runId(), is("r1"));
    assertThat(before - 1, lessThan(payload.publishedAt().toEpochMilli()));
    assertThat(before - 1, lessThan(payload.arrivedAt().toEpochMilli()));
    assertThat(read.get(0).time(), is(Instant.parse("2026-01-05T10:00:00Z")));
  }

  @Test
  void no_value_is_an_empty_payload_and_bytes_that_are_no_text_are_kept() throws Exception {
    broker.create(name, 1);
    byte[] latin = "\u00e9\uFFFD?".getBytes(StandardCharsets.ISO_8859_1);
    byte[] replacement = "\uFFFD".getBytes(StandardCharsets.UTF_8);
    broker.send(name, 0, null, latin, replacement);
    List<Payload> read =
        read(topic(broker.address()), EARLIEST, 3).stream().map(Read::payload).toList();
    assertThat(read.stream().map(Payload::position).toList(), contains(0L, 1L, 2L));
    assertThat(read.stream().map(Payload::text).toList(), contains("", "\u00e9??", "\uFFFD"));
    assertThat(read.stream().map(Payload::encoding).toList(), contains(null, "ISO-8859-1", null));
  }

  @Test
  void a_timestamp_in_nanoseconds_and_a_header_without_value_stop_nothing() throws Exception {
    broker.create(name, 1);
    List<String> lines = Files.readAllLines(NANOSECONDS);
    try (KafkaProducer<byte[], byte[]> producer = broker.producer(Map.of())) {
      for (String line : lines) {
        String[] parts = line.split("\\|", 4);
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>(
                name,
                Integer.parseInt(parts[0]),
                Long.parseLong(parts[1]),
                parts[2].getBytes(StandardCharsets.UTF_8),
                parts[3].getBytes(StandardCharsets.UTF_8));
        record.headers().add("none", null);
        producer.send(record).get();
      }
    }
    List<Read> read = read(topic(broker.address()), EARLIEST, 3);
    assertThat(
        read.stream().map(r -> String.valueOf(r.payload().publishedAt())).toList(),
        contains("2026-01-05T10:00:00Z", "null", "2026-01-05T10:00:00.001Z"));
    assertThat(
        read.stream().map(r -> r.payload().text()).toList(),
        is(lines.stream().map(line -> line.split("\\|", 4)[3]).toList()));
  }

  @Test
  void a_run_begins_where_it_is_told() throws Exception {
    broker.create(name, 1);
    broker.send(name, 0, "a", "b", "c");
    List<Read> read = read(topic(broker.address()), source -> OptionalLong.of(2), 1);
    assertThat(read.stream().map(r -> r.payload().text()).toList(), contains("c"));
  }

  @Test
  void a_partition_that_came_later_is_told_of_and_read_from_its_beginning_by_a_new_start()
      throws Exception {
    broker.create(name, 1);
    broker.send(name, 0, "a", "b");
    Endpoint.Topic topic = new Endpoint.Topic(broker.address(), name, "g-" + name, Map.of());
    assertThat(UnreadPartitions.of(topic), is(Map.of()));
    broker
        .admin()
        .alterConsumerGroupOffsets(
            topic.group(), Map.of(new TopicPartition(name, 0), new OffsetAndMetadata(2)))
        .all()
        .get();
    assertThat(UnreadPartitions.of(topic), is(Map.of()));

    broker.admin().createPartitions(Map.of(name, NewPartitions.increaseTo(3))).all().get();
    broker.send(name, 1, "c", "d");
    assertThat(UnreadPartitions.of(topic), is(Map.of(name, Set.of(1, 2))));

    String first = TopicIdentity.of(topic).source(0);
    StartingOffsets recorded =
        source -> source.equals(first) ? OptionalLong.of(2) : OptionalLong.empty();
    List<Read> read = read(topic, recorded, 2);
    assertThat(read.stream().map(r -> r.payload().text()).toList(), contains("c", "d"));
  }

  @Test
  void a_missing_topic_fails_the_run_in_words() {
    assertThat(
        fault(topic(broker.address())).getMessage(),
        containsString("the brokers know no such topic"));
  }

  @Test
  void brokers_that_do_not_answer_fail_the_run_in_words() throws Exception {
    String nobody = "127.0.0.1:" + Broker.freePorts(1)[0];
    assertThat(
        fault(topic(nobody)).getMessage(), containsString("the brokers do not answer within 3 s"));
  }
}
