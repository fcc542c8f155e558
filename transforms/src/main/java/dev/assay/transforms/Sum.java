package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.util.List;
import org.apache.beam.sdk.values.PCollection;

/**
 * Gold that adds up: each row of a source is a fact, and the facts of a key and day are one row.
 *
 * @param into the table of gold
 * @param source the table whose rows are added up
 * @param metric what one of its rows adds
 */
public record Sum<G extends Record>(Table<G> into, Table<?> source, Metric<?, G> metric)
    implements Recipe<G> {
  /** Begins the declaration of what this table is made of. */
  public static <G extends Record> Into<G> into(Table<G> table) {
    return new Into<>(table);
  }

  /** A table whose facts are not named yet. */
  public record Into<G extends Record>(Table<G> table) {
    /**
     * Of the rows of this table.
     *
     * @param fact what one row adds
     */
    public <T extends Record> Sum<G> of(Table<T> source, Table.Of<T, G> fact) {
      return new Sum<>(table, source, Metric.of(table, fact));
    }
  }

  /** What the rows of this source add, by the recipes among these that add them up. */
  @SuppressWarnings("unchecked")
  public static <T extends Record> List<Metric<T, ?>> of(Table<T> source, List<Recipe<?>> recipes) {
    return recipes.stream()
        .filter(Sum.class::isInstance)
        .map(recipe -> (Sum<?>) recipe)
        .filter(sum -> sum.source().equals(source))
        .<Metric<T, ?>>map(sum -> (Metric<T, ?>) sum.metric())
        .toList();
  }

  @Override
  public List<Table<?>> sources() {
    return List.of(source);
  }

  @Override
  public PCollection<Rows<G>> bounded(BoundedTables tables) {
    return tables.sums(this);
  }

  @Override
  public PCollection<Rows<Restated<G>>> unbounded(UnboundedTables tables) {
    return tables.sums(this);
  }
}
