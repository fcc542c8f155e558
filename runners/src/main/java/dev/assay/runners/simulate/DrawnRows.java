package dev.assay.runners.simulate;

import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import dev.assay.schemas.Table.Action;
import dev.assay.schemas.Table.Check;
import dev.assay.schemas.Table.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Draws rows of a table of which every key is another one, and which refer to rows that were drawn.
 */
final class DrawnRows<T extends Record> {
  /**
   * How often a row is drawn, until it is given up. Its values are usual ones at first, and more
   * and more of them odd ones.
   */
  private static final int MOST = 2_000;

  private final Table<T> table;
  private final RandomGenerator random;
  private final DrawnValues values;
  private final Map<Integer, List<String>> referred = new HashMap<>();
  private final Set<List<Object>> keys = new HashSet<>();
  private long rows;

  /**
   * Of this table.
   *
   * @param keysOf the keys of the rows that were drawn of other tables
   * @throws SimulationException when it refers to others by what is no column
   */
  DrawnRows(Table<T> table, Map<String, List<String>> keysOf, RandomGenerator random) {
    this.table = table;
    this.random = random;
    this.values = new DrawnValues(random);
    for (Reference<T> reference : table.references()) {
      referred.put(column(reference).index(), keysOf.get(reference.table().name()));
    }
  }

  private Column column(Reference<T> reference) {
    return reference
        .columnOf(table)
        .orElseThrow(
            () ->
                new SimulationException(
                    "Rows of "
                        + table.name()
                        + " refer to "
                        + reference.table().name()
                        + " by what is worked out, so none can be drawn from the contract: run the"
                        + " pipeline over input of your own"));
  }

  /**
   * A row that holds every check.
   *
   * @throws SimulationException when none is found
   */
  T valid() {
    List<Check<T>> checks = table.checks(Action.QUARANTINE);
    return find(row -> checks.stream().allMatch(check -> check.holds().test(row)))
        .orElseThrow(
            () ->
                new SimulationException(
                    "Of "
                        + MOST
                        + " rows of "
                        + table.name()
                        + " that were drawn from the contract, none holds all of "
                        + checks.stream().map(Check::name).collect(Collectors.joining(", "))
                        + ": run the pipeline over input of your own"));
  }

  /** A row that breaks this check and no other; empty when none is found. */
  Optional<T> breaking(Check<T> broken) {
    List<Check<T>> checks = table.checks(Action.QUARANTINE);
    return find(
        row ->
            checks.stream()
                .allMatch(check -> check.holds().test(row) != check.name().equals(broken.name())));
  }

  /** A valid row that refers to nothing that is there. */
  T orphan(Reference<T> reference) {
    Object[] known = table.shape().values(valid());
    known[column(reference).index()] = "unknown";
    return row(known);
  }

  private T row(Object[] values) {
    return table.type().cast(table.shape().make(values));
  }

  private Optional<T> find(Predicate<T> wanted) {
    rows++;
    for (int attempt = 0; attempt < MOST; attempt++) {
      Object[] drawn = draw(attempt);
      T row = row(drawn);
      List<Object> key = table.keys().stream().map(column -> drawn[column.index()]).toList();
      if (!keys.contains(key) && holds(wanted, row)) {
        keys.add(new ArrayList<>(key));
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  /**
   * Checks need not know what to say of every row: one that was refused on the way fits nothing.
   */
  private boolean holds(Predicate<T> wanted, T row) {
    try {
      return wanted.test(row);
    } catch (RuntimeException e) {
      return false;
    }
  }

  private Object[] draw(int attempt) {
    Object[] drawn = new Object[table.columns().size()];
    for (Column column : table.columns()) {
      List<String> others = referred.get(column.index());
      if (others != null) {
        drawn[column.index()] = others.get(random.nextInt(others.size()));
      } else if (!column.added()) {
        drawn[column.index()] =
            random.nextInt(MOST) < attempt ? values.odd(column, rows) : values.usual(column, rows);
      }
    }
    return drawn;
  }
}
