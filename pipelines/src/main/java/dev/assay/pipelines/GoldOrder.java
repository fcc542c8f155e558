package dev.assay.pipelines;

import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import dev.assay.schemas.Table.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * In what order the tables of gold are written, so that a row never comes before one that it refers
 * to: a warehouse that holds the reference by a foreign key would refuse it.
 */
final class GoldOrder {
  private final List<Table<?>> all;
  private final Set<Table<?>> ordered = new LinkedHashSet<>();
  private final List<Table<?>> path = new ArrayList<>();

  private GoldOrder(List<Table<?>> all) {
    this.all = all;
  }

  /**
   * Every table behind those that it refers to, and else in the given order.
   *
   * @throws IllegalArgumentException when there is no such order, or a table that is referred to is
   *     not among them
   */
  static List<Table<?>> of(List<Table<?>> gold) {
    GoldOrder order = new GoldOrder(gold);
    gold.forEach(order::add);
    return List.copyOf(order.ordered);
  }

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

  private void add(Table<?> table) {
    if (ordered.contains(table)) {
      return;
    }
    boolean isCycle = path.contains(table);
    path.add(table);
    if (isCycle) {
      throw new IllegalArgumentException(
          "Tables of gold that refer to one another have no order to be written in: "
              + String.join(" -> ", path.stream().map(Table::name).toList()));
    }
    for (Table<?> other : referredTo(table)) {
      if (!all.contains(other)) {
        throw new IllegalArgumentException(
            table + " refers to " + other + ", which the pipeline does not make");
      }
      // That of the pipeline: the one that is named may be an equal one without references.
      add(all.get(all.indexOf(other)));
    }
    path.remove(path.size() - 1);
    ordered.add(table);
  }
}
