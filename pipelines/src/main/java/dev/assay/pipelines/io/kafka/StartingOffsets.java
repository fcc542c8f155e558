package dev.assay.pipelines.io.kafka;

import java.io.Serializable;
import java.util.OptionalLong;

/** Where a topic is read from by a run that has no saved state. Asked on workers. */
public interface StartingOffsets extends Serializable {
  /**
   * The first offset to read.
   *
   * @param source a partition, as {@link TopicIdentity} names it
   * @return empty to read the partition from its beginning
   */
  OptionalLong of(String source);

  /** Whether the run has begun; nothing is read before. */
  default boolean hasBegun() {
    return true;
  }
}
