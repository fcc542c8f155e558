package dev.assay.runners.cli;

import dev.assay.pipelines.RunKind;
import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.AuditTables;
import dev.assay.pipelines.io.kafka.TopicEnd;
import dev.assay.pipelines.io.kafka.UnreadPartitions;
import dev.assay.runners.Program;
import dev.assay.runners.flink.FlinkLaunch;
import dev.assay.runners.local.FlinkRest;
import dev.assay.runners.local.FlinkRest.Job;
import dev.assay.runners.local.Stack;
import java.net.URI;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay stop}. */
@Command(
    name = "stop",
    description = {
      "Stops the stream of a pipeline on a Flink cluster, with a savepoint to go on from. Without",
      "the savepoint, the same run command goes on from the offsets in the lake.",
      "Cancels bounded runs of it there, too; the same run command does what they leave."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class StopCommand implements Callable<Integer>, Checked, InHome {
  @Mixin private FlowWord pipeline;

  @Option(
      names = "--drain",
      paramLabel = "TOPIC",
      description = {
        "First wait until all that kafka://HOST:PORT/TOPIC,TOPIC holds by now is published "
            + "in lake and warehouse, and the lake's gold has followed."
      })
  private String drain;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long --drain waits before it gives up. Default: 300.")
  private int wait = 300;

  @Option(
      names = {"--flink-master", "--flinkMaster"},
      paramLabel = "HOST:PORT",
      description = "The Flink cluster. Default: that of the home's local stack.")
  private String flinkMaster;

  @Mixin private WarehouseOptions warehouse;
  @Mixin private HomeOptions home;

  @Override
  public List<String> problems() {
    List<String> problems =
        new ArrayList<>(flinkMaster == null ? home.problemsOfUse() : home.problems());
    boolean reads = drain != null && problems.isEmpty();
    problems.addAll(reads ? warehouse.problemsOfReading(home, null) : warehouse.problems());
    if (drain != null) {
      Checked.tryOut(problems, "--drain", () -> Endpoint.topics(drain));
    }
    problems.addAll(LaunchOptions.problemsOf(flinkMaster));
    return problems;
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  @Override
  public Integer call() {
    FlinkRest cluster = new FlinkRest(web());
    List<Job> running = cluster.jobs().stream().filter(job -> !job.hasEnded()).toList();
    List<Job> streams = running.stream().filter(this::isStream).toList();
    List<Job> bounded = running.stream().filter(this::isBounded).toList();
    if (streams.isEmpty() && (bounded.isEmpty() || drain != null)) {
      throw new CommandFailed(
          "No stream of "
              + pipeline.flow()
              + " runs on the cluster at "
              + web()
              + (bounded.isEmpty() ? ", and no bounded run of it" : ". --drain is for streams"));
    }
    if (drain != null) {
      awaitPublished();
    }
    for (Job job : bounded) {
      cluster.cancel(job.id());
      System.out.println("Cancelled " + job.name() + ", job " + job.id());
      System.out.println(
          "The same run command finishes what it has begun to publish, or does it again");
    }
    for (Job job : streams) {
      String savepoint = cluster.stop(job.id());
      System.out.println("Stopped " + job.name() + ", job " + job.id());
      System.out.println("Go on with the same run command and --from=" + savepoint);
    }
    return Assay.DONE;
  }

  private boolean isStream(Job job) {
    return job.name().equals(StreamLauncher.jobName(pipeline.flow()));
  }

  /** As it was submitted here, with the run's number, or with the job jar, which knows none. */
  private boolean isBounded(Job job) {
    return Stream.of(RunKind.values())
        .map(kind -> FlinkLaunch.jobName(pipeline.flow().name(), kind.text()))
        .anyMatch(name -> job.name().equals(name) || job.name().startsWith(name + "-"));
  }

  private void awaitPublished() {
    Map<String, Long> ends = new HashMap<>();
    List<String> unread = new ArrayList<>();
    for (Endpoint.Topic topic : Endpoint.topics(drain)) {
      ends.putAll(TopicEnd.of(topic));
      Set<Integer> partitions = UnreadPartitions.of(topic).getOrDefault(topic.topic(), Set.of());
      if (!partitions.isEmpty()) {
        unread.add(UnreadPartitions.sentence(topic.topic(), partitions));
      }
    }
    unread.forEach(System.out::println);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(wait);
    try (OpenWarehouse open = warehouse.openToRead(home.home(), home.lake(null))) {
      AuditTables books = new AuditTables(open.warehouse());
      String told = "";
      Ledger ledger = Ledger.of(home.lake(null), pipeline.flow().name());
      for (String missing = missing(ends, books, ledger);
          !missing.isEmpty();
          missing = missing(ends, books, ledger)) {
        if (System.nanoTime() > end) {
          throw new CommandFailed(
              "Not all of "
                  + drain
                  + " was published within "
                  + wait
                  + " s, and the stream goes on. It waits for "
                  + missing
                  + ". See with "
                  + Program.callHere("status")
                  + " whether it fails or is slow, and give it more time with --wait=SECONDS"
                  + (unread.isEmpty() ? "" : ". " + String.join(". ", unread)));
        }
        if (!missing.equals(told)) {
          System.out.println("Waiting for " + missing);
          told = missing;
        }
        Thread.sleep(500);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("Interrupted. The stream goes on");
    }
  }

  /** What is not published yet; empty when all is. */
  private String missing(Map<String, Long> ends, AuditTables books, Ledger ledger) {
    String unpublished = missing(ends, books);
    return unpublished.isEmpty() ? lakeGold(ledger.behindStream()) : unpublished;
  }

  /** Lake's gold follows some time after all that it is made of. */
  private static String lakeGold(Set<LocalDate> behind) {
    return behind.isEmpty()
        ? ""
        : "the lake's gold of %s%s"
            .formatted(
                behind.stream().min(Comparator.naturalOrder()).orElseThrow(),
                behind.size() == 1 ? "" : " and " + Numbers.count(behind.size() - 1, "more day"));
  }

  /** By partition; empty when all is published. */
  private String missing(Map<String, Long> ends, AuditTables books) {
    Map<String, Long> offsets = books.offsets(pipeline.flow().name());
    return ends.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .filter(each -> offsets.getOrDefault(each.getKey(), 0L) < each.getValue())
        .map(
            each ->
                each.getKey()
                    + " (published up to offset "
                    + offsets.getOrDefault(each.getKey(), 0L)
                    + " of "
                    + each.getValue()
                    + ")")
        .collect(Collectors.joining(", "));
  }

  private URI web() {
    return flinkMaster != null
        ? URI.create("http://" + flinkMaster)
        : Stack.of(home.home())
            .map(Stack::flinkWeb)
            .orElseThrow(
                () ->
                    new CommandFailed(
                        "No local stack runs in "
                            + home.home()
                            + ". Give the cluster with --flink-master=HOST:PORT"));
  }
}
