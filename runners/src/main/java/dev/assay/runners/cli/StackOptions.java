package dev.assay.runners.cli;

import dev.assay.runners.local.FlinkCluster;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say what the local stack is like. */
final class StackOptions implements Checked {
  /** Memory of RocksDB in each TaskManager: its caches, and what is not on disk yet. */
  private static final int ROCKSDB_MEGABYTES = 256;

  @Option(
      names = "--task-managers",
      paramLabel = "N",
      description = "TaskManagers of Flink, with 2 slots and about 1.5 GB each. Default: 2.")
  private int taskManagers = FlinkCluster.DEFAULT.taskManagers();

  @Option(
      names = "--state-backend",
      paramLabel = "NAME",
      description =
          "Where a job keeps its state: in memory (hashmap), or on disk (rocksdb), for more than"
              + " memory can take. Default: hashmap.")
  private FlinkCluster.StateBackend stateBackend = FlinkCluster.DEFAULT.stateBackend();

  @Option(
      names = "--cdc",
      description =
          "Also starts Kafka Connect with Debezium, and captures the changes of source tables in a"
              + " database of this PostgreSQL. Takes about 0.5 GB.")
  private boolean cdc;

  @Override
  public List<String> problems() {
    return taskManagers < 1
        ? List.of("--task-managers=" + taskManagers + " is less than 1")
        : List.of();
  }

  FlinkCluster cluster() {
    FlinkCluster cluster = FlinkCluster.DEFAULT.withTaskManagers(taskManagers);
    return stateBackend == FlinkCluster.StateBackend.ROCKSDB
        ? cluster.withRocksDb(ROCKSDB_MEGABYTES)
        : cluster;
  }

  /** Whether changes of source tables are captured. */
  boolean cdc() {
    return cdc;
  }

  /** The same, for another process. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("--task-managers=" + taskManagers));
    arguments.add("--state-backend=" + stateBackend);
    if (cdc) {
      arguments.add("--cdc");
    }
    return arguments;
  }
}
