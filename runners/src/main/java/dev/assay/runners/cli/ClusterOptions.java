package dev.assay.runners.cli;

import dev.assay.runners.local.FlinkCluster;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say what the Flink cluster of the local stack is like. */
final class ClusterOptions implements Checked {
  @Option(
      names = "--task-managers",
      paramLabel = "N",
      description = "TaskManagers of Flink, with 2 slots and about 1.5 GB each. Default: 2.")
  private int taskManagers = FlinkCluster.DEFAULT.taskManagers();

  @Override
  public List<String> problems() {
    return taskManagers < 1
        ? List.of("--task-managers=" + taskManagers + " is less than 1")
        : List.of();
  }

  FlinkCluster cluster() {
    return FlinkCluster.DEFAULT.withTaskManagers(taskManagers);
  }

  /** The same, for another process. */
  List<String> arguments() {
    return List.of("--task-managers=" + taskManagers);
  }
}
