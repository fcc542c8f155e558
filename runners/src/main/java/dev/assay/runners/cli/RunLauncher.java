package dev.assay.runners.cli;

import dev.assay.pipelines.Interrupted;
import dev.assay.pipelines.KnownPipeline;
import dev.assay.pipelines.RunKind;
import dev.assay.pipelines.RunSettings;
import dev.assay.pipelines.io.Ledger;
import dev.assay.pipelines.io.RunPlan;
import dev.assay.pipelines.io.RunReport;
import dev.assay.runners.local.HomeLock;
import dev.assay.transforms.Counts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Duration;

/**
 * Launches a run and waits for its end. A run that was interrupted is finished first, as what it
 * is: it has a graph of its own.
 */
final class RunLauncher {
  private static final Duration LOOK = Duration.millis(500);

  private final KnownPipeline pipeline;
  private final PipelineOptions options;
  private final Consumer<String> say;

  RunLauncher(KnownPipeline pipeline, PipelineOptions options, Consumer<String> say) {
    this.pipeline = pipeline;
    this.options = options;
    this.say = say;
    FileSystems.setDefaultPipelineOptions(options);
  }

  /** What a run came to; without plan and report when there was nothing to do. */
  record Outcome(Optional<RunPlan> plan, Optional<RunReport> report) {
    boolean isNothing() {
      return report.isEmpty();
    }

    boolean reconciles() {
      return report.isEmpty() || report.get().reconciles();
    }
  }

  Outcome launch(RunSettings asked) {
    try {
      Optional<HomeLock> lock = lock(asked.lake());
      try {
        return launchAlone(asked);
      } finally {
        if (lock.isPresent()) {
          lock.get().close();
        }
      }
    } catch (IOException e) {
      throw new CommandFailed("The lake cannot be locked: " + e.getMessage(), e);
    }
  }

  private Outcome launchAlone(RunSettings asked) {
    Optional<RunPlan> interrupted =
        asked.dryRun() ? Optional.empty() : Interrupted.run(asked, pipeline.contracts());
    if (interrupted.isPresent()) {
      RunPlan plan = interrupted.get();
      say.accept("Finishing run " + plan.number() + ", which was interrupted");
      Outcome finished = launchNow(again(asked, plan));
      if (!finished.reconciles() || isWhatIsAsked(asked, plan)) {
        return finished;
      }
      say.accept("Run " + plan.number() + " is done");
    }
    return launchNow(asked);
  }

  /** One run of a pipeline at a time writes to a lake; a lake elsewhere cannot be locked. */
  private Optional<HomeLock> lock(String lake) throws IOException {
    if (lake.contains("://")) {
      return Optional.empty();
    }
    try {
      return Optional.of(HomeLock.take(Path.of(lake, "runs", pipeline + ".lock")));
    } catch (IllegalStateException e) {
      throw new CommandFailed(e.getMessage(), e);
    }
  }

  private static RunSettings again(RunSettings asked, RunPlan plan) {
    return new RunSettings(
        asked.pipeline(),
        asked.lake(),
        asked.warehouse(),
        asked.inputs(),
        RunKind.valueOf(plan.kind().toUpperCase(Locale.ROOT)),
        plan.replay(),
        false,
        asked.allowedLatenessDays(),
        asked.shards());
  }

  private static boolean isWhatIsAsked(RunSettings asked, RunPlan plan) {
    return asked.kind() != RunKind.LOAD
        && asked.kind().text().equals(plan.kind())
        && asked.replay().equals(plan.replay());
  }

  private Outcome launchNow(RunSettings settings) {
    Ledger ledger = Ledger.of(settings.lake(), settings.pipeline());
    long done = ledger.lastDone();
    Pipeline graph = Pipeline.create(options);
    pipeline.build(graph, settings);
    try (Progress progress = Progress.of("Running " + pipeline)) {
      PipelineResult result = graph.run();
      progress.ask(payloads(result));
      PipelineResult.State state = result.getState();
      while (state == null || !state.isTerminal()) {
        state = result.waitUntilFinish(LOOK);
      }
    }
    Optional<RunPlan> plan =
        ledger.plans().stream().filter(each -> each.number() > done).findFirst();
    long number =
        settings.dryRun() ? lastPlanned(ledger) + 1 : plan.map(RunPlan::number).orElse(0L);
    return new Outcome(plan, number == 0 ? Optional.empty() : ledger.report(number));
  }

  private static long lastPlanned(Ledger ledger) {
    return ledger.plans().stream().mapToLong(RunPlan::number).max().orElse(0);
  }

  private static LongSupplier payloads(PipelineResult result) {
    MetricsFilter filter =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.inNamespace(Counts.NAMESPACE))
            .build();
    return () -> {
      long rows = 0;
      for (var counter : result.metrics().queryMetrics(filter).getCounters()) {
        boolean parsed = counter.getName().getName().endsWith("." + Counts.PARSED);
        rows += parsed ? counter.getAttempted() : 0;
      }
      return rows;
    };
  }
}
