package dev.assay.transforms.insights;

import dev.assay.schemas.TimeRange;
import java.time.Instant;

/** When something happened, as messages of Debezium tell it: in up to three units. */
final class EventTimes {
  private EventTimes() {}

  /** The microsecond; null where none is told, or one that no table can hold. */
  static Instant of(Long micros, Long millis, Long nanos) {
    Instant time = null;
    if (micros != null) {
      time = ofMicros(micros);
    } else if (millis != null) {
      time = Instant.ofEpochMilli(millis);
    } else if (nanos != null) {
      time = ofMicros(Math.floorDiv(nanos, 1_000L));
    }
    return time == null || !TimeRange.holds(time) ? null : time;
  }

  private static Instant ofMicros(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }
}
