package dev.assay.pipelines;

import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import dev.assay.schemas.Table.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * In what order the tables of gold are written: as they are declared, so that a row never comes
 * before one that it refers to, which a warehouse that holds the reference by a foreign key would
 * refuse.
 */
final class GoldOrder {
  private GoldOrder() {}

  /** The same tables from behind: rows are removed before those that they refer to. */
  static List<Table<?>> ofRemoval(List<Table<?>> ordered) {
    List<Table<?>> reversed = new ArrayList<>(ordered);
    Collections.reverse(reversed);
    return reversed;
  }

  /** The tables of gold that this one refers to. */
  static List<? extends Table<?>> referredTo(Table<?> table) {
    return table.references().stream()
        .map(Reference::table)
        .filter(other -> other.layer() == Layer.GOLD)
        .distinct()
        .toList();
  }

  /**
   * For what writes the tables in no order.
   *
   * @throws IllegalArgumentException when one refers to another
   */
  static void requireNone(List<Table<?>> gold) {
    for (Table<?> table : gold) {
      for (Table<?> other : referredTo(table)) {
        throw new IllegalArgumentException(
            table
                + " refers to "
                + other
                + ", and a stream writes tables of gold as they change, in no order: a warehouse with"
                + " a foreign key would refuse rows. Run the pipeline over files");
      }
    }
  }
}
