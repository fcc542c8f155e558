package dev.assay.schemas;

import dev.assay.schemas.Table.Of;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * Finds out whether what a table states of its rows follows from what their payloads say. A column
 * that a later step adds is absent when a payload is read, and one that silver hides is another
 * then: an amount that looks at either is not the same before and after. A function cannot be
 * looked into, so it is tried on rows that differ in nothing else.
 */
final class PayloadColumns {
  private PayloadColumns() {}

  /**
   * Tries the amount of a table.
   *
   * @throws IllegalArgumentException when it looks at another column
   */
  static <T extends Record> void check(Table<T> table, Of<T, Amount> amount) {
    List<Column> later =
        table.columns().stream().filter(c -> c.added() || c.mask().isPresent()).toList();
    if (later.isEmpty()) {
      return;
    }
    for (int sample = 0; sample < samples(table); sample++) {
      Object[] values = new Object[table.columns().size()];
      for (Column column : table.columns()) {
        values[column.index()] = value(column, sample);
      }
      Object expected = said(table, amount, values);
      for (Column column : later) {
        for (Object other : others(column, sample)) {
          Object[] changed = values.clone();
          changed[column.index()] = other;
          if (!expected.equals(said(table, amount, changed))) {
            throw looksAt(table, column);
          }
        }
      }
    }
  }

  /** So many that every choice is among them. */
  private static int samples(Table<?> table) {
    return table.columns().stream()
        .filter(column -> column.kind() == Column.Kind.CHOICE)
        .mapToInt(column -> column.type().getEnumConstants().length)
        .reduce(2, Math::max);
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

  /** The amount, or that it cannot be told, which is told apart from every amount. */
  private static <T extends Record> Object said(
      Table<T> table, Of<T, Amount> amount, Object[] values) {
    try {
      return amount.apply(table.type().cast(table.shape().make(values)));
    } catch (RuntimeException e) {
      return e.getClass();
    }
  }

  private static IllegalArgumentException looksAt(Table<?> table, Column column) {
    return new IllegalArgumentException(
        table
            + ": the amount looks at "
            + column.name()
            + ", which "
            + (column.added() ? "a later step adds" : "silver hides")
            + ": take it from columns that stand in the payload as silver has them, or what was"
            + " read and what became of it are not equal");
  }
}
