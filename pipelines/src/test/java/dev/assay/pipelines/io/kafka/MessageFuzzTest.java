package dev.assay.pipelines.io.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.assay.pipelines.io.lake.ReadParquet;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.WriteParquet;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Batch;
import dev.assay.transforms.Capture;
import dev.assay.transforms.EventTimeReader;
import dev.assay.transforms.Payload;
import dev.assay.transforms.Refine;
import dev.assay.transforms.Rows;
import dev.assay.transforms.insights.DebeziumReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.KafkaRecordCoder;
import org.apache.beam.sdk.io.kafka.KafkaTimestampType;
import org.apache.beam.sdk.io.kafka.TimestampPolicy.PartitionContext;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No value of a message stops a stage on its way from the topic to files. */
class MessageFuzzTest {
  private static final Coder<byte[]> BYTES = NullableCoder.of(ByteArrayCoder.of());
  private static final TopicPartition PARTITION = new TopicPartition("trades", 0);
  static final Instant NOW = Instant.parse("2026-01-06T00:00:00Z");

  static final long[] TIMES = {
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1,
    -62135596800001L,
    -62135596800000L,
    -2,
    -1,
    0,
    1,
    1767607200L,
    1767607200000L,
    253402300799999L,
    253402300800000L,
    BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis(),
    BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis() + 1,
    1767607200000000L,
    1767607200000000000L,
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE
  };

  @TempDir Path lake;

  private final Random random = new Random(11);

  @Test
  void trades_of_every_metadata_are_stamped_kept_and_accounted_for() throws Exception {
    passThrough(
        EventTimeReader.of(Trade.TABLE),
        Capture.payloadsOf("trades"),
        Refine.into(Trade.TABLE),
        Trade.TABLE.within("wealth"));
  }

  @Test
  void changes_of_every_metadata_are_stamped_kept_and_accounted_for() throws Exception {
    passThrough(
        DebeziumReader.changedAt(),
        Capture.payloadsOf("change_events").at(DebeziumReader::lsn),
        Refine.into(ChangeEvent.TABLE).readBy(() -> new DebeziumReader(List.of())),
        ChangeEvent.TABLE.within("insights"));
  }

  @Test
  void a_published_time_is_one_that_tables_hold_or_none() {
    for (long time : TIMES) {
      Payload payload = payloads(batch(List.of(record(0, time, null, null)))).get(0);
      boolean isHeld = time >= 0 && time <= 253402300799999L;
      assertThat(payload.publishedAt(), is(isHeld ? Instant.ofEpochMilli(time) : null));
    }
  }

