package dev.assay.pipelines;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.schemas.Table;
import dev.assay.transforms.Lateness;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a run without end is asked to do. Only settings: nothing is looked up before the run begins.
 *
 * @param pipeline name of the pipeline
 * @param lake URI of the lake's folder
 * @param warehouse where gold and audit go
 * @param topics by silver table, the topics that its payloads come from; of a table that is not
 *     among them, silver is as it was when the run began
 * @param from where in the topics a run begins that has no saved state
 * @param lateness how long a day stays open after its end
 * @param interval how long a change of gold may wait before it is written
 * @param shards how many parts the state by key has
 * @param lakeInterval how long a change of gold may wait before it is written to the lake
 * @param launch tells this launch from all others
 */
public record StreamSettings(
    String pipeline,
    String lake,
    Warehouse warehouse,
    Map<String, List<Endpoint.Topic>> topics,
    StreamStart from,
    Lateness lateness,
    Duration interval,
    int shards,
    Duration lakeInterval,
    String launch)
    implements Serializable {

  public static final Duration INTERVAL = Duration.ofMillis(500);

  public static final Duration LAKE_INTERVAL = Duration.ofSeconds(30);

  /** Whether the payloads of this table come from topics. */
  boolean isRead(Table<?> table) {
    return topics.containsKey(table.name());
  }

  /** All topics that are read. */
  public List<Endpoint.Topic> allTopics() {
    return topics.values().stream().flatMap(List::stream).toList();
  }

  public org.joda.time.Duration pane() {
    return org.joda.time.Duration.millis(interval.toMillis());
  }

  /** The interval at which the lake's gold is written. */
  public org.joda.time.Duration lakePane() {
    return org.joda.time.Duration.millis(lakeInterval.toMillis());
  }

  /** Gold has fewer rows than silver. */
  public int goldShards() {
    return Math.max(1, shards / 2);
  }
}
