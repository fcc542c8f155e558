package dev.assay.pipelines;

import dev.assay.pipelines.books.ReplayFilter;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.transforms.Settle;
import java.io.Serializable;
import java.util.Locale;
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

  /** A run over input that was not taken before: of none yet, and held back by nothing. */
  public static RunSettings of(String pipeline, String lake, Warehouse warehouse) {
    return new RunSettings(
        pipeline,
        lake,
        warehouse,
        Map.of(),
        RunKind.LOAD,
        ReplayFilter.ALL,
        false,
        null,
        Settle.SHARDS,
        null);
  }

  /** The same over these files, by silver table. */
  public RunSettings withInputs(Map<String, Endpoint.Files> files) {
    return new RunSettings(
        pipeline,
        lake,
        warehouse,
        files,
        kind,
        replay,
        dryRun,
        allowedLatenessDays,
        shards,
        maxQuarantined);
  }

  /** The same of another kind. */
  public RunSettings withKind(RunKind other) {
    return new RunSettings(
        pipeline,
        lake,
        warehouse,
        inputs,
        other,
        replay,
        dryRun,
        allowedLatenessDays,
        shards,
        maxQuarantined);
  }

  /** The same as a replay of these payloads, or to find out what it would come to. */
  public RunSettings withReplay(ReplayFilter picked, boolean isTrial) {
    return new RunSettings(
        pipeline,
        lake,
        warehouse,
        inputs,
        RunKind.REPLAY,
        picked,
        isTrial,
        allowedLatenessDays,
        shards,
        maxQuarantined);
  }

  /** The same with so many days open; null when every day is. */
  public RunSettings withAllowedLateness(Integer days) {
    return new RunSettings(
        pipeline, lake, warehouse, inputs, kind, replay, dryRun, days, shards, maxQuarantined);
  }

  /** The same with other groupings. */
  public RunSettings withShards(int parts) {
    return new RunSettings(
        pipeline,
        lake,
        warehouse,
        inputs,
        kind,
        replay,
        dryRun,
        allowedLatenessDays,
        parts,
        maxQuarantined);
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

  /**
   * The same as what was begun to be published, whose plan says what it looks at. No limit holds it
   * back any more.
   */
  public RunSettings toFinish(RunPlan begun) {
    RunKind that = RunKind.valueOf(begun.kind().toUpperCase(Locale.ROOT));
    return withReplay(begun.replay(), false).withKind(that).withMaxQuarantined(null);
  }

  /** Gold has far fewer rows than silver: one shard, and so one file a day, for 16 of silver. */
  public int goldShards() {
    return goldShards(shards);
  }

  static int goldShards(int shards) {
    return Math.max(1, shards / Settle.SHARDS);
  }
}
