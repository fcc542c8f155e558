package dev.assay.transforms;

import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The proof that a run adds up: for every table, day and unit, in rows and in money, what was read
 * is what became valid, was quarantined, was a duplicate or came late; and bronze gained what was
 * read from outside; and the silver days that the run touched hold what they held, and what became
 * valid.
 */
public final class Reconcile {
  private static final Set<String> OUTCOMES =
      Set.of(
          ControlTotal.VALID, ControlTotal.QUARANTINED, ControlTotal.DUPLICATE, ControlTotal.LATE);

  private static final Set<String> HELD_AND_VALID = Set.of(ControlTotal.HELD, ControlTotal.VALID);

  private Reconcile() {}

  private record Place(String table, LocalDate day, String unit) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::table)
            .thenComparing(Place::day, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Place::unit, Comparator.nullsFirst(Comparator.naturalOrder()));

    static Place of(ControlTotal total) {
      return new Place(total.table(), total.day(), total.unit());
    }

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
      return table + (day == null ? ", no day" : ", " + day);
    }
  }

  private record Sum(long rows, Amount amount) {
    static Sum none(String unit) {
      return new Sum(0, Amount.zero(unit));
    }

    static Sum of(ControlTotal total) {
      return new Sum(total.rows(), total.money());
    }

    Sum plus(Sum other) {
      return new Sum(rows + other.rows, amount.plus(other.amount));
    }

    boolean isEqualTo(Sum other) {
      return rows == other.rows && amount.isEqualTo(other.amount);
    }

    @Override
    public String toString() {
      return rows + " rows / " + amount;
    }
  }

  /** What does not add up, as sentences; empty when everything does. */
  public static List<String> failures(List<ControlTotal> totals) {
    List<String> failures = new ArrayList<>();
    compare(
        sums(totals, Set.of(ControlTotal.READ)),
        "read",
        sums(totals, OUTCOMES),
        "valid + quarantined + duplicate + late",
        failures);
    totals.stream()
        .map(ControlTotal::table)
        .distinct()
        .sorted()
        .forEach(table -> checkBronze(table, totals, failures));
    return failures;
  }

  /** Where the days that a run touched do not hold what they held and what became valid. */
  public static List<String> silverFailures(List<ControlTotal> totals) {
    List<String> failures = new ArrayList<>();
    compare(
        sums(totals, Set.of(ControlTotal.SILVER)),
        "silver has",
        sums(totals, HELD_AND_VALID),
        "held before + valid",
        failures);
    return failures;
  }

  private static TreeMap<Place, Sum> sums(List<ControlTotal> totals, Set<String> stages) {
    TreeMap<Place, Sum> sums = new TreeMap<>();
    for (ControlTotal total : totals) {
      if (stages.contains(total.stage())) {
        sums.merge(Place.of(total), Sum.of(total), Sum::plus);
      }
    }
    return sums;
  }

  private static void compare(
      Map<Place, Sum> left,
      String leftName,
      Map<Place, Sum> right,
      String rightName,
      List<String> failures) {
    TreeSet<Place> places = new TreeSet<>(left.keySet());
    places.addAll(right.keySet());
    for (Place place : places) {
      Sum one = left.getOrDefault(place, Sum.none(place.unit()));
      Sum other = right.getOrDefault(place, Sum.none(place.unit()));
      if (!one.isEqualTo(other)) {
        failures.add(place + ": " + leftName + " " + one + ", but " + rightName + " = " + other);
      }
    }
  }

  private static void checkBronze(String table, List<ControlTotal> totals, List<String> failures) {
    List<ControlTotal> bronze =
        totals.stream()
            .filter(t -> t.table().equals(table) && t.stage().equals(ControlTotal.BRONZE))
            .toList();
    long read =
        totals.stream()
            .filter(t -> t.table().equals(table) && t.stage().equals(ControlTotal.READ))
            .mapToLong(ControlTotal::rows)
            .sum();
    long kept = bronze.stream().mapToLong(ControlTotal::rows).sum();
    if (!bronze.isEmpty() && kept != read) {
      failures.add(table + ": read " + read + " rows, but bronze gained " + kept);
    }
  }
}
