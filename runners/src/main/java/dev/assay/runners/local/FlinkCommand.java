package dev.assay.runners.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a process of a local Flink cluster is started; its settings lie beside it. */
record FlinkCommand(FlinkCluster cluster, Path conf, KeptPorts ports) {
  private static final String PACKAGE = "org.apache.flink.runtime.";

  /** Writes the settings; files of an earlier cluster that nothing needs any more are removed. */
  static FlinkCommand configure(Path folder, FlinkCluster cluster, KeptPorts ports)
      throws IOException {
    Path temporary = folder.resolve("tmp");
    FileTree.delete(temporary);
    Files.createDirectories(temporary);
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Template.of("flink-conf.yaml")
        .with("RPC_PORT", ports.free("rpc"))
        .with("REST_PORT", ports.free("rest"))
        .with("FOLDER", folder.toUri())
        .with("TEMPORARY", temporary)
        .with("SLOTS", cluster.slots())
        .with("STATE_BACKEND", cluster.stateBackend().name().toLowerCase(Locale.ROOT))
        .with("JOB_MANAGER_HEAP", cluster.jobManagerHeap())
        .with("TASK_HEAP", cluster.taskHeap())
        .with("MANAGED", cluster.managed())
        .write(conf.resolve("flink-conf.yaml"));
    Template.of("flink-log4j.properties").write(conf.resolve("log4j.properties"));
    return new FlinkCommand(cluster, conf, ports);
  }

  /** The name of the port of a process for Prometheus. */
  static String metrics(String process) {
    return process + "-metrics";
  }

  /** Arguments of {@code java} for the process by this name. */
  List<String> of(String name) throws IOException {
    boolean isJobManager = name.equals("jobmanager");
    List<String> arguments =
        new ArrayList<>(isJobManager ? jobManagerMemory() : taskManagerMemory());
    arguments.addAll(
        List.of(
            "-XX:+ExitOnOutOfMemoryError",
            Installation.flags(),
            Installation.flinkFlags(),
            "-Dlog4j.configurationFile=" + conf.resolve("log4j.properties"),
            "-cp",
            Installation.classPath(cluster.line().module()),
            PACKAGE
                + (isJobManager
                    ? "entrypoint.StandaloneSessionClusterEntrypoint"
                    : "taskexecutor.TaskManagerRunner"),
            "--configDir",
            conf.toString(),
            "-Dmetrics.reporter.prom.port=" + ports.free(metrics(name))));
    if (!isJobManager) {
      // The same name at every start: one started anew takes the place of the one that died.
      arguments.add("-Dtaskmanager.resource-id=" + name);
    }
    return arguments;
  }

  /** Arguments of {@code java} for Flink's own command line. */
  List<String> client(List<String> arguments) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                Installation.flags(),
                Installation.flinkFlags(),
                "-Dlog4j.configurationFile=" + conf.resolve("log4j.properties"),
                "-cp",
                Installation.classPath(cluster.line().module()),
                "org.apache.flink.client.cli.CliFrontend"));
    all.addAll(arguments);
    return all;
  }

  private List<String> jobManagerMemory() {
    return List.of(
        "-Xmx" + cluster.jobManagerHeap() + "m",
        "-XX:MaxMetaspaceSize=384m",
        "-XX:MaxDirectMemorySize=128m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1");
  }

  /** The sums of what the settings state. */
  private List<String> taskManagerMemory() {
    return List.of(
        "-Xmx" + (128 + cluster.taskHeap()) + "m",
        "-XX:MaxMetaspaceSize=768m",
        "-XX:MaxDirectMemorySize=256m",
        "-XX:+UseSerialGC");
  }
}
