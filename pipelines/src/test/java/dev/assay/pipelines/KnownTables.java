package dev.assay.pipelines;

import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Table;
import dev.assay.transforms.Recipe;
import java.util.ArrayList;
import java.util.List;

/** The contracts of all tables of the flows that can be run, and of their books. */
public final class KnownTables {
  public static final List<Table<?>> ALL = all();

  private KnownTables() {}

  private static List<Table<?>> all() {
    List<Table<?>> tables = new ArrayList<>(List.of(ControlTotal.TABLE));
    for (Flow flow : Flows.all()) {
      flow.sources().forEach(source -> tables.add(source.table()));
      for (Recipe<?> recipe : flow.recipes()) {
        if (recipe instanceof Recipe.WithRows<?> rows) {
          tables.addAll(rows.given());
        }
        tables.add(recipe.into());
      }
    }
    return List.copyOf(tables);
  }
}
