package dev.assay.runners.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code assay completion}. */
@Command(
    name = "completion",
    description = {
      "Prints what makes a shell complete commands and options.",
      "For bash: source <(assay completion bash). For zsh: source <(assay completion zsh)."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CompletionCommand implements Callable<Integer> {
  /** The shells that take it; one script serves both. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(arity = "1", paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell;

  @Override
  public Integer call() {
    System.out.print(AutoComplete.bash("assay", Assay.commandLine()));
    return Assay.DONE;
  }
}
