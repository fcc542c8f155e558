package dev.assay.pipelines.io.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.TimestampPolicy.PartitionContext;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Payloads here are seconds after noon, or no time at all. */
class EventTimeWatermarkTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final long SENT_AT = 77;

  private Instant now = NOON;

  private final EventTimeWatermark watermark = watermark(Optional.empty());

  private EventTimeWatermark watermark(Optional<Instant> reached) {
    return new EventTimeWatermark(EventTimeWatermarkTest::timeOf, reached, clock());
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public java.time.Instant instant() {
        return java.time.Instant.ofEpochMilli(now.getMillis());
      }

      @Override
      public ZoneOffset getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(java.time.ZoneId zone) {
        return this;
      }
    };
  }

  private static java.time.Instant timeOf(byte[] payload) {
    String text = new String(payload, StandardCharsets.UTF_8);
    return text.matches("-?[0-9]+")
        ? java.time.Instant.ofEpochMilli(at(Long.parseLong(text)).getMillis())
        : null;
  }

  private static Instant at(long seconds) {
    return NOON.plus(seconds * 1_000);
  }

  private static KafkaRecord<byte[], byte[]> record(String payload, long sentAt) {
    return MessageFuzzTest.batch(List.of(sent(payload, sentAt)));
  }

  private static ConsumerRecord<byte[], byte[]> sent(String payload, long sentAt) {
    byte[] bytes = payload == null ? null : payload.getBytes(StandardCharsets.UTF_8);
    return new ConsumerRecord<>(
        "trades",
        0,
        0,
        sentAt,
        TimestampType.CREATE_TIME,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        null,
        bytes,
        new RecordHeaders(),
        Optional.empty());
  }

  private Instant stamped(String payload) {
    return watermark.getTimestampForRecord(partition(0), record(payload, SENT_AT));
  }

  private PartitionContext partition(long backlog) {
    Instant checkedAt = now;
    return new PartitionContext() {
      @Override
      public long getMessageBacklog() {
        return backlog;
      }

      @Override
      public Instant getBacklogCheckTime() {
        return checkedAt;
      }
    };
  }

  @Test
  void a_record_has_the_event_time_of_its_payload() {
    assertThat(stamped("-3600"), is(at(-3600)));
  }

  @Test
  void records_that_were_polled_together_have_the_earliest_time_and_move_as_the_latest_does() {
    Instant stamp =
        watermark.getTimestampForRecord(
            partition(0),
            MessageFuzzTest.batch(
                List.of(sent("-90", SENT_AT), sent("-200", SENT_AT), sent("-100", 1))));
    assertThat(stamp, is(at(-200)));
    assertThat(watermark.getWatermark(partition(5)), is(at(-100)));
  }

  @Test
  void a_record_without_event_time_has_the_time_of_the_topic_and_moves_nothing() {
    for (String payload : new String[] {"no time", null}) {
      assertThat(stamped(payload), is(new Instant(SENT_AT)));
    }
    assertThat(watermark.getWatermark(partition(0)), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
  }

  @Test
  void the_watermark_is_ten_seconds_behind_the_greatest_event_time_and_never_goes_back() {
    stamped("-100");
    assertThat(watermark.getWatermark(partition(5)), is(at(-110)));
    stamped("-200");
    assertThat(watermark.getWatermark(partition(5)), is(at(-110)));
    stamped("-50");
    assertThat(watermark.getWatermark(partition(5)), is(at(-60)));
  }

  @Test
  void an_event_in_the_future_counts_as_now() {
    assertThat(stamped("86400"), is(at(86400)));
    assertThat(watermark.getWatermark(partition(5)), is(at(-10)));
  }

  @Test
  void an_event_of_more_than_a_day_to_come_moves_nothing_and_is_no_sign_of_life() {
    stamped("-7200");
    assertThat(stamped("86401"), is(at(86401)));
    assertThat(watermark.getWatermark(partition(5)), is(at(-7210)));
    now = at(9);
    stamped("252000000000");
    now = at(10);
    assertThat(watermark.getWatermark(partition(5)), is(at(-7210)));
    assertThat(watermark.getWatermark(partition(0)), is(at(0)));
  }

  @Test
  void a_time_of_the_topic_that_is_none_or_is_to_come_counts_as_now() {
    for (long sentAt :
        new long[] {Long.MIN_VALUE, -1, 1767607200000000L, 1767607200000000000L, Long.MAX_VALUE}) {
      assertThat(
          watermark.getTimestampForRecord(partition(0), record("no time", sentAt)), is(NOON));
    }
    assertThat(watermark.getWatermark(partition(0)), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
  }

  @Test
  void an_event_time_that_no_table_holds_is_none() {
    for (java.time.Instant time :
        new java.time.Instant[] {java.time.Instant.MIN, java.time.Instant.MAX}) {
      EventTimeWatermark absurd = new EventTimeWatermark(p -> time, Optional.empty(), clock());
      assertThat(
          absurd.getTimestampForRecord(partition(0), record("any", SENT_AT)),
          is(new Instant(SENT_AT)));
      assertThat(absurd.getWatermark(partition(5)), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
    }
  }

  @Test
  void a_partition_in_which_nothing_happens_follows_the_clock() {
    stamped("-3600");
    now = at(9);
    assertThat(watermark.getWatermark(partition(0)), is(at(-3610)));
    now = at(10);
    assertThat(watermark.getWatermark(partition(0)), is(at(0)));
    now = at(11);
    assertThat(watermark.getWatermark(partition(0)), is(at(1)));
  }

  @Test
  void so_does_a_partition_that_never_had_a_record() {
    assertThat(watermark.getWatermark(partition(0)), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
    now = at(10);
    assertThat(watermark.getWatermark(partition(0)), is(at(0)));
  }

  @Test
  void a_partition_with_records_to_come_or_of_unknown_end_is_not_idle() {
    now = at(60);
    assertThat(watermark.getWatermark(partition(1)), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
    assertThat(watermark.getWatermark(partition(-1)), is(BoundedWindow.TIMESTAMP_MIN_VALUE));
  }

  @Test
  void a_record_ends_idleness_and_the_watermark_stays() {
    now = at(20);
    assertThat(watermark.getWatermark(partition(0)), is(at(10)));
    stamped("-3600");
    now = at(25);
    assertThat(watermark.getWatermark(partition(0)), is(at(10)));
  }

  @Test
  void a_reader_that_goes_on_keeps_its_watermark() {
    EventTimeWatermark resumed = watermark(Optional.of(at(-30)));
    assertThat(resumed.getWatermark(partition(3)), is(at(-30)));
    resumed.getTimestampForRecord(partition(3), record("-3600", SENT_AT));
    assertThat(resumed.getWatermark(partition(3)), is(at(-30)));
  }

  @Test
  void a_partition_of_payloads_that_never_tell_a_time_follows_the_clock() {
    EventTimeWatermark timeless = new EventTimeWatermark(null, Optional.empty(), clock());
    assertThat(
        timeless.getTimestampForRecord(partition(3), record("-3600", at(-60).getMillis())),
        is(at(-60)));
    assertThat(timeless.getWatermark(partition(3)), is(at(-10)));
    now = at(5);
    assertThat(timeless.getWatermark(partition(3)), is(at(-5)));
  }
}
