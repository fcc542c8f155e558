package dev.assay.pipelines.io;

import java.time.Clock;
import java.util.Optional;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.TimestampPolicy;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Event time of one partition: the greatest seen, less what payloads may be out of order. A
 * partition in which nothing happens follows the clock, so that it does not hold the others back.
 */
final class EventTimeWatermark extends TimestampPolicy<byte[], byte[]> {
  static final Duration DISORDER = Duration.standardSeconds(10);
  static final Duration IDLE_AFTER = Duration.standardSeconds(10);

  private final SerializableFunction<byte[], java.time.Instant> eventTime;
  private final Clock clock;
  private Instant watermark;
  private Instant lastRecordAt;

  EventTimeWatermark(
      SerializableFunction<byte[], java.time.Instant> eventTime,
      Optional<Instant> reached,
      Clock clock) {
    this.eventTime = eventTime;
    this.clock = clock;
    this.watermark = reached.orElse(BoundedWindow.TIMESTAMP_MIN_VALUE);
    this.lastRecordAt = now();
  }

  @Override
  public Instant getTimestampForRecord(
      PartitionContext partition, KafkaRecord<byte[], byte[]> record) {
    byte[] payload = record.getKV().getValue();
    java.time.Instant time = payload == null ? null : eventTime.apply(payload);
    if (time == null) {
      // It tells nothing of event time, and so is no sign of life either.
      return within(record.getTimestamp());
    }
    lastRecordAt = now();
    Instant happened = within(time.toEpochMilli());
    // A clock that is wrong at the source must not close days that are still open.
    advance(happened.isAfter(lastRecordAt) ? lastRecordAt : happened);
    return happened;
  }

  @Override
  public Instant getWatermark(PartitionContext partition) {
    boolean silent = !now().isBefore(lastRecordAt.plus(IDLE_AFTER));
    if (silent && partition.getMessageBacklog() == 0) {
      advance(partition.getBacklogCheckTime());
    }
    return watermark;
  }

  private void advance(Instant time) {
    Instant reached = within(time.getMillis() - DISORDER.getMillis());
    if (reached.isAfter(watermark)) {
      watermark = reached;
    }
  }

  private Instant now() {
    return new Instant(clock.millis());
  }

  /** A producer may give a record any time. */
  private static Instant within(long millis) {
    return new Instant(
        Math.max(
            BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis(),
            Math.min(millis, GlobalWindow.INSTANCE.maxTimestamp().getMillis())));
  }
}
