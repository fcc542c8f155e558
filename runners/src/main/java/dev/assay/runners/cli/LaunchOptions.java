package dev.assay.runners.cli;

import dev.assay.pipelines.Arguments;
import dev.assay.pipelines.Settings;
import dev.assay.runners.flink.FlinkLaunch;
import dev.assay.runners.local.EmbeddedFlink;
import dev.assay.runners.local.Installation;
import dev.assay.runners.local.Stack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options that say how a run is executed. */
@Command
final class LaunchOptions extends SettingOptions implements Checked {
  /** Where an embedded Flink keeps its checkpoints, in the home. */
  private static final String CHECKPOINTS = "checkpoints";

  @Option(
      names = "--runner",
      paramLabel = "RUNNER",
      description =
          "direct: in this process; flink: an embedded Flink, or a cluster. Default: direct, and"
              + " for topics flink.")
  private RunnerChoice runner;

  @Option(
      names = {"--flink-master", "--flinkMaster"},
      paramLabel = "HOST:PORT",
      description = "The Flink cluster to submit to. Default: an embedded Flink in this process.")
  private String flinkMaster;

  @Parameters(
      arity = "0..*",
      paramLabel = "-- BEAM-OPTIONS",
      description = "After --, any option of Beam or its runner. In YAML: a list named beam.")
  private List<String> beam = new ArrayList<>();

  LaunchOptions() {
    super(List.of(Settings.SHARDS));
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>(RunnerChoice.problems(beam().given()));
    problems.addAll(problemsOf(flinkMaster));
    if (flinkMaster != null && runner == RunnerChoice.DIRECT) {
      problems.add("--flink-master is given with --runner=direct: leave one out");
    }
    problems.addAll(asked().problems());
    return problems;
  }

  /** What is wrong with the address of a cluster, where one is given. */
  static List<String> problemsOf(String maybeMaster) {
    return maybeMaster == null || maybeMaster.matches("[^:/\\s]+:[0-9]{1,5}")
        ? List.of()
        : List.of("--flink-master=" + maybeMaster + " is not given as HOST:PORT");
  }

  /** What is given for Beam, and what the file has beside it. */
  private Arguments beam() {
    Arguments given = new Arguments(beam);
    return given.and(file().map(ConfigFile::beam).orElse(List.of()));
  }

  /** What is wrong when these options are for a stream. */
  List<String> streamProblems() {
    return runner == RunnerChoice.DIRECT
        ? List.of(
            "--runner=direct cannot read a topic: it has no checkpoints. Leave it out, and Flink"
                + " starts in this process")
        : List.of();
  }

  /** Into how many parts a bounded run spreads rows. */
  int shards() {
    return asked().shards();
  }

  /** The cluster to submit to; empty for a run in this process. */
  Optional<String> cluster() {
    return Optional.ofNullable(flinkMaster);
  }

  /** Options of Beam for a bounded run in this home. */
  PipelineOptions options(Path home) {
    boolean flink = runner == RunnerChoice.FLINK || flinkMaster != null;
    Arguments given = beam();
    if (!flink) {
      return RunnerChoice.DIRECT.options(given);
    }
    return RunnerChoice.FLINK.options(
        flinkMaster == null ? embedded(given, home) : submitted(given, home));
  }

  /**
   * Options of Beam for a stream in this home.
   *
   * @param savepoint what to go on from
   */
  PipelineOptions streamOptions(Path home, Optional<String> savepoint) {
    Arguments given =
        beam().orElse(savepoint.map(path -> Map.of("savepointPath", path)).orElse(Map.of()));
    Arguments all =
        flinkMaster == null
            ? embedded(given, home)
                .orElse(FlinkLaunch.embeddedState(home.resolve(CHECKPOINTS).toUri().toString()))
            : submitted(given, home).orElse(Map.of("attachedMode", "false"));
    return PipelineOptionsFactory.fromArgs(FlinkLaunch.stream(all).toArray()).create();
  }

  /** With what keeps a Flink in this process from being seen by others. */
  private static Arguments embedded(Arguments given, Path home) {
    if (given.value("flinkMaster").filter(master -> !master.startsWith("[")).isPresent()) {
      return given;
    }
    try {
      return given
          .orElse(FlinkLaunch.EMBEDDED)
          .orElse(Map.of("flinkConfDir", EmbeddedFlink.settings(home).toString()));
    } catch (IOException e) {
      throw new CommandFailed("The home cannot be written to: " + e.getMessage(), e);
    }
  }

  private static List<String> jars() throws IOException {
    List<String> jars = new ArrayList<>(List.of(Installation.jobJar().toString()));
    jars.addAll(FlowJars.all());
    return jars;
  }

  /** With what a cluster needs to know; some of its settings are the submitter's business. */
  private Arguments submitted(Arguments given, Path home) {
    Map<String, String> settings =
        Stack.of(home)
            .filter(stack -> stack.flinkMaster().equals(flinkMaster))
            .map(stack -> Map.of("flinkConfDir", stack.flinkConf().toString()))
            .orElse(Map.of());
    try {
      return given
          .orElse(settings)
          .orElse(Map.of("flinkMaster", flinkMaster, "filesToStage", String.join(",", jars())));
    } catch (IOException e) {
      throw new CommandFailed(e.getMessage(), e);
    }
  }
}
