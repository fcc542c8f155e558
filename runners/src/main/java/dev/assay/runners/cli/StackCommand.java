package dev.assay.runners.cli;

import dev.assay.runners.local.LocalStack;
import dev.assay.runners.local.Termination;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code assay stack}: what {@code assay up} leaves in the background. */
@Command(
    name = "stack",
    description = "Runs the local stack in the foreground, until it is told to end.",
    hidden = true,
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class StackCommand implements Callable<Integer>, Checked, InHome {
  @Mixin private StackOptions stack;
  @Mixin private HomeOptions home;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    List.of(stack, home).forEach(options -> problems.addAll(options.problems()));
    return problems;
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  @Override
  public Integer call() throws InterruptedException {
    CountDownLatch end = Termination.asked();
    try (LocalStack running =
        LocalStack.start(home.home(), stack.cluster(), stack.cdc(), StackCommand::say)) {
      running.watch(end);
    } catch (IOException | IllegalStateException e) {
      throw new CommandFailed(e.getMessage(), e);
    }
    return Assay.DONE;
  }

  private static void say(String line) {
    System.out.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + line);
  }
}
