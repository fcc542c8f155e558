package dev.assay.pipelines;

import dev.assay.pipelines.books.JobClaim;
import java.util.Optional;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * How a job on a cluster is known, for others who want to work on the same lake. Whoever submits
 * the job fills them in; users do not give them.
 */
public interface ClaimOptions extends PipelineOptions {
  @Description("The pipeline that the job runs.")
  String getPipeline();

  void setPipeline(String pipeline);

  @Description("The lake that it writes to.")
  String getLake();

  void setLake(String lake);

  @Description("Where the cluster answers that the job works on, HOST:PORT.")
  String getCluster();

  void setCluster(String cluster);

  @Description("What this one submission is known by.")
  String getSubmission();

  void setSubmission(String submission);

  /** Says on what the job works, which is known by that to whoever asks its cluster. */
  static void describe(PipelineOptions options, String pipeline, String lake) {
    ClaimOptions job = options.as(ClaimOptions.class);
    job.setPipeline(pipeline);
    job.setLake(lake);
  }

  /** What the job says of itself in the lake; empty for a run in one process. */
  static Optional<JobClaim> claim(PipelineOptions options) {
    ClaimOptions job = options.as(ClaimOptions.class);
    return Optional.ofNullable(job.getSubmission())
        .filter(submission -> job.getCluster() != null)
        .map(submission -> new JobClaim(job.getCluster(), submission, job.getJobName()));
  }
}
