package dev.assay.runners.cli;

import dev.assay.runners.local.LocalStack;
import dev.assay.runners.local.Stack;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code assay down}. */
@Command(
    name = "down",
    description = {
      "Ends what assay up started. Data, topics and checkpoints stay; jobs of Flink end, and their",
      "last checkpoints are in HOME/flink/checkpoints."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DownCommand implements Callable<Integer>, Checked, InHome {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

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
    Optional<Stack> stack = Stack.begun(home.home());
    Progress progress = Progress.of("Ending");
    boolean leftBehind;
    try {
      stack.ifPresent(each -> each.end(PATIENCE));
      leftBehind = LocalStack.endLeftBehind(home.home());
    } finally {
      progress.close();
    }
    System.out.println(
        stack.isPresent() || leftBehind
            ? "The local stack of " + home.home() + " has ended. Its data stays"
            : "No local stack runs in " + home.home());
    return Assay.DONE;
  }
}
