package dev.assay.pipelines;

import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.books.RunStage;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.Replace;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * Publishes the files of a run that adds up: bronze, then quarantine, silver and gold, each table
 * in one atomic commit. Says whether it did.
 */
final class Publish extends DoFn<RunPlan, Boolean> {
  private final RunSettings settings;
  private final Flow flow;
  private final RunTotals books;

  Publish(RunSettings settings, Flow flow, RunTotals books) {
    this.settings = settings;
    this.flow = flow;
    this.books = books;
  }

  @ProcessElement
  public void process(ProcessContext context) {
    RunPlan plan = context.element();
    if (plan.isNothing()) {
      context.output(false);
      return;
    }
    List<ControlTotal> totals = books.totalsOf(context);
    Map<String, TreeSet<LocalDate>> touched = books.touchedOf(context);
    List<String> failures = Proof.failures(totals, flow);
    Optional<String> heldBack =
        Optional.ofNullable(settings.maxQuarantined())
            .flatMap(limit -> limit.exceeded(totals, flow.silver()))
            .filter(refused -> !PlanRun.isBegun(settings, flow, plan));
    if (!failures.isEmpty() || settings.dryRun() || heldBack.isPresent()) {
      int days = RunTotals.days(flow.silver(), touched).size();
      RunReport report = Proof.report(plan, settings.dryRun(), failures, totals, days);
      Ledger.of(settings.lake(), settings.pipeline())
          .write(heldBack.map(report::heldBack).orElse(report));
      context.output(false);
      return;
    }
    Ledger.of(settings.lake(), settings.pipeline()).checkNewest(plan.number(), plan.runId());
    RunStage.PUBLISHING.begin();
    List<DataFile> files = books.filesOf(context);
    List<StoredRows<?>> all = flow.lake().all();
    for (StoredRows<?> stored : all) {
      publish(plan, stored, files, touched, stored == all.get(0));
    }
    context.output(true);
  }

  /** The first table always gets a commit: that is how a run that is done again is known. */
  private void publish(
      RunPlan plan,
      StoredRows<?> stored,
      List<DataFile> files,
      Map<String, TreeSet<LocalDate>> touched,
      boolean first) {
    List<DataFile> some =
        files.stream()
            .filter(
                file ->
                    file.layer().equals(stored.layer().toString())
                        && file.table().equals(stored.name()))
            .toList();
    Replace replace = replaced(stored, touched);
    boolean nothing =
        some.isEmpty()
            && (replace instanceof Replace.None
                || (replace instanceof Replace.Days days && days.days().isEmpty()));
    if (first || !nothing) {
      LakeTable.at(settings.lake(), stored)
          .commitOn(
              plan.base(stored),
              PlanRun.application(plan.pipeline()),
              plan.number(),
              some,
              replace);
    }
  }

  private Table<?> gold(StoredRows<?> stored) {
    return flow.gold().stream()
        .filter(table -> table.name().equals(stored.name()))
        .findFirst()
        .orElseThrow();
  }

  private Replace replaced(StoredRows<?> stored, Map<String, TreeSet<LocalDate>> touched) {
    boolean rebuild = settings.kind() == RunKind.REBUILD;
    return switch (stored.layer()) {
      case SILVER ->
          !rebuild && stored.byDay()
              ? new Replace.Days(touched.getOrDefault(stored.name(), new TreeSet<>()))
              : rebuild || touched.containsKey(stored.name())
                  ? new Replace.All()
                  : new Replace.None();
      case GOLD ->
          rebuild || flow.isOfAllDays(gold(stored))
              ? new Replace.All()
              : new Replace.Days(RunTotals.days(flow, gold(stored), touched));
      case QUARANTINE -> settings.kind() == RunKind.LOAD ? new Replace.None() : new Replace.All();
      default -> new Replace.None();
    };
  }
}
