package dev.assay.pipelines.io.kafka;

import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.Line;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.TimeRange;
import dev.assay.transforms.Given;
import dev.assay.transforms.Payload;
import dev.assay.transforms.Rows;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the payloads of a topic without end, those of committed transactions only. What was polled
 * together is one element, whose time is the earliest event time that it tells.
 */
public final class ReadTopic extends PTransform<PBegin, PCollection<Rows<Payload>>> {
  /** A batch has no key. */
  private static final Coder<byte[]> BYTES = NullableCoder.of(ByteArrayCoder.of());

  private final Endpoint.Topic topic;
  private final SerializableFunction<byte[], java.time.Instant> eventTime;
  private final StartingOffsets start;
  private final Given<RunPlan> plan;

  private ReadTopic(
      Endpoint.Topic topic,
      SerializableFunction<byte[], java.time.Instant> eventTime,
      StartingOffsets start,
      Given<RunPlan> plan) {
    this.topic = topic;
    this.eventTime = eventTime;
    this.start = start;
    this.plan = plan;
  }

  /**
   * Reads this topic.
   *
   * @param eventTime of a payload; gives null where it tells none, and is null where none does
   * @param start where a run begins that has no saved state
   * @param plan stamps the payloads with what it says about the run
   */
  public static ReadTopic of(
      Endpoint.Topic topic,
      SerializableFunction<byte[], java.time.Instant> eventTime,
      StartingOffsets start,
      Given<RunPlan> plan) {
    return new ReadTopic(topic, eventTime, start, plan);
  }

  @Override
  public PCollection<Rows<Payload>> expand(PBegin begin) {
    SerializableFunction<byte[], java.time.Instant> time = eventTime;
    return begin
        .apply(
            "Read records",
            KafkaIO.<byte[], byte[]>read()
                .withBootstrapServers(topic.brokers())
                .withTopic(topic.topic())
                .withKeyDeserializerAndCoder(ByteArrayDeserializer.class, BYTES)
                .withValueDeserializerAndCoder(ByteArrayDeserializer.class, BYTES)
                .withConsumerConfigUpdates(Map.of(ConsumerConfig.GROUP_ID_CONFIG, topic.group()))
                .withReadCommitted()
                .commitOffsetsInFinalize()
                .withConsumerFactoryFn(new TopicConsumers(topic, start))
                .withTimestampPolicyFactory(
                    (partition, reached) ->
                        new EventTimeWatermark(time, reached, Clock.systemUTC())))
        .apply("Unpack payloads", ParDo.of(new Unpack(topic, plan)).withSideInputs(plan.views()))
        .setCoder(Rows.coder(RecordCoder.of(Payload.class)));
  }

  /** A payload of whatever a producer sent; a time that no table holds is none. */
  static Payload payload(
      TopicBatch.Sent sent, String source, java.time.Instant arrivedAt, String run) {
    Line line = Line.of(sent.value() == null ? new byte[0] : sent.value());
    return new Payload(
        source,
        sent.offset(),
        line.text(),
        null,
        sent.timestamp() < 0 ? null : TimeRange.ofMillis(sent.timestamp()),
        arrivedAt,
        run,
        Line.encoding(line.utf8()),
        sent.key() == null ? null : Line.of(sent.key()).text());
  }

  /** Makes the records of a batch into payloads that travel together. */
  private static final class Unpack extends DoFn<KafkaRecord<byte[], byte[]>, Rows<Payload>> {
    private final Endpoint.Topic topic;
    private final Given<RunPlan> plan;
    private transient TopicIdentity identity;
    private transient String runId;

    Unpack(Endpoint.Topic topic, Given<RunPlan> plan) {
      this.topic = topic;
      this.plan = plan;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      if (identity == null) {
        RunPlan run = plan.in(context::sideInput);
        identity = TopicIdentity.of(topic);
        if (!identity.id().toString().equals(run.topics().get(topic.topic()))) {
          throw TopicFault.replaced(topic);
        }
        runId = run.runId();
      }
      KafkaRecord<byte[], byte[]> batch = context.element();
      String source = identity.source(batch.getPartition());
      java.time.Instant now = java.time.Instant.now().truncatedTo(ChronoUnit.MILLIS);
      List<Payload> payloads = new ArrayList<>();
      for (TopicBatch.Sent sent : TopicBatch.in(batch.getKV().getValue())) {
        payloads.add(payload(sent, source, now, runId));
      }
      context.output(new Rows<>(payloads));
    }
  }
}
