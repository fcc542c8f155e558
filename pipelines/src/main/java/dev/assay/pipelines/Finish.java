package dev.assay.pipelines;

import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.books.RunRecord;
import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.books.RunStage;
import dev.assay.pipelines.io.jdbc.AuditTables;
import dev.assay.pipelines.io.jdbc.GoldTables;
import dev.assay.pipelines.io.jdbc.RefusedRows;
import dev.assay.pipelines.io.jdbc.WarehouseRefused;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.Replace;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * The last step of a run: removes from the warehouse what is no longer true, compares what stands
 * there with silver, and records the run. From then on it is done.
 */
final class Finish extends DoFn<RunPlan, Void> {
  private final RunSettings settings;
  private final Flow flow;
  private final RunTotals books;
  private final PCollectionView<Boolean> published;
  private final PCollectionView<Iterable<Long>> written;
  private final PCollectionView<Iterable<DataFile>> refused;

  Finish(
      RunSettings settings,
      Flow flow,
      RunTotals books,
      PCollectionView<Boolean> published,
      PCollectionView<Iterable<Long>> written,
      PCollectionView<Iterable<DataFile>> refused) {
    this.settings = settings;
    this.flow = flow;
    this.books = books;
    this.published = published;
    this.written = written;
    this.refused = refused;
  }

  @ProcessElement
  public void process(ProcessContext context) {
    if (!context.sideInput(published)) {
      return;
    }
    RunPlan plan = context.element();
    // Looking at what was written makes this step wait until it is.
    context.sideInput(written).forEach(rows -> {});
    RunStage.COMPARING.begin();
    List<ControlTotal> totals = books.totalsOf(context);
    Ledger ledger = Ledger.of(settings.lake(), settings.pipeline());
    ledger.checkNewest(plan.number(), plan.runId());
    Map<String, TreeSet<LocalDate>> touched = books.touchedOf(context);
    TreeSet<LocalDate> days = RunTotals.days(flow.silver(), touched);
    quarantine(plan, context.sideInput(refused));
    Lacking lacking = new Lacking();
    removeOlder(plan, touched, lacking);
    Map<String, List<RefusedRows.Of>> refusals = refusals(touched);
    flow.gold().forEach(table -> lacking.add(table, refusals.get(table.name())));
    List<String> failures = differences(totals, touched, refusals);
    if (settings.kind() == RunKind.REBUILD) {
      failures.addAll(differentColumns(context, refusals));
    }
    if (lacking.isSomething() && lacking.days.isEmpty() || !failures.isEmpty()) {
      lacking.days.addAll(days);
    }
    RunReport report =
        Proof.report(plan, false, failures, lacking.with(totals), days.size())
            .lacking(lacking.sentences, lacking.days);
    new AuditTables(settings.warehouse())
        .recordRun(record(plan.kind(), plan.startedAt(), report), totals);
    ledger.writeDone(report);
  }

  /** What the warehouse lacks when the run ends, and a later run is to state again. */
  private static final class Lacking {
    private final List<String> sentences = new ArrayList<>();
    private final TreeSet<LocalDate> days = new TreeSet<>();
    private final List<ControlTotal> refused = new ArrayList<>();

    void add(Table<?> table, List<RefusedRows.Of> some) {
      sentences.addAll(RefusedRows.sentences(table, some));
      for (RefusedRows.Of each : some) {
        if (each.day() != null) {
          days.add(each.day());
        }
        refused.add(
            ControlTotal.of(
                table.name(), ControlTotal.REFUSED, each.day(), each.rows(), each.amount()));
      }
    }

    boolean isSomething() {
      return !sentences.isEmpty();
    }

    List<ControlTotal> with(List<ControlTotal> totals) {
      List<ControlTotal> all = new ArrayList<>(totals);
      all.addAll(refused);
      return all;
    }
  }

  /** By gold table, what is refused of the days that the run compares. */
  private Map<String, List<RefusedRows.Of>> refusals(Map<String, TreeSet<LocalDate>> touched) {
    RefusedRows warehouse = new RefusedRows(settings.warehouse());
    Map<String, List<RefusedRows.Of>> refusals = new HashMap<>();
    for (Table<?> table : flow.gold()) {
      TreeSet<LocalDate> days = RunTotals.days(flow, table, touched);
      refusals.put(
          table.name(),
          warehouse.of(table).stream()
              .filter(each -> isWhole(table) || each.day() == null || days.contains(each.day()))
              .toList());
    }
    return refusals;
  }

  /** What an earlier run was refused is stated again by every run, so only this one's counts. */
  private void quarantine(RunPlan plan, Iterable<DataFile> files) {
    for (StoredRows<?> stored : flow.lake().refused()) {
      List<DataFile> some = new ArrayList<>();
      files.forEach(
          file -> {
            if (file.table().equals(stored.name())) {
              some.add(file);
            }
          });
      LakeTable quarantine = LakeTable.at(settings.lake(), stored);
      if (!some.isEmpty() || quarantine.version().isPresent()) {
        quarantine.commit(
            PlanRun.application(plan.pipeline()), plan.number(), some, new Replace.All());
      }
    }
  }

