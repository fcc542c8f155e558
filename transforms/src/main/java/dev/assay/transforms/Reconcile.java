package dev.assay.transforms;

import dev.assay.schemas.ControlTotal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The proof that a run adds up: for every table and day, in rows and in money, what was read is
 * what became valid, was quarantined, was a duplicate or came late; and bronze gained what was read
 * from outside.
 */
public final class Reconcile {
  private Reconcile() {}

  private record Place(String table, LocalDate day) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::table)
            .thenComparing(Place::day, Comparator.nullsFirst(Comparator.naturalOrder()));

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
      return table + (day == null ? ", no day" : ", " + day);
    }
  }

  private record Sum(long rows, BigDecimal amount) {
    boolean isEqualTo(Sum other) {
      return rows == other.rows && amount.compareTo(other.amount) == 0;
    }

    @Override
    public String toString() {
      return rows + " rows / " + amount.stripTrailingZeros().toPlainString();
    }
  }

  /** What does not add up, as sentences; empty when everything does. */
  public static List<String> failures(List<ControlTotal> totals) {
    List<String> failures = new ArrayList<>();
    TreeSet<Place> places = new TreeSet<>();
    TreeSet<String> tables = new TreeSet<>();
    for (ControlTotal total : totals) {
      places.add(new Place(total.table(), total.day()));
      tables.add(total.table());
    }
    for (Place place : places) {
      Sum read = sum(totals, place, ControlTotal.READ);
      Sum out =
          sum(
              totals,
              place,
              ControlTotal.VALID,
              ControlTotal.QUARANTINED,
              ControlTotal.DUPLICATE,
              ControlTotal.LATE);
      if (!read.isEqualTo(out)) {
        failures.add(
            place + ": read " + read + ", but valid + quarantined + duplicate + late = " + out);
      }
    }
    for (String table : tables) {
      checkBronze(table, totals, failures);
    }
    return failures;
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

  private static Sum sum(List<ControlTotal> totals, Place place, String... stages) {
    long rows = 0;
    BigDecimal amount = BigDecimal.ZERO;
    for (ControlTotal total : totals) {
      if (total.table().equals(place.table())
          && Objects.equals(total.day(), place.day())
          && List.of(stages).contains(total.stage())) {
        rows += total.rows();
        amount = amount.add(total.amount());
      }
    }
    return new Sum(rows, amount);
  }
}
