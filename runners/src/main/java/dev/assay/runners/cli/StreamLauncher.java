package dev.assay.runners.cli;

import dev.assay.pipelines.ClaimOptions;
import dev.assay.pipelines.Flow;
import dev.assay.pipelines.StreamSettings;
import dev.assay.pipelines.UnboundedGraph;
import dev.assay.pipelines.books.JobClaim;
import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.runners.Program;
import dev.assay.runners.flink.FlinkLaunch;
import dev.assay.runners.local.FlinkRest;
import dev.assay.runners.local.FlinkRest.Job;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;

/** Launches a run without end: in this process until it is ended, or on a cluster. */
record StreamLauncher(Flow pipeline, PipelineOptions options, Consumer<String> say) {

  StreamLauncher {
    say = Messages.orElse(say);
    FileSystems.setDefaultPipelineOptions(options);
  }

  /** Runs the stream in this process, with a Flink of its own. It ends only by being ended. */
  void run(StreamSettings settings) {
    WorkingJob.refuse(settings.lake(), settings.pipeline(), Optional.empty());
    concern(settings);
    say.accept(
        "Reading "
            + settings.allTopics().stream()
                .map(Endpoint.Topic::toString)
                .collect(Collectors.joining(", "))
            + ". Ctrl-C ends it; the same command goes on from there");
    LakeLock.during(
        settings.pipeline(), settings.lake(), () -> graph(settings).run().waitUntilFinish());
  }

  /** Submits the stream to the cluster at this address. */
  void submit(StreamSettings settings, String master) {
    FlinkRest cluster = new FlinkRest(URI.create("http://" + master));
    WorkingJob.refuse(settings.lake(), settings.pipeline(), Optional.of(master));
    concern(settings);
    JobClaim claim = claim(settings, master);
    graph(settings).run();
    String job =
        cluster.jobs(each -> claim.submission().equals(each.get("submission"))).stream()
            .findFirst()
            .map(Job::id)
            .orElse("?");
    say.accept("Submitted " + jobName(pipeline) + " as job " + job + " to " + master);
    say.accept("Web page:  http://" + master + "/#/job/running/" + job);
    say.accept("Stop it:   " + Program.callHere("stop " + pipeline + " --flink-master=" + master));
  }

  /** Makes the job known by its lake; a stream from saved state does not tell it itself. */
  private JobClaim claim(StreamSettings settings, String master) {
    options.setJobName(jobName(pipeline));
    FlinkLaunch.claim(options, master);
    ClaimOptions.describe(options, settings.pipeline(), settings.lake());
    JobClaim claim = ClaimOptions.claim(options).orElseThrow();
    Ledger.of(settings.lake(), settings.pipeline()).write(claim);
    return claim;
  }

  static String jobName(Flow pipeline) {
    return FlinkLaunch.jobName(pipeline.toString());
  }

  /** A stream plans its run when its job begins. */
  private void concern(StreamSettings settings) {
    Ledger ledger = Ledger.of(settings.lake(), settings.pipeline());
    long before = ledger.lastPlanned();
    Messages.concern(
        settings.pipeline(),
        () ->
            ledger.plans().stream()
                .filter(plan -> plan.number() > before)
                .findFirst()
                .map(RunPlan::runId));
  }

  private Pipeline graph(StreamSettings settings) {
    Pipeline graph = Pipeline.create(options);
    UnboundedGraph.build(graph, pipeline, settings);
    return graph;
  }
}
