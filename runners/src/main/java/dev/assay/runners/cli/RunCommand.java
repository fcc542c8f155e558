package dev.assay.runners.cli;

import picocli.CommandLine.Command;

/** {@code assay run}: one command below it per pipeline. */
@Command(
    name = "run",
    description = "Runs a pipeline over input that was not taken before.",
    mixinStandardHelpOptions = true,
    subcommands = {RunWealth.class, RunInsights.class})
final class RunCommand {}
