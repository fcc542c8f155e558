package dev.assay.pipelines;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.Warehouse;
import dev.assay.transforms.Deduplicate;
import java.io.Serializable;
import java.util.Map;

/**
 * What a run is asked to do. Only settings: nothing is looked up before the run begins.
 *
 * @param pipeline name of the pipeline
 * @param lake URI of the lake's folder
 * @param warehouse where gold and audit go
 * @param inputs by silver table, where its payloads come from
 * @param kind what the run looks at
 * @param replay which quarantined payloads, for {@link RunKind#REPLAY}
 * @param dryRun to find out and change nothing
 * @param allowedLatenessDays how many days before the newest day in silver a day stays open; null
 *     when every day does
 * @param shards how many parts a grouping by key has
 * @param maxQuarantined how much may be refused; null where there is no limit
 */
public record RunSettings(
    String pipeline,
    String lake,
    Warehouse warehouse,
    Map<String, Endpoint.Files> inputs,
    RunKind kind,
    ReplayFilter replay,
    boolean dryRun,
    Integer allowedLatenessDays,
    int shards,
    QuarantineLimit maxQuarantined)
    implements Serializable {

  /** Settings of a run that may refuse as much as it must. */
  public RunSettings(
      String pipeline,
      String lake,
      Warehouse warehouse,
      Map<String, Endpoint.Files> inputs,
      RunKind kind,
      ReplayFilter replay,
      boolean dryRun,
      Integer allowedLatenessDays,
      int shards) {
    this(
        pipeline, lake, warehouse, inputs, kind, replay, dryRun, allowedLatenessDays, shards, null);
  }

  /** The same with a limit; null where there is none. */
  public RunSettings withMaxQuarantined(QuarantineLimit limit) {
    return new RunSettings(
        pipeline,
        lake,
        warehouse,
        inputs,
        kind,
        replay,
        dryRun,
        allowedLatenessDays,
        shards,
        limit);
  }

  /** Gold has far fewer rows than silver: one shard, and so one file a day, for 16 of silver. */
  public int goldShards() {
    return Math.max(1, shards / Deduplicate.SHARDS);
  }
}
