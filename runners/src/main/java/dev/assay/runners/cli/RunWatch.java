package dev.assay.runners.cli;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.RunSettings;
import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.books.RunStage;
import dev.assay.pipelines.books.SourceFile;
import dev.assay.pipelines.io.LakeException;
import dev.assay.runners.cli.ProgressLine.Seen;
import dev.assay.transforms.Counts;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;

/** Finds out what a bounded run is at: by its plan, by its counters, and by this JVM. */
final class RunWatch implements Supplier<Seen> {
  private static final MetricsFilter OURS =
      MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace(Counts.NAMESPACE)).build();

  private final String what;
  private final Ledger ledger;
  private final long done;
  private Optional<RunPlan> plan = Optional.empty();
  private volatile Supplier<MetricResults> metrics;

  RunWatch(Flow pipeline, RunSettings settings, long done) {
    this.what = "Running " + pipeline;
    this.ledger = Ledger.of(settings.lake(), settings.pipeline());
    this.done = done;
    RunStage.forget();
  }

  /** Tells where to ask for the counters so far. */
  void ask(Supplier<MetricResults> metrics) {
    this.metrics = metrics;
  }

  @Override
  public Seen get() {
    Map<String, Long> counters = counters();
    long rows =
        counters.entrySet().stream()
            .filter(each -> each.getKey().endsWith("." + Counts.PARSED))
            .mapToLong(Map.Entry::getValue)
            .sum();
    long ofBytes = plan().map(RunWatch::bytes).orElse(0L);
    long bytes =
        Math.min(
            ofBytes, Math.max(RunStage.bytesHere(), counters.getOrDefault(RunStage.BYTES, 0L)));
    return new Seen(what, stage(counters, bytes, ofBytes).toString(), rows, bytes, ofBytes);
  }

  private RunStage stage(Map<String, Long> counters, long bytes, long ofBytes) {
    RunStage told = RunStage.here();
    for (RunStage stage : RunStage.values()) {
      boolean later = stage.compareTo(told) > 0;
      told = later && counters.getOrDefault(stage.counter(), 0L) > 0 ? stage : told;
    }
    if (told.compareTo(RunStage.PUBLISHING) >= 0) {
      return told;
    }
    if (plan.isEmpty()) {
      return RunStage.PLANNING;
    }
    return bytes < ofBytes ? RunStage.READING : RunStage.SETTLING;
  }

  /** It is written once, and perhaps in this moment. */
  private Optional<RunPlan> plan() {
    if (plan.isEmpty()) {
      try {
        plan = ledger.plans().stream().filter(each -> each.number() > done).findFirst();
      } catch (LakeException notYet) {
        return Optional.empty();
      }
    }
    return plan;
  }

  private static long bytes(RunPlan plan) {
    return plan.inputs().stream().mapToLong(SourceFile::bytes).sum();
  }

  /** A cluster may not answer, and a job that has ended has none any more. */
  private Map<String, Long> counters() {
    Map<String, Long> counters = new TreeMap<>();
    if (metrics == null) {
      return counters;
    }
    try {
      for (var each : metrics.get().queryMetrics(OURS).getCounters()) {
        counters.merge(each.getName().getName(), each.getAttempted(), Long::sum);
      }
    } catch (RuntimeException unknown) {
      return Map.of();
    }
    return counters;
  }
}
