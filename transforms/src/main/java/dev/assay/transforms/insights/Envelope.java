package dev.assay.transforms.insights;

import dev.assay.transforms.insights.Json.Obj;
import java.util.Set;

/** The form of a message, as its fields tell it. */
enum Envelope {
  /** A change of a row or a table, or a message in the log. */
  CHANGE,
  HEARTBEAT,
  /** A transaction begins or ends. */
  TRANSACTION,
  /** Not one of Debezium, or one that was flattened. */
  NONE;

  static final Set<String> TIMES = Set.of("ts_ms", "ts_us", "ts_ns");
  private static final Set<String> STATUSES = Set.of("BEGIN", "END");

  static Envelope of(Obj payload, boolean amongHeartbeats) {
    if (amongHeartbeats) {
      return HEARTBEAT;
    }
    if (payload.object("source") != null || hasImages(payload)) {
      return CHANGE;
    }
    if (payload.has("event_count")
        && payload.text("id") != null
        && STATUSES.contains(String.valueOf(payload.text("status")))) {
      return TRANSACTION;
    }
    return !payload.fields().isEmpty() && TIMES.containsAll(payload.fields().keySet())
        ? HEARTBEAT
        : NONE;
  }

  private static boolean hasImages(Obj payload) {
    return payload.has("op") && (payload.has("before") || payload.has("after"));
  }
}
