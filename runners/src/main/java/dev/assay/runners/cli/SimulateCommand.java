package dev.assay.runners.cli;

import picocli.CommandLine.Command;

/** {@code assay simulate}: one command below it per kind of event. */
@Command(
    name = "simulate",
    description =
        "Writes simulated events: trades with faults in known number, or a bank's transactions.",
    mixinStandardHelpOptions = true,
    subcommands = {SimulateTrades.class, SimulateBankingDay.class})
final class SimulateCommand {}
