package dev.assay.runners.cli;

import dev.assay.pipelines.RunSettings;
import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.cli.RunLauncher.Outcome;
import dev.assay.schemas.ControlTotal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay quarantine replay}. */
@Command(
    name = "replay",
    description = {
      "Tries quarantined payloads again, for instance when the customers that they name have",
      "arrived. What is good now leaves quarantine."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class QuarantineReplay implements Callable<Integer>, Checked, InHome {
  @Option(names = "--dry-run", description = "Tell what would become valid, and change nothing.")
  private boolean dryRun;

  @Mixin private LakeOption lake;
  @Mixin private QuarantineOptions picked;
  @Mixin private WarehouseOptions warehouse;
  @Mixin private HomeOptions home;
  @Mixin private LaunchOptions launch;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    problems.addAll(lake.problems());
    problems.addAll(
        problems.isEmpty()
            ? warehouse.problemsOfReading(home, lake.maybeGiven())
            : warehouse.problems());
    List.of(picked, home, launch).forEach(options -> problems.addAll(options.problems()));
    return problems;
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  @Override
  public Integer call() {
    RunLauncher launcher =
        new RunLauncher(picked.pipeline(), launch.options(home.home()), System.out::println);
    QuarantineCounts before = count();
    if (before.rows() == 0) {
      System.out.println("Nothing to look at: no payload in quarantine is picked.");
      return Assay.DONE;
    }
    try (OpenWarehouse open = warehouse.open(home.home(), home.lake(lake.maybeGiven()))) {
      return print(before.rows(), launcher.launch(settings(open.warehouse())));
    }
  }

  private QuarantineCounts count() {
    QuarantineCounts counts = new QuarantineCounts();
    picked.read(home.lake(lake.maybeGiven()), picked.pipeline().silver(), counts::add);
    return counts;
  }

  private RunSettings settings(Warehouse target) {
    return RunSettings.of(picked.pipeline().toString(), home.lake(lake.maybeGiven()), target)
        .withReplay(picked.filter(), dryRun)
        .withShards(launch.shards());
  }

  private int print(long lookedAt, Outcome outcome) {
    if (outcome.submitted()) {
      return Assay.DONE;
    }
    RunReport report = outcome.report().orElseThrow();
    if (!report.reconciles() || !report.refusals().isEmpty()) {
      return new RunSummary(picked.pipeline(), home.lake(lake.maybeGiven()), System.out)
          .print(outcome);
    }
    long valid = report.rows(ControlTotal.VALID);
    long duplicate = report.rows(ControlTotal.DUPLICATE);
    System.out.println(
        "Looked at "
            + Numbers.count(lookedAt, "payload")
            + " in quarantine: "
            + Numbers.rows(valid)
            + (dryRun ? " would become" : " became")
            + " valid, "
            + Numbers.rows(duplicate)
            + (dryRun ? " would turn" : " turned")
            + (duplicate == 1 ? " out as a duplicate, " : " out as duplicates, ")
            + Numbers.rows(lookedAt - valid - duplicate)
            + " "
            + (dryRun ? "would stay." : "stayed."));
    if (dryRun) {
      System.out.println("Nothing was changed.");
    }
    return Assay.DONE;
  }
}
