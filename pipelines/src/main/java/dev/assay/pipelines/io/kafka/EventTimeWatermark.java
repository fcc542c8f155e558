package dev.assay.pipelines.io.kafka;

import dev.assay.schemas.TimeRange;
import java.time.Clock;
import java.util.Optional;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.TimestampPolicy;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Event time of one partition: the greatest seen, less what payloads may be out of order. A
 * partition in which nothing happens follows the clock, so that it does not hold the others back.
 *
 * <p>It never passes the clock. An event of more than {@link #AHEAD} from now moves it not at all:
 * its time is wrong, and must not close days that others are still to fill.
 */
final class EventTimeWatermark extends TimestampPolicy<byte[], byte[]> {
  static final Duration DISORDER = Duration.standardSeconds(10);
  static final Duration IDLE_AFTER = Duration.standardSeconds(10);

  /** So much may a clock be ahead, or be local time given as UTC. */
  static final Duration AHEAD = Duration.standardDays(1);

  private final SerializableFunction<byte[], java.time.Instant> eventTime;
  private final Clock clock;
  private Instant watermark;
  private Instant lastRecordAt;

  /**
   * Of a partition.
   *
   * @param eventTime of a payload; null where none tells it: then the partition follows the clock
   * @param reached where a reader goes on
   */
  EventTimeWatermark(
      SerializableFunction<byte[], java.time.Instant> eventTime,
      Optional<Instant> reached,
      Clock clock) {
    this.eventTime = eventTime;
    this.clock = clock;
    this.watermark = reached.orElse(BoundedWindow.TIMESTAMP_MIN_VALUE);
    this.lastRecordAt = now();
  }

  /** The earliest of the records in the batch. */
  @Override
  public Instant getTimestampForRecord(
      PartitionContext partition, KafkaRecord<byte[], byte[]> record) {
    Instant earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
    for (TopicBatch.Sent sent : TopicBatch.in(record.getKV().getValue())) {
      Instant stamp = stamp(sent);
      earliest = stamp.isBefore(earliest) ? stamp : earliest;
    }
    return earliest;
  }

  private Instant stamp(TopicBatch.Sent sent) {
    byte[] payload = sent.value();
    java.time.Instant time = payload == null || eventTime == null ? null : eventTime.apply(payload);
    if (time == null || !TimeRange.holds(time)) {
      // It tells nothing of event time, and so is no sign of life either.
      return sentAt(sent.timestamp());
    }
    Instant happened = new Instant(time.toEpochMilli());
    Instant now = now();
    if (happened.isAfter(now.plus(AHEAD))) {
      return happened;
    }
    lastRecordAt = now;
    advance(happened.isAfter(now) ? now : happened);
    return happened;
  }

  @Override
  public Instant getWatermark(PartitionContext partition) {
    if (eventTime == null) {
      advance(now());
      return watermark;
    }
    boolean silent = !now().isBefore(lastRecordAt.plus(IDLE_AFTER));
    if (silent && partition.getMessageBacklog() == 0) {
      advance(partition.getBacklogCheckTime());
    }
    return watermark;
  }

  private void advance(Instant time) {
    Instant reached = time.minus(DISORDER);
    if (reached.isAfter(watermark)) {
      watermark = reached;
    }
  }

  private Instant now() {
    return new Instant(clock.millis());
  }

  /** A producer may give a record any time, and none: those and times to come count as now. */
  private Instant sentAt(long millis) {
    Instant now = now();
    return millis < 0 || millis > now.getMillis() ? now : new Instant(millis);
  }
}
