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

  /** What is wrong with options that are meant for Beam. */
  static List<String> problems(List<String> given) {
    List<String> problems = new ArrayList<>();
    for (String option : given) {
      if (!option.startsWith("--")) {
        problems.add("Unexpected argument '" + option + "'");
      } else if (Arguments.name(option).equals("runner")) {
        problems.add("The runner is chosen with --runner=direct or --runner=flink before the --");
      } else {
        try {
          PipelineOptionsFactory.fromArgs(option).create();
        } catch (IllegalArgumentException e) {
          problems.add("Beam does not take --" + Arguments.name(option) + ": " + firstLine(e));
        }
      }
    }
    return problems;
  }

  private static String firstLine(IllegalArgumentException e) {
    return e.getMessage().contains("missing a property")
        ? "there is no such option"
        : "the value does not fit (" + e.getMessage().lines().findFirst().orElse("") + ")";
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
