package dev.assay.runners.flink;

import dev.assay.pipelines.Arguments;
import java.util.Map;

/**
 * How Flink is set up for a run. What the user gives wins, but for what would make a stream wrong.
 */
public final class FlinkLaunch {
  /** An embedded Flink, in this process. */
  public static final Map<String, String> EMBEDDED = Map.of("flinkMaster", "[local]");

  private static final Map<String, String> ALWAYS =
      Map.of(
          "runner", "FlinkRunner",
          // Elements are immutable: steps of one chain may share them.
          "objectReuse", "true");

  private static final Map<String, String> BOUNDED =
      // Without checkpoints no state is read while it changes: nothing needs a copy.
      Map.of("fasterCopy", "true");

  private static final Map<String, String> STREAM =
      Map.ofEntries(
          Map.entry("streaming", "true"),
          Map.entry("fasterCopy", "false"),
          Map.entry("checkpointingInterval", "10000"),
          Map.entry("checkpointingMode", "EXACTLY_ONCE"),
          // Beam's buffer of stable input takes this number for its slots, and needs a spare one
          // after a restore. With the pause, Flink begins a second checkpoint only beside one that
          // takes longer than the interval.
          Map.entry("numConcurrentCheckpoints", "2"),
          Map.entry("minPauseBetweenCheckpoints", "500"),
          // What a bundle puts out belongs to the checkpoint that its input belongs to.
          Map.entry("finishBundleBeforeCheckpointing", "true"),
          Map.entry("enableStableInputDrain", "true"),
          // A job that is cancelled can be started again from its last checkpoint.
          Map.entry("externalizedCheckpointsEnabled", "true"),
          Map.entry("retainExternalizedCheckpointsOnCancellation", "true"),
          // A bundle is a batch for the sinks: large, and yet soon there.
          Map.entry("maxBundleSize", "5000"),
          Map.entry("maxBundleTimeMills", "200"));

  private FlinkLaunch() {}

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

  /**
   * The options of a stream.
   *
   * @throws IllegalArgumentException when an option is given that makes a stream wrong
   */
  public static Arguments stream(Arguments given) {
    if (given.value("fasterCopy").filter(value -> !value.equals("false")).isPresent()) {
      throw new IllegalArgumentException(
          "--fasterCopy cannot be used in a stream: state would change inside checkpoints, and sums"
              + " be wrong after a restore. Leave it out");
    }
    return complete(given, STREAM);
  }

  /** A cluster knows its parallelism; an embedded Flink takes what the machine has. */
  private static Arguments complete(Arguments given, Map<String, String> some) {
    Arguments all = given.orElse(ALWAYS).orElse(some);
    boolean embedded = given.value("flinkMaster").equals(EMBEDDED.values().stream().findFirst());
    int cores = Runtime.getRuntime().availableProcessors();
    return embedded ? all.orElse(Map.of("parallelism", Integer.toString(cores))) : all;
  }
}
