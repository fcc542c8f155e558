package dev.assay.runners.cli;

import dev.assay.pipelines.ReferencePage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code assay describe}. */
@Command(
    name = "describe",
    description =
        "Prints the reference of a pipeline as Markdown: its inputs, tables, columns and rules.",
    mixinStandardHelpOptions = true)
final class DescribeCommand implements Callable<Integer> {
  @Mixin private FlowWord word;

  @Override
  public Integer call() {
    System.out.print(ReferencePage.of(word.flow()));
    return Assay.DONE;
  }
}