  private <T extends Record> void passThrough(
      SerializableFunction<byte[], Instant> eventTime,
      Capture capture,
      Refine<T> refine,
      Table<T> table)
      throws Exception {
    List<ConsumerRecord<byte[], byte[]>> sent = records();
    EventTimeWatermark watermark =
        new EventTimeWatermark(eventTime, Optional.empty(), Clock.fixed(NOW, ZoneOffset.UTC));
    List<Payload> payloads = new ArrayList<>();
    ConsumerRecords<byte[], byte[]> polled =
        TopicBatch.of(new ConsumerRecords<>(Map.of(PARTITION, sent)));
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      KafkaRecord<byte[], byte[]> read =
          CoderUtils.clone(KafkaRecordCoder.of(BYTES, BYTES), beamRecord(record));
      org.joda.time.Instant stamp = watermark.getTimestampForRecord(busy(), read);
      assertThat(stamp, greaterThanOrEqualTo(BoundedWindow.TIMESTAMP_MIN_VALUE));
      assertThat(stamp, lessThanOrEqualTo(BoundedWindow.TIMESTAMP_MAX_VALUE));
      assertThat(
          watermark.getWatermark(busy()),
          lessThanOrEqualTo(new org.joda.time.Instant(NOW.toEpochMilli())));
      payloads.addAll(payloads(read));
    }
    assertThat(payloads.size(), is(sent.size()));
    Pipeline pipeline = Pipeline.create();
    var raws =
        pipeline
            .apply(
                Create.of(List.of(new Rows<>(payloads)))
                    .withCoder(Rows.coder(RecordCoder.of(Payload.class))))
            .apply("Capture", capture);
    var batches = raws.apply("Refine", refine);
    StoredRows<Raw> bronze = StoredRows.of(Raw.table(table));
    StoredRows<Rejected> quarantine = StoredRows.of(Rejected.table(table));
    raws.apply("Write bronze", WriteParquet.to(bronze, lake.toString()))
        .apply("Read bronze", ReadParquet.of(bronze))
        .apply("Compare", ParDo.of(new SameAs(payloads)));
    PAssert.that(
            batches
                .apply("Rejected", ParDo.of(new RejectedOf<T>()))
                .setCoder(Rows.coder(RecordCoder.of(Rejected.class)))
                .apply("Write quarantine", WriteParquet.to(quarantine, lake.toString()))
                .apply("Read quarantine", ReadParquet.of(quarantine))
                .apply("Sizes", ParDo.of(new SizeOf<>()))
                .apply("Good and bad", Sum.longsGlobally()))
        .satisfies(
            bad -> {
              assertThat(bad.iterator().next() > 0, is(true));
              return null;
            });
    PAssert.that(batches.apply("Told", ParDo.of(new ToldOf<T>())).apply("All", Sum.longsGlobally()))
        .containsInAnyOrder((long) sent.size());
    pipeline.run().waitUntilFinish();
  }

  private List<ConsumerRecord<byte[], byte[]>> records() {
    List<byte[]> contents = contents();
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    long offset = 0;
    for (long time : TIMES) {
      records.add(record(offset++, time, null, null));
      for (byte[] content : contents) {
        records.add(record(offset++, time, contents.get(random.nextInt(contents.size())), content));
      }
    }
    byte[] huge = "x".repeat(2_000_000).getBytes(StandardCharsets.UTF_8);
    records.add(record(offset, -1, huge, huge));
    records.add(record(Long.MAX_VALUE - 1, 0, null, contents.get(0)));
    return records;
  }

  private List<byte[]> contents() {
    List<byte[]> contents = new ArrayList<>();
    for (String text :
        List.of(
            "",
            " ",
            "\u0000",
            "null",
            "{",
            "{}",
            "[]",
            "\uFEFF{}",
            "\uFFFD",
            "\"\\ud800\"",
            "{\"a\":".repeat(5_000),
            "9".repeat(10_000))) {
      contents.add(text.getBytes(StandardCharsets.UTF_8));
    }
    contents.add(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80});
    contents.add(new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 1});
    byte[] noise = new byte[300];
    random.nextBytes(noise);
    contents.add(noise);
    for (String time :
        List.of(
            "2026-01-05T10:00:00Z",
            "0000-01-01T00:00:00Z",
            "-999999999-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59.999999999Z",
            "9999-12-31T23:59:59.999999Z",
            "2026-02-30T10:00:00Z",
            "2026-01-05T10:00:00+18:00",
            "1767607200000000000")) {
      contents.add(trade(time).getBytes(StandardCharsets.UTF_8));
    }
    for (long time : TIMES) {
      for (String unit : List.of("ts_ms", "ts_us", "ts_ns")) {
        contents.add(change(unit, time).getBytes(StandardCharsets.UTF_8));
      }
    }
    return contents;
  }

  private static String trade(String time) {
    return ("{\"trade_id\":\"T1\",\"customer_id\":\"\\ud800\",\"stock_symbol\":\"A\","
            + "\"transaction_type\":\"BUY\",\"quantity\":1,\"price\":\"1\",\"transaction_time\":\"%s\"}")
        .formatted(time);
  }

  private static String change(String unit, long time) {
    return ("{\"before\":null,\"after\":{\"id\":1},\"op\":\"c\",\"source\":{\"connector\":"
            + "\"postgresql\",\"schema\":\"public\",\"table\":\"none\",\"lsn\":%d,\"%s\":%d}}")
        .formatted(time, unit, time);
  }

  static ConsumerRecord<byte[], byte[]> record(long offset, long time, byte[] key, byte[] value) {
    Headers headers = new RecordHeaders();
    headers.add("none", null);
    headers.add("", new byte[0]);
    headers.add("\ud800", new byte[] {-1, 0, 1});
    return new ConsumerRecord<>(
        "trades",
        0,
        offset,
        time,
        TimestampType.CREATE_TIME,
        -1,
        -1,
        key,
        value,
        headers,
        Optional.empty());
  }

  /** As Beam's reader makes it. */
  static KafkaRecord<byte[], byte[]> beamRecord(ConsumerRecord<byte[], byte[]> record) {
    return new KafkaRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        KafkaTimestampType.forOrdinal(record.timestampType().ordinal()),
        record.headers(),
        KV.of(record.key(), record.value()));
  }

  /** These records of one partition, as they come to Beam. */
  static KafkaRecord<byte[], byte[]> batch(List<ConsumerRecord<byte[], byte[]>> records) {
    ConsumerRecord<byte[], byte[]> first = records.get(0);
    TopicPartition partition = new TopicPartition(first.topic(), first.partition());
    return beamRecord(
        TopicBatch.of(new ConsumerRecords<>(Map.of(partition, records))).iterator().next());
  }

  static List<Payload> payloads(KafkaRecord<byte[], byte[]> batch) {
    return TopicBatch.in(batch.getKV().getValue()).stream()
        .map(sent -> ReadTopic.payload(sent, "kafka:trades/0@id", NOW, "r1"))
        .toList();
  }

  static PartitionContext busy() {
    return new PartitionContext() {
      @Override
      public long getMessageBacklog() {
        return 1;
      }

      @Override
      public org.joda.time.Instant getBacklogCheckTime() {
        return new org.joda.time.Instant(NOW.toEpochMilli());
      }
    };
  }

  private static final class SizeOf<E> extends DoFn<Rows<E>, Long> {
    @ProcessElement
    public void process(@Element Rows<E> rows, OutputReceiver<Long> out) {
      out.output((long) rows.size());
    }
  }

  private static final class RejectedOf<T extends Record> extends DoFn<Batch<T>, Rows<Rejected>> {
    @ProcessElement
    public void process(@Element Batch<T> batch, OutputReceiver<Rows<Rejected>> out) {
      out.output(new Rows<>(batch.rejected()));
    }
  }

  private static final class ToldOf<T extends Record> extends DoFn<Batch<T>, Long> {
    @ProcessElement
    public void process(@Element Batch<T> batch, OutputReceiver<Long> out) {
      batch.candidates().forEach(row -> TableRow.check(row.row()));
      long nothing =
          batch.totals().stream()
              .filter(total -> total.stage().equals(ControlTotal.DUPLICATE))
              .mapToLong(ControlTotal::rows)
              .sum();
      out.output(nothing + batch.candidates().size() + batch.rejected().size());
    }
  }

  /** A good row has a day that files and databases hold. */
  private static final class TableRow {
    static void check(Record row) {
      LocalDate day =
          row instanceof Trade trade
              ? trade.day()
              : ChangeEvent.TABLE.dayOf((ChangeEvent) row).orElse(null);
      if (day != null) {
        assertThat(day.getYear(), lessThanOrEqualTo(9999));
      }
    }
  }

  private static final class SameAs extends DoFn<Rows<Raw>, Void> {
    private final List<String> sent;

    SameAs(List<Payload> payloads) {
      this.sent = new ArrayList<>();
      payloads.stream()
          .sorted(Comparator.comparing(Payload::position))
          .forEach(payload -> sent.add(text(payload.publishedAt(), payload.text())));
    }

    private static String text(Instant publishedAt, String text) {
      return publishedAt + " " + text.hashCode() + " " + text.length();
    }

    @ProcessElement
    public void process(@Element Rows<Raw> raws) {
      List<String> kept =
          raws.list().stream()
              .sorted(Comparator.comparing(Raw::position))
              .map(raw -> text(raw.publishedAt(), raw.payload()))
              .toList();
      assertThat(kept, is(sent));
    }
  }
}
