package dev.assay.runners.cli;

import dev.assay.pipelines.Arguments;
import dev.assay.runners.direct.DirectLaunch;
import dev.assay.runners.flink.FlinkLaunch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** What executes a run. */
enum RunnerChoice {
  DIRECT,
  FLINK;

  /** Options of Beam for this runner; what the user gives wins over what we choose. */
  PipelineOptions options(Arguments arguments) {
    int cores = Runtime.getRuntime().availableProcessors();
    Arguments all =
        switch (this) {
          case DIRECT -> arguments.orElse(DirectLaunch.options(cores));
          case FLINK -> FlinkLaunch.bounded(arguments.orElse(FlinkLaunch.EMBEDDED));
        };
    return PipelineOptionsFactory.fromArgs(all.toArray()).create();
  }

  /**
   * What is wrong with options that are meant for Beam: beside those that it does not take, one.
   */
  static List<String> problems(List<String> given) {
    List<String> theirs = new ArrayList<>(given);
    boolean chosen = theirs.removeIf(option -> option.matches("--runner(?s)(=.*)?"));
    List<String> problems = new ArrayList<>(new Arguments(theirs).problems());
    if (chosen) {
      problems.add("The runner is chosen with --runner=direct or --runner=flink before the --");
    }
    return problems;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
