package dev.assay.pipelines;

import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.books.RunReport;
import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import dev.assay.transforms.Reconcile;
import dev.assay.transforms.Totals;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Compares gold with silver, beside what {@link Reconcile} compares. */
final class Proof {
  private Proof() {}

  /** What does not add up, as sentences. */
  static List<String> failures(List<ControlTotal> totals, Flow flow) {
    List<String> failures = new ArrayList<>(Reconcile.failures(totals));
    failures.addAll(Reconcile.silverFailures(totals));
    for (Table<?> table : flow.gold()) {
      GoldProof.of(table).ifPresent(proof -> failures.addAll(failures(totals, proof)));
    }
    return failures;
  }

  private static List<String> failures(List<ControlTotal> totals, GoldProof<?> proof) {
    List<String> failures = new ArrayList<>();
    Map<Place, Amount> silver = amounts(totals, proof.sources(), ControlTotal.SILVER);
    Map<Place, Amount> gold = amounts(totals, List.of(proof.table().name()), Layer.GOLD.toString());
    TreeSet<Place> places = new TreeSet<>(silver.keySet());
    places.addAll(gold.keySet());
    for (Place place : places) {
      Amount none = Amount.zero(place.unit());
      Amount expected = silver.getOrDefault(place, none);
      Amount found = gold.getOrDefault(place, none);
      if (!expected.isEqualTo(found)) {
        failures.add(
            proof.table() + ", " + place.day() + ": " + found + ", but silver has " + expected);
      }
    }
    return failures;
  }

  /**
   * Money and rows that silver holds on the touched days of all that this gold is made of: by unit,
   * that of the gold among them in any case.
   */
  static Collection<ControlTotal> silver(List<ControlTotal> totals, GoldProof<?> proof) {
    String first = proof.sources().get(0);
    String unit = proof.table().unit().orElse(null);
    Totals ofAllDays = new Totals();
    totals.stream()
        .filter(t -> proof.sources().contains(t.table()) && t.stage().equals(ControlTotal.SILVER))
        .forEach(t -> ofAllDays.add(first, t.stage(), null, t.rows(), t.money()));
    List<ControlTotal> silver = ofAllDays.list();
    if (silver.stream().noneMatch(total -> Objects.equals(total.unit(), unit))) {
      silver.add(ControlTotal.of(first, ControlTotal.SILVER, null, 0, Amount.zero(unit)));
    }
    return silver;
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

  private record Place(LocalDate day, String unit) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::day)
            .thenComparing(Place::unit, Comparator.nullsFirst(Comparator.naturalOrder()));

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  private static Map<Place, Amount> amounts(
      List<ControlTotal> totals, List<String> tables, String stage) {
    Map<Place, Amount> amounts = new HashMap<>();
    totals.stream()
        .filter(t -> tables.contains(t.table()) && t.stage().equals(stage))
        .filter(t -> Objects.nonNull(t.day()))
        .forEach(t -> amounts.merge(new Place(t.day(), t.unit()), t.money(), Amount::plus));
    return amounts;
  }
}
