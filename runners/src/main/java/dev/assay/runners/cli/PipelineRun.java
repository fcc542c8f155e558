package dev.assay.runners.cli;

import dev.assay.pipelines.Arguments;
import dev.assay.pipelines.AskedRun;
import dev.assay.pipelines.Flow;
import dev.assay.pipelines.Preflight;
import dev.assay.pipelines.RunKind;
import dev.assay.pipelines.Settings;
import dev.assay.pipelines.StreamSettings;
import dev.assay.pipelines.io.jdbc.LakeWarehouse;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.pipelines.io.kafka.TopicCheck;
import dev.assay.runners.cli.RunLauncher.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;

/** A run that is done as it is asked for: a stream where it reads a topic, else over files. */
record PipelineRun(
    Flow pipeline,
    AskedRun run,
    HomeOptions home,
    WarehouseOptions warehouse,
    LaunchOptions launch) {

  /**
   * Does it with the warehouse open, shows where its results lie, and tells the exit code.
   *
   * @throws BadUsage with all that would keep it from being done
   */
  int call() {
    Preflight preflight =
        new Preflight(
            pipeline.toString(), lake(), run.files(), run.settings().kind() == RunKind.REBUILD);
    Optional<Warehouse> own = warehouse.own(lake());
    if (run.takesNoInput()) {
      refuse(HomeOptions.missingLake(lake()).stream().toList());
    }
    check(preflight, own);
    try (OpenWarehouse open = warehouse.open(home.home(), lake())) {
      if (own.isEmpty()) {
        refuse(preflight.ofWarehouse(open.warehouse()));
      }
      own.ifPresent(given -> LakeWarehouse.remember(lake(), given));
      int code = run.isStream() ? follow(open) : load(open, launch.options(home.home()));
      new RunSummary(pipeline, lake(), System.out).printPlaces(open);
      return code;
    }
  }

  private String lake() {
    return home.lake(run.settings().get(Settings.LAKE).orElse(null));
  }

  private static void check(Preflight preflight, Optional<Warehouse> own) {
    List<String> problems = new ArrayList<>(preflight.ofFiles());
    boolean isWorthWaiting = problems.isEmpty();
    own.ifPresent(
        given ->
            problems.addAll(
                isWorthWaiting
                    ? preflight.ofWarehouse(given)
                    : preflight.ofWarehouseAtOnce(given)));
    refuse(problems);
  }

  private static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new BadUsage(problems);
    }
  }

  private int load(OpenWarehouse open, PipelineOptions options) {
    Outcome outcome =
        new RunLauncher(pipeline, options, System.out::println)
            .launch(run.bounded(lake(), open.warehouse()));
    int code = new RunSummary(pipeline, lake(), System.out).print(outcome);
    return code == Assay.DONE
        ? new RefusedInputs(pipeline, lake()).print(outcome, System.out)
        : code;
  }

  /**
   * Files first, in a run of their own in this process: a stream knows the rows that silver holds.
   */
  private int follow(OpenWarehouse open) {
    run.topics().forEach(TopicCheck::check);
    Optional<String> savepoint = run.settings().savepoint();
    if (savepoint.isPresent()) {
      run.loadedBefore()
          .map(words -> Character.toUpperCase(words.charAt(0)) + words.substring(1))
          .ifPresent(what -> System.out.println(what + " are those that the saved state knows."));
    } else if (!run.files().isEmpty()) {
      int code = load(open, RunnerChoice.DIRECT.options(new Arguments(List.of())));
      if (code != Assay.DONE) {
        return code;
      }
    }
    StreamSettings settings = run.stream(lake(), open.warehouse());
    StreamLauncher launcher =
        new StreamLauncher(
            pipeline, launch.streamOptions(home.home(), savepoint), System.out::println);
    launch
        .cluster()
        .ifPresentOrElse(master -> launcher.submit(settings, master), () -> launcher.run(settings));
    return Assay.DONE;
  }
}
