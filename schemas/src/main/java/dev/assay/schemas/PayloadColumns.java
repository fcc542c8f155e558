package dev.assay.schemas;

import dev.assay.schemas.Table.Of;

/**
 * Finds out whether what a table states of its rows follows from what their payloads say. A column
 * that a later step adds is absent when a payload is read, and one that silver hides is another
 * then: an amount that looks at either is not the same before and after.
 */
final class PayloadColumns {
  private PayloadColumns() {}

  /**
   * Tries the amount of a table.
   *
   * @throws IllegalArgumentException when it looks at another column
   */
  static <T extends Record> void check(Table<T> table, Of<T, Amount> amount) {
    new Trial<>(table, amount)
        .looksAt(column -> column.added() || column.mask().isPresent())
        .ifPresent(
            column -> {
              throw looksAt(table, column);
            });
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
