package dev.assay.runners.cli;

import dev.assay.transforms.Deduplicate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options that say how a run is executed. */
final class LaunchOptions implements Checked {
  @Option(
      names = "--runner",
      paramLabel = "RUNNER",
      description = "direct: in this process; flink: an embedded Flink. Default: direct.")
  private RunnerChoice runner = RunnerChoice.DIRECT;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description =
          "Into how many parts rows are spread to find duplicates; more take less memory each."
              + " Default: 16.")
  private int shards = Deduplicate.SHARDS;

  @Parameters(
      arity = "0..*",
      paramLabel = "-- BEAM-OPTIONS",
      description = "After --, any option of Beam or its runner. In YAML: a list named beam.")
  private List<String> beam = new ArrayList<>();

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>(RunnerChoice.problems(beam));
    if (shards < 1) {
      problems.add("--shards=" + shards + " is less than 1");
    }
    return problems;
  }

  int shards() {
    return shards;
  }

  PipelineOptions options() {
    return runner.options(beam);
  }
}
