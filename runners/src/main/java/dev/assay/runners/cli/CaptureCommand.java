package dev.assay.runners.cli;

import dev.assay.pipelines.flows.Insights;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.InputException;
import dev.assay.pipelines.io.kafka.TopicCheck;
import dev.assay.runners.Program;
import dev.assay.runners.local.Stack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code assay capture}. */
@Command(
    name = "capture",
    description = {
      "Registers Debezium's connector for the bank's tables on a local stack with change data",
      "capture, and waits until it runs and its topics are there. A second time starts a connector",
      "again that has failed, and otherwise changes nothing."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CaptureCommand implements Callable<Integer>, Checked, InHome {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

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
  public Integer call() throws IOException {
    System.out.println("Topics: " + topics(home.home()));
    return Assay.DONE;
  }

  /**
   * Registers the connector.
   *
   * @return the topics of the tables, as {@code run insights --changes} takes them
   */
  static String topics(Path home) throws IOException {
    Stack stack =
        Stack.of(home)
            .filter(running -> running.changeCapture().isPresent())
            .orElseThrow(
                () ->
                    new CommandFailed(
                        "No local stack with change data capture runs in "
                            + home
                            + ". Start it with: "
                            + Program.callHere("up --cdc")));
    stack.changeCapture().orElseThrow().bank().register(PATIENCE);
    String topics =
        Insights.BANK.stream()
            .map(table -> "bank.public." + table.name())
            .collect(Collectors.joining(",", "kafka://" + stack.kafka() + "/", ""));
    await(topics);
    return topics;
  }

  /** They are there when Debezium has sent something of every table. */
  private static void await(String topics) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        Endpoint.topics(topics).forEach(TopicCheck::check);
        return;
      } catch (InputException notYet) {
        if (System.nanoTime() > end) {
          throw new CommandFailed(
              notYet.getMessage()
                  + " A topic is there when its table has had a row. To make some: "
                  + Program.call("simulate banking-day"),
              notYet);
        }
        sleep();
      }
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("Interrupted", e);
    }
  }
}
