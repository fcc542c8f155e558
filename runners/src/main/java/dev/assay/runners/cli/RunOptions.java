package dev.assay.runners.cli;

import dev.assay.pipelines.Arguments;
import dev.assay.pipelines.KnownPipeline;
import dev.assay.pipelines.Preflight;
import dev.assay.pipelines.QuarantineLimit;
import dev.assay.pipelines.RunKind;
import dev.assay.pipelines.RunSettings;
import dev.assay.pipelines.StreamSettings;
import dev.assay.pipelines.StreamStart;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.LakeWarehouse;
import dev.assay.pipelines.io.Warehouse;
import dev.assay.runners.cli.RunLauncher.Outcome;
import dev.assay.transforms.Lateness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every {@code assay run} can be told, beside its input, and how it is then run. */
final class RunOptions implements Checked {
  @Option(
      names = "--lake",
      paramLabel = "URI",
      description = "Folder of the lake. Default: HOME/lake.")
  private String lake;

  @Option(
      names = "--rebuild",
      description = "Make silver and gold anew from bronze. Takes no input.")
  private boolean rebuild;

  @Option(
      names = "--settle",
      description =
          "Bring the lake's gold up to date with what a stream has written to silver. Takes no"
              + " input.")
  private boolean settle;

  @Option(
      names = "--from",
      paramLabel = "START",
      description = {
        "Where to begin in a topic. offsets: behind what the lake holds; earliest: at the topic's "
            + "beginning; or the path of a savepoint or checkpoint. Default: offsets."
      })
  private String from;

  @Option(
      names = "--gold-interval",
      paramLabel = "SECONDS",
      description = "How long a change of gold may wait, of a topic. Default: 2.")
  private Integer goldInterval;

  @Option(
      names = "--max-quarantined",
      paramLabel = "LIMIT",
      description =
          "How many payloads a run over files may refuse: a share of those it reads (1%%), or a"
              + " number. Beyond it, it publishes nothing and ends with 3. Default: as many as it"
              + " must.")
  private String maxQuarantined;

  @Mixin private WarehouseOptions warehouse;
  @Mixin private HomeOptions home;
  @Mixin private LaunchOptions launch;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (lake != null) {
      Checked.tryOut(problems, "--lake", () -> Endpoint.files(lake));
    }
    if (goldInterval != null && goldInterval < 1) {
      problems.add("--gold-interval=" + goldInterval + " is less than 1 second");
    }
    if (maxQuarantined != null) {
      Checked.tryOut(problems, "--max-quarantined", () -> new QuarantineLimit(maxQuarantined));
    }
    List.of(warehouse, home, launch).forEach(options -> problems.addAll(options.problems()));
    return problems;
  }

  /** What is wrong with a run over a topic, given by this option. */
  List<String> streamProblems(String option) {
    List<String> problems = new ArrayList<>(launch.streamProblems());
    if (takesNoInput()) {
      problems.add("--rebuild and --settle take no input: leave out " + option);
    }
    if (maxQuarantined != null) {
      problems.add("--max-quarantined is not for a topic: a stream has no end at which to count");
    }
    return problems;
  }

  /** What is wrong with a run that reads no topic. */
  List<String> boundedProblems(String option) {
    return from == null && goldInterval == null
        ? List.of()
        : List.of(
            "--from and --gold-interval are for a topic: " + option + "=kafka://HOST:PORT/TOPIC");
  }

  boolean takesNoInput() {
    return rebuild || settle;
  }

  HomeOptions home() {
    return home;
  }

  /**
   * Does the work with the warehouse open, and shows where its results lie.
   *
   * @param inputs the files that it reads
   * @throws BadUsage with all that would keep it from being done
   */
  int with(KnownPipeline pipeline, Map<String, Endpoint.Files> inputs, Work work) {
    String there = home.lake(lake);
    Preflight preflight =
        new Preflight(pipeline.toString(), there, takesNoInput() ? Map.of() : inputs, rebuild);
    Optional<Warehouse> own = warehouse.own(there);
    if (takesNoInput()) {
      refuse(HomeOptions.missingLake(there).stream().toList());
    }
    check(preflight, own);
    try (OpenWarehouse open = warehouse.open(home.home(), there)) {
      if (own.isEmpty()) {
        refuse(preflight.ofWarehouse(open.warehouse()));
      }
      own.ifPresent(given -> LakeWarehouse.remember(there, given));
      int code = work.with(open);
      new RunSummary(pipeline, there, System.out).printPlaces(open);
      return code;
    }
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

  /** Work that needs the warehouse; tells the exit code. */
  interface Work {
    int with(OpenWarehouse open);
  }

  /** Runs over files, or over none. */
  int load(
      KnownPipeline pipeline,
      OpenWarehouse open,
      Map<String, Endpoint.Files> inputs,
      Integer allowedLateness) {
    return load(
        pipeline,
        open,
        inputs,
        allowedLateness,
        new RunLauncher(pipeline, launch.options(home.home()), System.out::println));
  }

  /** Likewise in this process, before a stream begins. */
  int loadHere(
      KnownPipeline pipeline,
      OpenWarehouse open,
      Map<String, Endpoint.Files> inputs,
      Integer allowedLateness) {
    return load(
        pipeline,
        open,
        inputs,
        allowedLateness,
        new RunLauncher(
            pipeline, RunnerChoice.DIRECT.options(new Arguments(List.of())), System.out::println));
  }

  private int load(
      KnownPipeline pipeline,
      OpenWarehouse open,
      Map<String, Endpoint.Files> inputs,
      Integer allowedLateness,
      RunLauncher launcher) {
    RunSettings settings =
        RunSettings.of(pipeline.toString(), home.lake(lake), open.warehouse())
            .withInputs(takesNoInput() ? Map.of() : inputs)
            .withKind(rebuild ? RunKind.REBUILD : RunKind.LOAD)
            .withAllowedLateness(allowedLateness)
            .withShards(launch.shards())
            .withMaxQuarantined(
                maxQuarantined == null ? null : new QuarantineLimit(maxQuarantined));
    Outcome outcome = launcher.launch(settings);
    int code = new RunSummary(pipeline, home.lake(lake), System.out).print(outcome);
    return code == Assay.DONE
        ? new RefusedInputs(pipeline, home.lake(lake)).print(outcome, System.out)
        : code;
  }

  /** Runs without end, in this process or on a cluster. */
  int stream(
      KnownPipeline pipeline,
      OpenWarehouse open,
      List<Endpoint.Topic> topics,
      Integer allowedLateness) {
    StreamSettings settings =
        new StreamSettings(
            pipeline.toString(),
            home.lake(lake),
            open.warehouse(),
            topics,
            StreamStart.EARLIEST.text().equals(from) ? StreamStart.EARLIEST : StreamStart.OFFSETS,
            new Lateness(allowedLateness),
            goldInterval == null ? StreamSettings.INTERVAL : Duration.ofSeconds(goldInterval),
            launch.streamShards());
    StreamLauncher launcher =
        new StreamLauncher(
            pipeline, launch.streamOptions(home.home(), savepoint()), System.out::println);
    launch
        .cluster()
        .ifPresentOrElse(master -> launcher.submit(settings, master), () -> launcher.run(settings));
    return Assay.DONE;
  }

  /** What {@code --from} names beside the two words. */
  Optional<String> savepoint() {
    boolean word =
        from == null
            || Arrays.stream(StreamStart.values()).anyMatch(start -> start.text().equals(from));
    return word ? Optional.empty() : Optional.of(from);
  }
}
