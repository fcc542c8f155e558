package dev.assay.runners.flink;

import dev.assay.pipelines.Arguments;
import dev.assay.pipelines.ClaimOptions;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.flink.runtime.util.EnvironmentInformation;

/** How Flink is set up for a run. What the user gives wins. */
public final class FlinkLaunch {
  static final String LOCAL = "[local]";

  /** An embedded Flink, in this process. */
  public static final Map<String, String> EMBEDDED = Map.of("flinkMaster", LOCAL);

  private static final Map<String, String> ALWAYS =
      Map.of(
          "runner", "FlinkRunner",
          // Elements are immutable: steps of one chain may share them.
          "objectReuse", "true",
          // So is what steps keep in state, and what they keep it in is no Combine, whose
          // accumulators would change inside checkpoints.
          "fasterCopy", "true");

  private static final Map<String, String> BOUNDED =
      Map.of(
          // What a cluster does for streams, a thousand times or so, would hide why a run fails.
          "numberOfExecutionRetries", "3",
          "executionRetryDelay", "2000");

  private static final Map<String, String> STREAM =
      Map.ofEntries(
          Map.entry("streaming", "true"),
          Map.entry("checkpointingInterval", "10000"),
          Map.entry("checkpointingMode", "EXACTLY_ONCE"),
          // Beam's buffer of stable input has this number of slots and one more. Those that a
          // restored checkpoint has filled, and those that are filled until the next one is
          // complete, must all have room: else one takes in what is not yet stable. With the
          // pause, Flink begins a further checkpoint only beside those that take longer than the
          // interval.
          Map.entry("numConcurrentCheckpoints", "16"),
          Map.entry("minPauseBetweenCheckpoints", "500"),
          // What a bundle puts out belongs to the checkpoint that its input belongs to.
          Map.entry("finishBundleBeforeCheckpointing", "true"),
          Map.entry("enableStableInputDrain", "true"),
          // A job that is cancelled can be started again from its last checkpoint.
          Map.entry("externalizedCheckpointsEnabled", "true"),
          Map.entry("retainExternalizedCheckpointsOnCancellation", "true"),
          // A bundle is as long as a checkpoint, and so is a file of the lake. What users wait for
          // does not wait for its end.
          Map.entry("maxBundleSize", "1000000000"),
          Map.entry("maxBundleTimeMills", "600000"),
          // Beam's is a fifth of a bundle's time. What silver held when a stream begins has come
          // when a watermark says so.
          Map.entry("autoWatermarkInterval", "200"));

  private FlinkLaunch() {}

  /** The version of the Flink that is built in. */
  public static String flinkVersion() {
    return EnvironmentInformation.getVersion();
  }

  /**
   * Where an embedded Flink keeps checkpoints: in memory they would have to be small. It ends when
   * it has failed three times in a row, and does not try for ever unseen.
   */
  public static Map<String, String> embeddedState(String folderUri) {
    return Map.of(
        "stateBackend", "filesystem",
        "stateBackendStoragePath", folderUri,
        "numberOfExecutionRetries", "3",
        "executionRetryDelay", "1000");
  }

  /** The options of a bounded run. */
  public static Arguments bounded(Arguments given) {
    return complete(given, BOUNDED);
  }

  /** The options of a stream. */
  public static Arguments stream(Arguments given) {
    return complete(given, STREAM);
  }

  /**
   * What a job of this pipeline is called: {@code assay-wealth}, which stands for its stream.
   *
   * @param what more there is to say of one that is bounded: what it does, and the run's number
   */
  public static String jobName(String pipeline, Object... what) {
    return Stream.concat(Stream.of("assay", pipeline), Stream.of(what).map(Object::toString))
        .collect(Collectors.joining("-"));
  }

  /** Makes the job known to whoever else wants to work on this lake. */
  public static void claim(PipelineOptions options, String cluster) {
    ClaimOptions claim = options.as(ClaimOptions.class);
    claim.setCluster(cluster);
    claim.setSubmission(UUID.randomUUID().toString());
  }

  /** A cluster knows its parallelism; an embedded Flink takes what the machine has. */
  private static Arguments complete(Arguments given, Map<String, String> some) {
    Arguments all = given.orElse(ALWAYS).orElse(some);
    boolean embedded = given.value("flinkMaster").filter(LOCAL::equals).isPresent();
    int cores = Runtime.getRuntime().availableProcessors();
    return embedded ? all.orElse(Map.of("parallelism", Integer.toString(cores))) : all;
  }
}
