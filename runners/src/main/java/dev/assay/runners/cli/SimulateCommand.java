package dev.assay.runners.cli;

import picocli.CommandLine.Command;

/** {@code assay simulate}: one command below it per kind of event. */
@Command(
    name = "simulate",
    description = "Writes simulated events, with faults in known number.",
    mixinStandardHelpOptions = true,
    subcommands = SimulateTrades.class)
final class SimulateCommand {}
