package dev.assay.runners.cli;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.Flows;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code assay run}: one command below it per pipeline. */
@Command(
    name = "run",
    description = "Runs a pipeline over input that was not taken before.",
    mixinStandardHelpOptions = true)
final class RunCommand {

  /** Gives the command a word for every pipeline. */
  static void complete(CommandLine run) {
    for (Flow pipeline : Flows.all()) {
      run.addSubcommand(pipeline.toString(), RunPipeline.of(pipeline));
    }
  }
}
