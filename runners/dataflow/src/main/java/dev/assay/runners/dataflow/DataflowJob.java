package dev.assay.runners.dataflow;

import dev.assay.pipelines.Arguments;
import dev.assay.pipelines.AskedJob;
import dev.assay.pipelines.io.FixedLocale;
import java.util.List;
import java.util.Map;
import org.apache.beam.runners.dataflow.options.DataflowPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * Entry of the Flex Template: builds the graph of a pipeline from its options and hands it to
 * Dataflow. It does not wait for the end, as the launcher does not.
 */
public final class DataflowJob {
  private DataflowJob() {}

  /**
   * Launches the job.
   *
   * @throws IllegalArgumentException with all that is wrong with the arguments
   */
  public static void main(String[] arguments) {
    FixedLocale.set();
    PipelineOptionsFactory.register(DataflowPipelineOptions.class);
    AskedJob job = AskedJob.of(new Arguments(List.of(arguments)));
    job.check();
    Pipeline pipeline = Pipeline.create(options(job));
    job.build(pipeline);
    pipeline.run();
  }

  /** A stream and a bounded run differ in one option, which nobody has to give. */
  static DataflowPipelineOptions options(AskedJob job) {
    Arguments all =
        job.beam()
            .orElse(Map.of("runner", "DataflowRunner"))
            .orElse(Map.of("streaming", Boolean.toString(job.isStream())));
    return PipelineOptionsFactory.fromArgs(all.toArray()).as(DataflowPipelineOptions.class);
  }
}
