package dev.assay.schemas;

import dev.assay.schemas.Table.Of;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Finds out what a function of rows looks at. A function cannot be looked into, so it is tried on
 * made-up rows that differ in nothing else.
 */
public final class Trial<T extends Record> {
  private final Table<T> table;
  private final Of<T, ?> function;

  public Trial(Table<T> table, Of<T, ?> function) {
    this.table = table;
    this.function = function;
  }

  /** The first of these columns that makes a difference. */
  public Optional<Column> looksAt(Predicate<Column> among) {
    List<Column> columns = table.columns().stream().filter(among).toList();
    for (int sample = 0; sample < samples() && !columns.isEmpty(); sample++) {
      Object[] values = values(sample);
      Object expected = said(values);
      for (Column column : columns) {
        for (Object other : others(column, sample)) {
          if (!expected.equals(said(with(values, column, other)))) {
            return Optional.of(column);
          }
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Whether this holds of every row, and the function tells of every row.
   *
   * @param holds is given the column's value, and what the function says of the row
   */
  public boolean always(Column column, BiPredicate<Object, Object> holds) {
    for (int sample = 0; sample < samples(); sample++) {
      for (int other = sample; other < sample + 3; other++) {
        Object value = value(column, other);
        Object said = said(with(values(sample), column, value));
        if (!(said instanceof Optional<?> told && holds.test(value, told.orElse(null)))) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Whether this holds of every row of which the function tells.
   *
   * @param holds is given the column's value, and what the function says of the row
   */
  public boolean whereTold(Column column, BiPredicate<Object, Object> holds) {
    for (int sample = 0; sample < samples(); sample++) {
      for (int other = sample; other < sample + 3; other++) {
        Object value = value(column, other);
        if (said(with(values(sample), column, value)) instanceof Optional<?> told
            && told.isPresent()
            && !holds.test(value, told.get())) {
          return false;
        }
      }
    }
    return true;
  }

  /** So many that every choice is among them. */
  private int samples() {
    return table.columns().stream()
        .filter(column -> column.kind() == Column.Kind.CHOICE)
        .mapToInt(column -> column.type().getEnumConstants().length)
        .reduce(2, Math::max);
  }

  private Object[] values(int sample) {
    return table.columns().stream().map(column -> value(column, sample)).toArray();
  }

  private static Object[] with(Object[] values, Column column, Object value) {
    Object[] changed = values.clone();
    changed[column.index()] = value;
    return changed;
  }

  private static Object value(Column column, int sample) {
    return switch (column.kind()) {
      case TEXT -> String.valueOf((char) ('A' + sample % 26)).repeat(3);
      case CHOICE ->
          column.type().getEnumConstants()[sample % column.type().getEnumConstants().length];
      case DECIMAL -> BigDecimal.valueOf(sample + 1);
      case INSTANT -> Instant.EPOCH.plusSeconds(sample * 86_400L);
      case DATE -> LocalDate.EPOCH.plusDays(sample);
      case INT -> sample + 1;
      case LONG -> sample + 1L;
      case BOOLEAN -> sample % 2 == 0;
    };
  }

  private static Object[] others(Column column, int sample) {
    Object next = value(column, sample + 1);
    return column.maybe() ? new Object[] {next, null} : new Object[] {next};
  }

  /** What the function says; or that it cannot tell, which is told apart from every answer. */
  private Object said(Object[] values) {
    try {
      return Optional.ofNullable(function.apply(table.type().cast(table.shape().make(values))));
    } catch (RuntimeException e) {
      return e.getClass();
    }
  }
}
