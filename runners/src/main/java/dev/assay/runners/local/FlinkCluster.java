package dev.assay.runners.local;

/**
 * What a local Flink cluster is like. Memory is in MB; a process takes up to about 500 MB more than
 * its heap, and a TaskManager its managed memory as well, in which bounded runs sort, each grouping
 * in a part of its own, and {@code rocksdb} keeps state.
 */
public record FlinkCluster(
    Line line,
    int taskManagers,
    int slots,
    int jobManagerHeap,
    int taskHeap,
    int managed,
    StateBackend stateBackend) {

  /** Two TaskManagers with two slots each, of about 1.5 GB. */
  public static final FlinkCluster DEFAULT =
      new FlinkCluster(Line.V1_19, 2, 2, 384, 512, 128, StateBackend.HASHMAP);

  /** A line of Flink's releases. */
  public enum Line {
    V1_18("flink-1.18"),
    V1_19("flink-1.19");

    private final String module;

    Line(String module) {
      this.module = module;
    }

    /** The module that gathers its programs. */
    String module() {
      return module;
    }
  }

  /** Where a job's state lives between checkpoints: in the heap, or on disk. */
  public enum StateBackend {
    HASHMAP,
    ROCKSDB
  }

  public FlinkCluster withLine(Line other) {
    return new FlinkCluster(
        other, taskManagers, slots, jobManagerHeap, taskHeap, managed, stateBackend);
  }

  public FlinkCluster withTaskManagers(int number) {
    return new FlinkCluster(line, number, slots, jobManagerHeap, taskHeap, managed, stateBackend);
  }

  /** With so much heap for tasks in each TaskManager. */
  public FlinkCluster withTaskHeap(int megabytes) {
    return new FlinkCluster(
        line, taskManagers, slots, jobManagerHeap, megabytes, managed, stateBackend);
  }

  /** With state on disk, and so much memory for it in each TaskManager. */
  public FlinkCluster withRocksDb(int megabytes) {
    return new FlinkCluster(
        line, taskManagers, slots, jobManagerHeap, taskHeap, megabytes, StateBackend.ROCKSDB);
  }
}
