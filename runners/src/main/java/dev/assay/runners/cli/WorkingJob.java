package dev.assay.runners.cli;

import dev.assay.pipelines.books.JobClaim;
import dev.assay.pipelines.books.Ledger;
import dev.assay.runners.Program;
import dev.assay.runners.local.ClusterRefused;
import dev.assay.runners.local.ClusterUnavailable;
import dev.assay.runners.local.FlinkRest;
import dev.assay.runners.local.FlinkRest.Job;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The job of a cluster that works on a lake already, whoever has submitted it: one at a time does.
 * It is known by what it has written beside the ledger, and, before it has got so far, by its
 * options at the cluster that is to be submitted to. The cluster says whether it still works.
 */
record WorkingJob(Job job, String cluster) {

  /**
   * Makes sure that there is none.
   *
   * @param cluster the one to submit to; empty for a run in this process
   * @throws CommandFailed when there is one, or none can tell
   */
  static void refuse(String lake, String pipeline, Optional<String> cluster) {
    Optional<WorkingJob> working = claimed(Ledger.of(lake, pipeline), pipeline);
    if (working.isEmpty() && cluster.isPresent()) {
      working = on(cluster.get(), options -> isFor(options, lake, pipeline));
    }
    working.ifPresent(
        found -> {
          throw new CommandFailed(found.message(lake, pipeline));
        });
  }

  private static Optional<WorkingJob> claimed(Ledger ledger, String pipeline) {
    Optional<JobClaim> claim = ledger.claim();
    if (claim.isEmpty()) {
      return Optional.empty();
    }
    String cluster = claim.get().cluster();
    try {
      return on(cluster, options -> claim.get().submission().equals(options.get("submission")));
    } catch (ClusterUnavailable e) {
      if (rest(cluster).isGone()) {
        // No job outlives its JobManager for long; should this one, it is told before it writes.
        return Optional.empty();
      }
      throw new CommandFailed(
          "Job %s of %s may still work on this lake, but its cluster at %s cannot be asked: %s. Wait until it answers; if it is gone for good, delete %s"
              .formatted(claim.get().job(), pipeline, cluster, e.getMessage(), ledger.claimPlace()),
          e);
    }
  }

  private static boolean isFor(Map<String, String> options, String lake, String pipeline) {
    return lake.equals(options.get("lake")) && pipeline.equals(options.get("pipeline"));
  }

  private static Optional<WorkingJob> on(String cluster, Predicate<Map<String, String>> options) {
    FlinkRest rest = rest(cluster);
    return rest.jobs().stream()
        .filter(job -> !job.hasEnded())
        .filter(job -> isLike(rest, job, options))
        .findFirst()
        .map(job -> new WorkingJob(job, cluster));
  }

  /** A job may end, and be forgotten, in between. */
  private static boolean isLike(FlinkRest rest, Job job, Predicate<Map<String, String>> options) {
    try {
      return options.test(rest.options(job.id()));
    } catch (ClusterRefused gone) {
      return false;
    }
  }

  private static FlinkRest rest(String cluster) {
    return new FlinkRest(URI.create("http://" + cluster));
  }

  private String message(String lake, String pipeline) {
    return "%s works on %s already, as job %s of the Flink cluster at %s (%s). Two at once would write the same rows. Wait until it has ended: watch it at %s; or end it with: %s"
        .formatted(
            job.name(),
            lake,
            job.id(),
            cluster,
            job.state(),
            rest(cluster).page(job.id()),
            Program.callHere("stop " + pipeline + " --flink-master=" + cluster));
  }
}
