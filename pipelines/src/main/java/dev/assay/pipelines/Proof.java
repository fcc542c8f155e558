package dev.assay.pipelines;

import dev.assay.pipelines.io.RunPlan;
import dev.assay.pipelines.io.RunReport;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import dev.assay.transforms.Reconcile;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Compares gold with silver, beside what {@link Reconcile} compares. */
final class Proof {
  private Proof() {}

  /** What does not add up, as sentences. */
  static List<String> failures(List<ControlTotal> totals, Table<?> facts, List<String> proven) {
    List<String> failures = new ArrayList<>(Reconcile.failures(totals));
    failures.addAll(Reconcile.silverFailures(totals));
    Map<LocalDate, ControlTotal> silver = byDay(totals, facts.name(), ControlTotal.SILVER);
    for (String table : proven) {
      Map<LocalDate, ControlTotal> gold = byDay(totals, table, Layer.GOLD.toString());
      TreeMap<LocalDate, Boolean> days = new TreeMap<>();
      silver.keySet().forEach(day -> days.put(day, true));
      gold.keySet().forEach(day -> days.put(day, true));
      for (LocalDate day : days.keySet()) {
        BigDecimal expected = amount(silver.get(day));
        BigDecimal found = amount(gold.get(day));
        if (expected.compareTo(found) != 0) {
          failures.add(
              facts.pipeline()
                  + "."
                  + table
                  + ", "
                  + day
                  + ": "
                  + plain(found)
                  + ", but silver has "
                  + plain(expected));
        }
      }
    }
    return failures;
  }

  /** Money and rows that silver holds on the touched days. */
  static ControlTotal silver(List<ControlTotal> totals, Table<?> facts) {
    return totals.stream()
        .filter(t -> t.table().equals(facts.name()) && t.stage().equals(ControlTotal.SILVER))
        .reduce(ControlTotal::plus)
        .orElse(ControlTotal.of(facts.name(), ControlTotal.SILVER, null, 0, BigDecimal.ZERO));
  }

  static RunReport report(
      RunPlan plan, boolean dryRun, List<String> failures, List<ControlTotal> totals, int days) {
    return new RunReport(
        plan.number(),
        plan.runId(),
        plan.pipeline(),
        plan.kind(),
        dryRun,
        failures.isEmpty(),
        failures,
        RunReport.sumOf(totals),
        days);
  }

  static String plain(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }

  private static BigDecimal amount(ControlTotal total) {
    return Optional.ofNullable(total).map(ControlTotal::amount).orElse(BigDecimal.ZERO);
  }

  private static Map<LocalDate, ControlTotal> byDay(
      List<ControlTotal> totals, String table, String stage) {
    Map<LocalDate, ControlTotal> byDay = new TreeMap<>();
    totals.stream()
        .filter(t -> t.table().equals(table) && t.stage().equals(stage))
        .filter(t -> Objects.nonNull(t.day()))
        .forEach(t -> byDay.merge(t.day(), t, ControlTotal::plus));
    return byDay;
  }
}
