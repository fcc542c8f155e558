package dev.assay.runners.flink;

import dev.assay.pipelines.Arguments;
import dev.assay.pipelines.AskedJob;
import dev.assay.pipelines.io.FixedLocale;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Entry of the job jar: runs a pipeline on the Flink that the jar is submitted to, as {@code flink
 * run assay-flink.jar --trades=... --lake=... --warehouse=...}. It never ends the process, which
 * may be Flink's own.
 */
public final class FlinkJob {
  private FlinkJob() {}

  /**
   * Submits the job, and waits for its end where Flink does so as well: not after {@code flink run
   * --detached}.
   *
   * @throws IllegalArgumentException with all that is wrong with the arguments
   */
  public static void main(String[] arguments) {
    FixedLocale.set();
    PipelineOptionsFactory.register(FlinkPipelineOptions.class);
    AskedJob job = AskedJob.of(new Arguments(List.of(arguments)));
    job.check();
    FlinkPipelineOptions options = options(job);
    Pipeline pipeline = Pipeline.create(options);
    job.build(pipeline);
    cluster().ifPresent(cluster -> FlinkLaunch.claim(options, cluster));
    PipelineResult result =
        job.isStream() ? pipeline.run() : BoundedSubmission.run(pipeline, options);
    if (options.getAttachedMode()) {
      result.waitUntilFinish();
    }
  }

  static FlinkPipelineOptions options(AskedJob job) {
    Arguments submitted = job.beam().orElse(Map.of("jobName", jobName(job))).orElse(submission());
    Arguments all = job.isStream() ? FlinkLaunch.stream(submitted) : FlinkLaunch.bounded(submitted);
    return PipelineOptionsFactory.fromArgs(all.toArray()).as(FlinkPipelineOptions.class);
  }

  /** The number of a bounded run is found out by the job. */
  private static String jobName(AskedJob job) {
    return job.isStream()
        ? FlinkLaunch.jobName(job.pipeline())
        : FlinkLaunch.jobName(job.pipeline(), job.kind().text());
  }

  /** Where the cluster answers that the job is submitted to, as the submitter sees it. */
  private static Optional<String> cluster() {
    ReadableConfig settings =
        StreamExecutionEnvironment.getExecutionEnvironment().getConfiguration();
    return settings
        .getOptional(RestOptions.ADDRESS)
        .map(host -> host + ":" + settings.get(RestOptions.PORT));
  }

  /** What Flink's own command says of this submission; Beam does not ask it. */
  private static Map<String, String> submission() {
    return StreamExecutionEnvironment.getExecutionEnvironment()
        .getConfiguration()
        .getOptional(DeploymentOptions.ATTACHED)
        .map(attached -> Map.of("attachedMode", attached.toString()))
        .orElse(Map.of());
  }
}
