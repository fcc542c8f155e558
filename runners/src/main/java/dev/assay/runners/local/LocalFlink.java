package dev.assay.runners.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A Flink session cluster in processes of its own: one JobManager and some TaskManagers. Its folder
 * keeps checkpoints, savepoints, logs and ports. What dies stays dead until it is started again.
 */
public final class LocalFlink implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(150);
  private static final String JOB_MANAGER = "jobmanager";
  private static final String TASK_MANAGER = "taskmanager-";

  private final Path folder;
  private final HomeLock lock;
  private final FlinkCommand command;
  private final KeptPorts ports;
  private final URI web;
  private final Map<String, ServerProcess> processes = new TreeMap<>();

  private LocalFlink(Path folder, HomeLock lock, FlinkCluster cluster) throws IOException {
    this.folder = folder;
    this.lock = lock;
    ServerProcess.endPredecessors(folder);
    this.ports = KeptPorts.in(folder);
    this.web = URI.create("http://127.0.0.1:" + ports.free("rest"));
    this.command = FlinkCommand.configure(folder, cluster, ports);
  }

  /**
   * Starts the cluster, and waits until all TaskManagers have joined it. Processes that an earlier,
   * killed process left behind are stopped first.
   *
   * @throws IllegalStateException when another live process uses the folder
   * @throws IOException when it does not start; the message names the log
   */
  public static LocalFlink start(Path folder, FlinkCluster cluster) throws IOException {
    Path home = Files.createDirectories(folder).toRealPath();
    HomeLock lock = HomeLock.take(home.resolve("lock"));
    LocalFlink flink = null;
    try {
      flink = new LocalFlink(home, lock, cluster);
      flink.start(JOB_MANAGER);
      for (int i = 0; i < cluster.taskManagers(); i++) {
        flink.startTaskManager();
      }
      flink.awaitTaskManagers();
      return flink;
    } catch (IOException | RuntimeException e) {
      if (flink == null) {
        lock.close();
      } else {
        flink.close();
      }
      throw e;
    }
  }

  /** Its REST interface and web page. */
  public URI web() {
    return web;
  }

  /** What Beam takes as {@code --flinkMaster}: {@code 127.0.0.1:PORT}. */
  public String master() {
    return web.getAuthority();
  }

  /**
   * The folder of its settings, which Beam takes as {@code --flinkConfDir}: some of them, such as
   * what becomes of checkpoints, are the business of whoever submits a job.
   */
  public Path conf() {
    return command.conf();
  }

  public FlinkRest rest() {
    return new FlinkRest(web);
  }

  public synchronized ProcessHandle jobManager() {
    return processes.get(JOB_MANAGER).handle();
  }

  /** Those that live. */
  public synchronized List<ProcessHandle> taskManagers() {
    return living().filter(each -> isTaskManager(each)).map(ServerProcess::handle).toList();
  }

  /** Where the processes that live give their figures to Prometheus: {@code 127.0.0.1:PORT}. */
  public synchronized List<String> metrics() {
    return living().map(this::metrics).toList();
  }

  private String metrics(ServerProcess process) {
    return "127.0.0.1:" + ports.known(FlinkCommand.metrics(process.name()));
  }

  /** The processes that live, as the stack tells of them. */
  synchronized List<Stack.Service> services() {
    return living()
        .map(
            each ->
                new Stack.Service(
                    "flink " + each.name(),
                    isTaskManager(each) ? "" : web.toString(),
                    metrics(each),
                    each.handle().pid()))
        .toList();
  }

  private Stream<ServerProcess> living() {
    return processes.values().stream().filter(ServerProcess::isAlive);
  }

  private static boolean isTaskManager(ServerProcess process) {
    return process.name().startsWith(TASK_MANAGER);
  }

  /**
   * Starts the JobManager again, on the same ports, and waits until it answers. It knows nothing of
   * the jobs of the one before; the TaskManagers come back to it by themselves.
   */
  public synchronized ProcessHandle startJobManager() throws IOException {
    ServerProcess started = start(JOB_MANAGER);
    started.await(START, () -> answers().isPresent());
    return started.handle();
  }

  /** Starts one TaskManager more, in the place of a dead one if there is one. Does not wait. */
  public synchronized ProcessHandle startTaskManager() throws IOException {
    int number = 1;
    while (lives(TASK_MANAGER + number)) {
      number++;
    }
    return start(TASK_MANAGER + number).handle();
  }

  private boolean lives(String name) {
    ServerProcess process = processes.get(name);
    return process != null && process.isAlive();
  }

  private synchronized ServerProcess start(String name) throws IOException {
    ServerProcess process = ServerProcess.start(folder, name, command.of(name));
    processes.put(name, process);
    return process;
  }

  /**
   * Waits until the cluster has as many TaskManagers as live here, with all their slots.
   *
   * @throws IOException when a process ends meanwhile, or it takes too long
   */
  public void awaitTaskManagers() throws IOException {
    for (ServerProcess process : List.copyOf(processes.values())) {
      process.await(START, () -> answers().filter(this::isWhole).isPresent());
    }
  }

  /** A TaskManager is counted shortly before its slots are. */
  private boolean isWhole(FlinkRest.Overview overview) {
    int running = taskManagers().size();
    return overview.taskManagers() == running
        && overview.slots() == running * command.cluster().slots();
  }

  private Optional<FlinkRest.Overview> answers() {
    try {
      return Optional.of(rest().overview());
    } catch (ClusterUnavailable | ClusterRefused starting) {
      return Optional.empty();
    }
  }

  /**
   * Flink's own command line of this cluster's version, as {@code flink run ...}.
   *
   * @return the process, which writes to what the builder is told
   */
  public ProcessBuilder client(String... arguments) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    all.addAll(command.client(List.of(arguments)));
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.environment().put("FLINK_CONF_DIR", conf().toString());
    return builder;
  }

  @Override
  public synchronized void close() throws IOException {
    try (lock) {
      processes.values().forEach(ServerProcess::ask);
      processes.values().forEach(ServerProcess::stop);
    }
  }
}
