package dev.assay.transforms;

import org.apache.beam.sdk.state.Timer;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** A timer that tells what time it is; a test calls what it is set for when it wants. */
record Clock(Instant now) implements Timer {
  @Override
  public Instant getCurrentRelativeTime() {
    return now;
  }

  @Override
  public void set(Instant time) {}

  @Override
  public void setRelative() {}

  @Override
  public void clear() {}

  @Override
  public Timer offset(Duration offset) {
    return this;
  }

  @Override
  public Timer align(Duration period) {
    return this;
  }

  @Override
  public Timer withOutputTimestamp(Instant time) {
    return this;
  }

  @Override
  public Timer withNoOutputTimestamp() {
    return this;
  }
}
