package dev.assay.runners.cli;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.InputException;
import dev.assay.pipelines.io.kafka.UnreadPartitions;
import dev.assay.runners.Program;
import dev.assay.runners.local.ClusterRefused;
import dev.assay.runners.local.ClusterUnavailable;
import dev.assay.runners.local.ConnectRefused;
import dev.assay.runners.local.ConnectRest;
import dev.assay.runners.local.ConnectRest.State;
import dev.assay.runners.local.ConnectRest.Status;
import dev.assay.runners.local.ConnectUnavailable;
import dev.assay.runners.local.FlinkRest;
import dev.assay.runners.local.FlinkRest.Failures;
import dev.assay.runners.local.FlinkRest.Job;
import dev.assay.runners.local.Stack;
import dev.assay.runners.local.Stack.ChangeCapture;
import dev.assay.runners.local.Stack.Service;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code assay status}. */
@Command(
    name = "status",
    description = {
      "Tells what runs of the local stack, and which jobs Flink has, how often they were restarted",
      "and why. Names partitions that no stream reads.",
      "Where changes are captured, also which connectors Kafka Connect has."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all of it is up", "1:it is not, or a connector has failed"})
final class StatusCommand implements Callable<Integer>, Checked, InHome {
  @Mixin private HomeOptions home;

  @Override
  public List<String> problems() {
    return home.problemsOfUse();
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  @Override
  public Integer call() {
    Path folder = home.home();
    Optional<Stack> stack = Stack.begun(folder);
    if (stack.isEmpty()) {
      System.out.println(
          "No local stack runs in " + folder + ". Start it with: " + Program.callHere("up"));
      return Assay.FAILED;
    }
    if (!stack.get().up()) {
      System.out.println(
          "The local stack of "
              + folder
              + " is starting; its log is "
              + folder.resolve("stack.log"));
      return Assay.FAILED;
    }
    boolean servicesAreUp = printServices(stack.get());
    boolean flinkAnswers = printJobs(stack.get());
    if (flinkAnswers) {
      printUnread(stack.get());
    }
    boolean connectorsWork =
        stack.get().changeCapture().map(StatusCommand::printConnectors).orElse(true);
    return servicesAreUp && flinkAnswers && connectorsWork ? Assay.DONE : Assay.FAILED;
  }

  private static boolean printServices(Stack stack) {
    TablePrinter table =
        new TablePrinter(
            System.out, List.of("service", "address", "for Prometheus", "pid", "state"));
    for (Service service : stack.services()) {
      table.row(
          List.of(
              service.name(),
              service.address(),
              service.metrics(),
              service.pid(),
              service.isAlive() ? "up" : "dead"));
    }
    table.end();
    return stack.services().stream().allMatch(Service::isAlive);
  }

  private static boolean printJobs(Stack stack) {
    System.out.println();
    try {
      FlinkRest flink = new FlinkRest(stack.flinkWeb());
      List<Job> jobs = flink.jobs();
      if (jobs.isEmpty()) {
        System.out.println("Flink has no jobs.");
      } else {
        printJobs(jobs, flink);
      }
      return true;
    } catch (ClusterUnavailable | ClusterRefused e) {
      System.out.println(e.getMessage());
      return false;
    }
  }

  /** A job that fails and is started again all the time is RUNNING whenever one looks. */
  private static void printJobs(List<Job> jobs, FlinkRest flink) {
    TablePrinter table =
        new TablePrinter(System.out, List.of("job", "name", "state", "restarts", "last failure"));
    List<String> reasons = new ArrayList<>();
    for (Job job : jobs) {
      Failures failures = flink.failures(job.id());
      boolean failed = failures.failedAt() != null;
      table.row(
          List.of(
              job.id(),
              job.name(),
              job.state(),
              BigDecimal.valueOf(failures.restarts()),
              failed ? failures.failedAt().toString() : ""));
      if (failed) {
        reasons.add(job.name() + " failed last for: " + failures.reason());
      }
    }
    table.end();
    reasons.forEach(System.out::println);
  }

  /** Of the group that streams have by default. */
  private static void printUnread(Stack stack) {
    try {
      Endpoint.Topic any = Endpoint.topics("kafka://" + stack.kafka() + "/any").get(0);
      UnreadPartitions.of(any)
          .forEach(
              (topic, partitions) ->
                  System.out.println(UnreadPartitions.sentence(topic, partitions)));
    } catch (InputException e) {
      System.out.println(e.getMessage());
    }
  }

  private static boolean printConnectors(ChangeCapture capture) {
    System.out.println();
    try {
      ConnectRest connect = new ConnectRest(capture.connect());
      List<Status> connectors =
          connect.connectors().stream().flatMap(name -> connect.status(name).stream()).toList();
      if (connectors.isEmpty()) {
        System.out.println("Kafka Connect has no connectors.");
        return true;
      }
      TablePrinter table =
          new TablePrinter(System.out, List.of("connector", "state", "tasks", "reason"));
      for (Status each : connectors) {
        table.row(
            List.of(
                each.name(),
                each.connector().state(),
                each.tasks().stream().map(State::state).collect(Collectors.joining(", ")),
                each.failure().map(State::reason).orElse("")));
      }
      table.end();
      return connectors.stream().allMatch(each -> each.failure().isEmpty());
    } catch (ConnectUnavailable | ConnectRefused e) {
      System.out.println(e.getMessage());
      return false;
    }
  }
}
