package dev.assay.runners.cli;

import picocli.CommandLine.Command;

/** {@code assay quarantine}. */
@Command(
    name = "quarantine",
    description = "Shows payloads that could not become rows, and tries them again.",
    mixinStandardHelpOptions = true,
    subcommands = {QuarantineList.class, QuarantineReplay.class})
final class QuarantineCommand {}
