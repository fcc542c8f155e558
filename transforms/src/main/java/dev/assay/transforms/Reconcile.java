package dev.assay.transforms;

import dev.assay.schemas.ControlTotal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The proof that a run adds up: for every table and day, in rows and in money, what was read is
 * what became valid, was quarantined, was a duplicate or came late; and bronze gained what was read
 * from outside.
 */
public final class Reconcile {
  private static final Set<String> OUTCOMES =
      Set.of(
          ControlTotal.VALID, ControlTotal.QUARANTINED, ControlTotal.DUPLICATE, ControlTotal.LATE);

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
    private static final Sum ZERO = new Sum(0, BigDecimal.ZERO);

    static Sum of(ControlTotal total) {
      return new Sum(total.rows(), total.amount());
    }

    Sum plus(Sum other) {
      return new Sum(rows + other.rows, amount.add(other.amount));
    }

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
    TreeSet<String> tables = new TreeSet<>();
    TreeMap<Place, Sum> read = new TreeMap<>();
    TreeMap<Place, Sum> out = new TreeMap<>();
    for (ControlTotal total : totals) {
      tables.add(total.table());
      Place place = new Place(total.table(), total.day());
      if (total.stage().equals(ControlTotal.READ)) {
        read.merge(place, Sum.of(total), Sum::plus);
      } else if (OUTCOMES.contains(total.stage())) {
        out.merge(place, Sum.of(total), Sum::plus);
      }
    }
    TreeSet<Place> places = new TreeSet<>(read.keySet());
    places.addAll(out.keySet());
    for (Place place : places) {
      Sum in = read.getOrDefault(place, Sum.ZERO);
      Sum became = out.getOrDefault(place, Sum.ZERO);
      if (!in.isEqualTo(became)) {
        failures.add(
            place + ": read " + in + ", but valid + quarantined + duplicate + late = " + became);
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
}