  private void removeOlder(RunPlan plan, Map<String, TreeSet<LocalDate>> touched, Lacking lacking) {
    GoldTables gold = new GoldTables(settings.warehouse());
    RefusedRows refused = new RefusedRows(settings.warehouse());
    for (Table<?> table : GoldOrder.ofRemoval(flow.gold())) {
      TreeSet<LocalDate> days = RunTotals.days(flow, table, touched);
      try {
        if (isWhole(table)) {
          refused.removeOlder(table, plan.number());
          gold.removeOlder(table, plan.number());
        } else {
          refused.removeOlder(table, days, plan.number());
          gold.removeOlder(table, days, plan.number());
        }
      } catch (WarehouseRefused e) {
        if (!e.blamesRows()) {
          throw e;
        }
        lacking.sentences.add(
            "rows of earlier runs stay in "
                + table
                + ": the warehouse refuses to remove them: "
                + e.reason()
                + ", SQLState "
                + e.sqlState());
        lacking.days.addAll(days);
      }
    }
  }

  private boolean isWhole(Table<?> table) {
    return settings.kind() == RunKind.REBUILD || flow.isOfAllDays(table);
  }

  private List<String> differences(
      List<ControlTotal> totals,
      Map<String, TreeSet<LocalDate>> touched,
      Map<String, List<RefusedRows.Of>> refusals) {
    List<String> differences = new ArrayList<>();
    for (Table<?> table : flow.gold()) {
      GoldProof<?> proof = GoldProof.of(table).orElse(null);
      if (proof == null) {
        continue;
      }
      TreeSet<LocalDate> days = RunTotals.days(flow, table, touched);
      String unit = table.unit().orElse(null);
      GoldSum stands = sum(table, proof, days);
      GoldSum lacks =
          refusals.get(table.name()).stream()
              .map(GoldSum::of)
              .reduce(GoldSum.none(unit), GoldSum::plus);
      for (ControlTotal silver : Proof.silver(totals, proof)) {
        boolean isOther = !Objects.equals(silver.unit(), unit);
        GoldSum gold = isOther ? GoldSum.none(silver.unit()) : stands.plus(lacks);
        if (!gold.isEqualTo(silver)) {
          differences.add(
              "the warehouse's "
                  + table
                  + ": "
                  + (isOther ? gold : stands)
                  + (isOther || refusals.get(table.name()).isEmpty()
                      ? ""
                      : ", and what it refused " + lacks.amount())
                  + ", but silver has "
                  + silver.rows()
                  + " rows / "
                  + silver.money()
                  + " on the "
                  + days.size()
                  + " days of this run");
        }
      }
    }
    return differences;
  }

  private GoldSum sum(Table<?> table, GoldProof<?> proof, TreeSet<LocalDate> days) {
    GoldTables gold = new GoldTables(settings.warehouse());
    boolean tellsRows = proof.tellsRows();
    List<String> expressions = List.of(tellsRows ? proof.rowsSql() : "0", proof.amountSql());
    List<BigDecimal> sums =
        isWhole(table) ? gold.sums(table, expressions) : gold.sums(table, days, expressions);
    Amount amount = new Amount(sums.get(1), table.unit().orElse(null));
    return new GoldSum(tellsRows ? sums.get(0) : null, amount);
  }

  /** What the warehouse refused rows of cannot be equal, and is told of by itself. */
  private List<String> differentColumns(
      ProcessContext context, Map<String, List<RefusedRows.Of>> refusals) {
    GoldComparison comparison = new GoldComparison(books.digestsOf(context));
    List<String> differences = new ArrayList<>();
    for (Table<?> table : flow.gold()) {
      Set<LocalDate> incomplete = RefusedRows.days(refusals.get(table.name()));
      comparison
          .inWarehouse(settings.warehouse(), table, day -> !incomplete.contains(day))
          .forEach(each -> differences.add(each.toString()));
      comparison
          .inLake(settings.lake(), table, day -> true)
          .forEach(each -> differences.add(each.toString()));
    }
    return differences;
  }

  /** What {@code audit.runs} says of a run. */
  static RunRecord record(String kind, String startedAt, RunReport report) {
    return new RunRecord(
        report.runId(),
        report.pipeline(),
        report.number(),
        kind,
        Instant.parse(startedAt),
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        report.reconciles(),
        report.rows(ControlTotal.READ),
        report.rows(ControlTotal.VALID),
        report.rows(ControlTotal.QUARANTINED),
        report.rows(ControlTotal.DUPLICATE),
        report.rows(ControlTotal.LATE));
  }
}
