package dev.assay.runners.cli;

import dev.assay.runners.Program;
import dev.assay.runners.local.DiskSpace;
import dev.assay.runners.local.Installation;
import dev.assay.runners.local.Stack;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code assay up}. */
@Command(
    name = "up",
    description = {
      "Starts Kafka, PostgreSQL and a Flink cluster in the background, with their data in the home.",
      "All listen on this machine only. Commands with the same home use this PostgreSQL."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class UpCommand implements Callable<Integer>, Checked, InHome {
  private static final int STACK_MEGABYTES = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  @Mixin private StackOptions options;
  @Mixin private HomeOptions home;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    List.of(options, home).forEach(each -> problems.addAll(each.problems()));
    return problems;
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  @Override
  public Integer call() throws IOException {
    Optional<Stack> running = Stack.begun(home.home());
    if (running.isPresent()) {
      System.out.println("The local stack of " + home.home() + " runs already");
      Stack stack = running.filter(Stack::up).orElseGet(() -> await(running.get()));
      print(stack);
      if (options.cdc() && stack.changeCapture().isEmpty()) {
        throw new CommandFailed(
            "It runs without change data capture. End it with: %s; then start it with: %s"
                .formatted(Program.callHere("down"), Program.callHere("up --cdc")));
      }
      return Assay.DONE;
    }
    prepare();
    System.out.println(
        "Starting PostgreSQL, Kafka%s and Flink in %s"
            .formatted(options.cdc() ? ", Kafka Connect" : "", home.home()));
    DiskSpace.require(home.home(), STACK_MEGABYTES, "the local stack");
    BackgroundStack background = BackgroundStack.start(home.home(), options.arguments());
    Progress progress = Progress.of("Starting");
    try {
      background.await(PATIENCE);
    } finally {
      progress.close();
    }
    print(Stack.of(home.home()).orElseThrow(background::failed));
    return Assay.DONE;
  }

  private void prepare() {
    try {
      Installation.prepare(options.cluster(), options.cdc());
    } catch (IOException e) {
      throw new CommandFailed(e.getMessage(), e);
    }
  }

  private Stack await(Stack starting) {
    BackgroundStack.of(home.home(), starting).await(PATIENCE);
    return Stack.of(home.home())
        .orElseThrow(() -> new CommandFailed("It has ended meanwhile. Try again"));
  }

  private void print(Stack stack) {
    List<String> metrics =
        stack.services().stream().map(Stack.Service::metrics).filter(m -> !m.isEmpty()).toList();
    System.out.println();
    System.out.println("Kafka           " + stack.kafka());
    System.out.println("PostgreSQL      " + stack.jdbcUrl());
    stack
        .changeCapture()
        .ifPresent(
            capture -> {
              System.out.println("Kafka Connect   " + capture.connect());
              System.out.println("Source database " + capture.jdbcUrl());
            });
    System.out.println("Flink           " + stack.flinkMaster());
    System.out.println("Flink web page  " + stack.flinkWeb());
    System.out.println("For Prometheus  " + String.join(", ", metrics));
    System.out.println();
    System.out.println("End it with: " + Program.callHere("down"));
  }
}
