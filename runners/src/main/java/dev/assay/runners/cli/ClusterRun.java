package dev.assay.runners.cli;

import dev.assay.pipelines.ClaimOptions;
import dev.assay.pipelines.RunSettings;
import dev.assay.pipelines.books.JobClaim;
import dev.assay.pipelines.books.Ledger;
import dev.assay.runners.flink.BoundedSubmission;
import dev.assay.runners.flink.FlinkLaunch;
import dev.assay.runners.local.ClusterRefused;
import dev.assay.runners.local.ClusterUnavailable;
import dev.assay.runners.local.FlinkRest;
import dev.assay.runners.local.FlinkRest.Job;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;

/** A bounded run as a job of a Flink cluster: submits it, and follows it to its end. */
final class ClusterRun {
  /** How many times in a row a cluster may fail to answer, asked once a second. */
  static final int SILENCES = 60;

  private final FlinkPipelineOptions options;
  private final String master;
  private final FlinkRest cluster;
  private final boolean attached;
  private final Consumer<String> tell;

  /**
   * For jobs with these options.
   *
   * @param tell hears of what happens meanwhile
   */
  ClusterRun(PipelineOptions options, Consumer<String> tell) {
    this.options = options.as(FlinkPipelineOptions.class);
    this.master = this.options.getFlinkMaster();
    this.cluster = new FlinkRest(URI.create("http://" + master));
    this.attached = this.options.getAttachedMode();
    this.tell = tell;
  }

  /** The cluster that these options name; empty where they ask for a run in this process. */
  static Optional<String> cluster(PipelineOptions options) {
    return options.getRunner() == FlinkRunner.class
        ? Optional.of(options.as(FlinkPipelineOptions.class).getFlinkMaster())
            .filter(master -> !master.startsWith("["))
        : Optional.empty();
  }

  /** Whether the user wants to wait for the end of the job. */
  boolean isAttached() {
    return attached;
  }

  String master() {
    return master;
  }

  /** A job that was submitted. */
  record Submitted(String id, JobClaim claim, PipelineResult result) {}

  /** Makes this job known by the name of its run, and by its lake, before its graph is made. */
  void prepare(RunSettings settings, long number) {
    options.setJobName(FlinkLaunch.jobName(settings.pipeline(), settings.kind().text(), number));
    options.setAttachedMode(false);
    FlinkLaunch.claim(options, master);
    ClaimOptions.describe(options, settings.pipeline(), settings.lake());
  }

  /** Submits the graph of a run. The claim is there before the job, which may not begin at once. */
  Submitted submit(Pipeline graph, RunSettings settings) {
    cluster.overview();
    JobClaim claim = ClaimOptions.claim(options).orElseThrow();
    Ledger.of(settings.lake(), settings.pipeline()).write(claim);
    PipelineResult result = BoundedSubmission.run(graph, options);
    String id =
        cluster.jobs(each -> claim.submission().equals(each.get("submission"))).stream()
            .findFirst()
            .map(Job::id)
            .orElseThrow(
                () -> new CommandFailed("Flink at " + master + " has lost " + claim.job()));
    tell.accept("Submitted " + claim.job() + " as job " + id + " to " + master);
    tell.accept("Watch it at " + cluster.page(id));
    return new Submitted(id, claim, result);
  }

  /**
   * Waits for the end of a job.
   *
   * @param pause waits about a second
   * @throws JobFailed when it has failed, with its reason
   * @throws CommandFailed when it was cancelled or lost, or the cluster does not answer any more
   */
  void await(Submitted job, Runnable pause) {
    int silences = 0;
    String state = "";
    while (true) {
      try {
        Job now = cluster.job(job.id());
        silences = 0;
        if (now.hasEnded()) {
          end(now);
          return;
        }
        if (now.state().equals("RESTARTING") && !state.equals(now.state())) {
          tell.accept("Flink tries again, for the job has failed: " + reason(job.id()));
        }
        state = now.state();
      } catch (ClusterUnavailable e) {
        silences++;
        silent(job, silences, e);
      } catch (ClusterRefused e) {
        throw new CommandFailed(
            "Flink at %s does not know job %s any more (%s): its JobManager was started anew, and the job is lost. The same command does again what is left"
                .formatted(master, job.id(), job.claim().job()),
            e);
      }
      pause.run();
    }
  }

  private void silent(Submitted job, int silences, ClusterUnavailable e) {
    if (silences == 1) {
      tell.accept("Flink at " + master + " does not answer; asking again for a minute");
    }
    if (silences > SILENCES) {
      throw new CommandFailed(
          "Flink at %s does not answer any more. Job %s (%s) may go on: when it answers, watch it at %s. If it is lost, the same command does again what is left"
              .formatted(master, job.id(), job.claim().job(), cluster.page(job.id())),
          e);
    }
  }

  private void end(Job job) {
    switch (job.state()) {
      case "FINISHED" -> {}
      case "CANCELED" ->
          throw new CommandFailed(
              "Job %s (%s) was cancelled at %s. The same command does again what is left"
                  .formatted(job.id(), job.name(), master));
      default -> throw failure(job.id());
    }
  }

  private JobFailed failure(String id) {
    return JobFailed.of(
        cluster.failure(id).orElse("Flink tells no reason; look for it at " + cluster.page(id)));
  }

  private String reason(String id) {
    JobFailed failure = failure(id);
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return Failure.of(failure).message().orElse(root.toString().lines().findFirst().orElse(""));
  }

  /** Ends a job that this process no longer waits for. */
  void cancel(Submitted job) {
    if (!cluster.job(job.id()).hasEnded()) {
      cluster.cancel(job.id());
    }
  }
}
