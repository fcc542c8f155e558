package dev.assay.runners.flink;

import java.util.Map;

/** How Flink is set up for a bounded run. */
public final class FlinkLaunch {
  private FlinkLaunch() {}

  /**
   * Beam options, by name. That elements are shared and not copied is safe here: they are immutable
   * records, and a bounded run has no checkpoints.
   */
  public static Map<String, String> options(int cores) {
    return Map.of(
        "runner", "FlinkRunner",
        "flinkMaster", "[local]",
        "parallelism", Integer.toString(cores),
        "objectReuse", "true",
        "fasterCopy", "true");
  }
}
