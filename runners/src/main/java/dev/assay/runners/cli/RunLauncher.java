package dev.assay.runners.cli;

import dev.assay.pipelines.BoundedGraph;
import dev.assay.pipelines.Flow;
import dev.assay.pipelines.Interrupted;
import dev.assay.pipelines.NothingNew;
import dev.assay.pipelines.RunKind;
import dev.assay.pipelines.RunSettings;
import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.books.RunReport;
import dev.assay.runners.Program;
import dev.assay.runners.cli.ClusterRun.Submitted;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Duration;

/**
 * Launches a run and waits for its end. A run that was interrupted is finished first, as what it
 * is: it has a graph of its own.
 */
final class RunLauncher {
  private static final Duration LOOK = Duration.millis(500);
  private static final long PAUSE_MILLIS = 1_000;

  private final Flow pipeline;
  private final PipelineOptions options;
  private final Consumer<String> say;
  private final Optional<ClusterRun> cluster;

  RunLauncher(Flow pipeline, PipelineOptions options, Consumer<String> say) {
    this.pipeline = pipeline;
    this.options = options;
    this.say = Messages.orElse(say);
    this.cluster =
        ClusterRun.cluster(options).map(master -> new ClusterRun(options, Progress::tell));
    FileSystems.setDefaultPipelineOptions(options);
  }

  /**
   * What a run came to; without plan and report when there was nothing to do.
   *
   * @param submitted it is a job that goes on, and nothing is known of it yet
   */
  record Outcome(Optional<RunPlan> plan, Optional<RunReport> report, boolean submitted) {
    boolean isNothing() {
      return report.isEmpty();
    }

    boolean reconciles() {
      return report.isEmpty() || report.get().reconciles();
    }
  }

  Outcome launch(RunSettings asked) {
    WorkingJob.refuse(asked.lake(), asked.pipeline(), cluster.map(ClusterRun::master));
    return LakeLock.during(asked.pipeline(), asked.lake(), () -> launchAlone(asked));
  }

  private Outcome launchAlone(RunSettings asked) {
    Optional<RunPlan> interrupted =
        asked.dryRun() ? Optional.empty() : Interrupted.run(asked, pipeline);
    if (interrupted.isPresent()) {
      RunPlan plan = interrupted.get();
      say.accept("Finishing run " + plan.number() + ", which was interrupted");
      Outcome finished = launchNow(asked.toFinish(plan));
      if (finished.submitted() || !finished.reconciles() || isWhatIsAsked(asked, plan)) {
        return finished;
      }
      say.accept("Run " + plan.number() + " is done");
    }
    return launchNow(asked);
  }

  private static boolean isWhatIsAsked(RunSettings asked, RunPlan plan) {
    return asked.kind() != RunKind.LOAD
        && asked.kind().text().equals(plan.kind())
        && asked.replay().equals(plan.replay());
  }

  private Outcome launchNow(RunSettings settings) {
    // What a cluster reads is for its workers to find.
    if (cluster.isEmpty() && NothingNew.isFound(settings, pipeline)) {
      return new Outcome(Optional.empty(), Optional.empty(), false);
    }
    Ledger ledger = Ledger.of(settings.lake(), settings.pipeline());
    long done = ledger.lastDone();
    Messages.concern(settings.pipeline(), () -> planned(ledger, done).map(RunPlan::runId));
    cluster.ifPresent(to -> to.prepare(settings, number(settings, ledger)));
    Pipeline graph = Pipeline.create(options);
    BoundedGraph.build(graph, pipeline, settings);
    RunWatch watch = new RunWatch(pipeline, settings, done);
    try (Progress progress = Progress.of(watch)) {
      if (cluster.isEmpty()) {
        Interruption.during(() -> runHere(graph, watch), () -> progress.end(whatNext(settings)));
        ClassArchive.isWorthMaking();
      } else if (!runThere(cluster.get(), graph, settings, watch, progress)) {
        return new Outcome(Optional.empty(), Optional.empty(), true);
      }
    }
    Optional<RunPlan> plan = planned(ledger, done);
    long number =
        settings.dryRun() ? lastPlanned(ledger) + 1 : plan.map(RunPlan::number).orElse(0L);
    return new Outcome(plan, number == 0 ? Optional.empty() : ledger.report(number), false);
  }

  private static Optional<RunPlan> planned(Ledger ledger, long done) {
    return ledger.plans().stream().filter(each -> each.number() > done).findFirst();
  }

  private static void runHere(Pipeline graph, RunWatch watch) {
    PipelineResult result = graph.run();
    watch.ask(result::metrics);
    PipelineResult.State state = result.getState();
    while (state == null || !state.isTerminal()) {
      state = result.waitUntilFinish(LOOK);
    }
  }

  /** False when the job goes on by itself, as was asked. */
  private boolean runThere(
      ClusterRun there, Pipeline graph, RunSettings settings, RunWatch watch, Progress progress) {
    Submitted job = there.submit(graph, settings);
    if (!there.isAttached()) {
      say.accept("It goes on by itself, and is not waited for");
      say.accept(
          "Stop it: "
              + Program.callHere(
                  "stop " + settings.pipeline() + " --flink-master=" + there.master()));
      return false;
    }
    watch.ask(job.result()::metrics);
    Interruption.during(
        () -> there.await(job, RunLauncher::pause),
        () -> {
          progress.end("Cancelling " + job.claim().job() + " on the cluster");
          there.cancel(job);
          Progress.tell(whatNext(settings));
        });
    Ledger.of(settings.lake(), settings.pipeline()).release(job.claim());
    return true;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("Interrupted. The job goes on");
    }
  }

  /** What the same command will do after a run that was ended by a person. */
  private String whatNext(RunSettings settings) {
    if (settings.dryRun()) {
      return "Interrupted. Nothing was changed";
    }
    Optional<RunPlan> begun = Interrupted.run(settings, pipeline);
    if (begun.isPresent()) {
      return "Run "
          + begun.get().number()
          + " was interrupted while it was published; the same command finishes it first";
    }
    return Ledger.of(settings.lake(), settings.pipeline())
        .unfinished()
        .map(
            plan ->
                "Run "
                    + plan.number()
                    + " was interrupted; nothing of it was published, and the same command does it"
                    + " again from its beginning")
        .orElse("Interrupted. No run is left half done; the same command does what is left");
  }

  /** The number that the run will have, if nobody else begins one meanwhile. */
  private long number(RunSettings settings, Ledger ledger) {
    return Interrupted.run(settings, pipeline)
        .map(RunPlan::number)
        .orElse(ledger.lastPlanned() + 1);
  }

  private static long lastPlanned(Ledger ledger) {
    return ledger.plans().stream().mapToLong(RunPlan::number).max().orElse(0);
  }
}
