package dev.assay.pipelines;

import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.ReplayFilter;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.LakeException;
import dev.assay.pipelines.io.jdbc.AuditTables;
import dev.assay.pipelines.io.lake.LakeLayout;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SerializableFunction;

/**
 * Begins a run without end, on a worker: finishes what an earlier stream left half done, and
 * decides what the run builds on. A run that goes on from saved state does not come here again.
 */
final class PlanStream extends DoFn<String, RunPlan> {
  private final StreamSettings settings;
  private final Flow flow;
  private final SerializableFunction<Endpoint.Topic, String> topicId;

  /**
   * Of these tables.
   *
   * @param topicId what Kafka calls a topic, besides its name
   */
  PlanStream(
      StreamSettings settings, Flow flow, SerializableFunction<Endpoint.Topic, String> topicId) {
    this.settings = settings;
    this.flow = flow;
    this.topicId = topicId;
  }

  @ProcessElement
  public void process(OutputReceiver<RunPlan> out, PipelineOptions options) {
    LakeLayout.require(settings.lake());
    ClaimOptions.claim(options).ifPresent(Ledger.of(settings.lake(), settings.pipeline())::write);
    settings.warehouse().prepare(flow.gold(), flow.views());
    new Epochs(settings.lake(), settings.pipeline(), settings.warehouse(), flow).recover();
    Ledger ledger = Ledger.of(settings.lake(), settings.pipeline());
    out.output(planned(ledger).orElseGet(() -> planAnew(ledger)));
  }

  /** What this launch planned before it failed; other steps may have begun with it. */
  private Optional<RunPlan> planned(Ledger ledger) {
    long done = ledger.lastDone();
    Optional<RunPlan> plan = ledger.planOf(settings.launch()).filter(mine -> mine.number() > done);
    plan.ifPresent(mine -> ledger.checkNewest(mine.number(), mine.runId()));
    return plan;
  }

  private RunPlan planAnew(Ledger ledger) {
    ledger.unfinished().ifPresent(plan -> settle(ledger, plan));
    RunPlan plan = plan(ledger);
    ledger.write(plan);
    return plan;
  }

  private void settle(Ledger ledger, RunPlan plan) {
    boolean begun =
        flow.lake().all().stream()
            .anyMatch(stored -> PlanRun.isBegun(settings.lake(), stored, plan));
    if (begun) {
      throw new LakeException(
          "Run "
              + plan.number()
              + " of "
              + settings.lake()
              + ", a "
              + plan.kind()
              + ", is not finished. Start that run again to finish it, then the stream");
    }
    ledger.abandon(plan);
  }

  private RunPlan plan(Ledger ledger) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    OptionalLong known = new AuditTables(settings.warehouse()).lastRunNumber(settings.pipeline());
    PlanRun.checkWarehouse(
        settings.lake(), settings.pipeline(), settings.warehouse(), ledger, known);
    long number = Math.max(ledger.lastPlanned(), known.orElse(0)) + 1;
    Map<String, Long> bases = PlanRun.bases(settings.lake(), flow);
    return new RunPlan(
        number,
        PlanRun.runId(settings.pipeline(), now, number),
        settings.pipeline(),
        RunPlan.STREAM,
        now.toString(),
        List.of(),
        bases,
        firstOpenDay(bases, now),
        ReplayFilter.ALL,
        behind(ledger),
        topics());
  }

  /**
   * The days of which silver is read though they may be closed, so that their gold is stated anew:
   * what an earlier stream has left, and what a lost one has stated of rows that are late now.
   */
  private List<String> behind(Ledger ledger) {
    Set<LocalDate> behind = new TreeSet<>(ledger.behind());
    if (settings.lateness().closes()) {
      behind.addAll(new Audit(settings.warehouse(), flow).unequalDays());
    }
    return behind.stream().map(LocalDate::toString).toList();
  }

  private Map<String, String> topics() {
    Map<String, String> topics = new HashMap<>();
    settings.allTopics().forEach(topic -> topics.put(topic.topic(), topicId.apply(topic)));
    return topics;
  }

  private String firstOpenDay(Map<String, Long> bases, Instant now) {
    if (!settings.lateness().closes()) {
      return null;
    }
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    Optional<LocalDate> newest = PlanRun.newestDay(settings.lake(), flow, bases, today);
    return newest.map(day -> day.minusDays(settings.lateness().days()).toString()).orElse(null);
  }
}
