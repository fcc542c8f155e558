package dev.assay.runners.simulate;

import java.time.Instant;
import java.util.SplittableRandom;

/** Spreads events evenly, with jitter, over the times at which trading is open. Never goes back. */
final class EventClock {

  private final long[] openings;
  private final long openMillis;

  /** Open for the same time after each of the openings, which ascend and do not overlap. */
  EventClock(long[] openings, long openMillis) {
    this.openings = openings;
    this.openMillis = openMillis;
  }

  /** The time of an event, counted from 0, among so many. */
  long at(long event, long events, SplittableRandom random) {
    long first = elapsed(event, events);
    long next = elapsed(event + 1, events);
    long chosen = next > first ? random.nextLong(first, next) : first;
    return openings[(int) (chosen / openMillis)] + chosen % openMillis;
  }

  Instant start() {
    return Instant.ofEpochMilli(openings[0]);
  }

  private long elapsed(long event, long events) {
    long total = openings.length * openMillis;
    return total / events * event + total % events * event / events;
  }
}
