package dev.assay.transforms;

import dev.assay.schemas.Table;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.values.PCollection;

/**
 * Gold that adds up: each row of its sources is a fact, and the facts of a key and day are one row,
 * whichever source they are of.
 *
 * @param into the table of gold
 * @param parts what the rows of each source add
 */
public record Sum<G extends Record>(Table<G> into, List<Part<?, G>> parts) implements Recipe<G> {
  public Sum {
    parts = List.copyOf(parts);
  }

  /** What the rows of one table add. */
  public record Part<T extends Record, G extends Record>(Table<T> source, Metric<T, G> metric)
      implements Serializable {}

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
      return new Sum<G>(table, List.of()).and(source, fact);
    }
  }

  /**
   * And of the rows of this table.
   *
   * @param fact what one row adds
   */
  public <T extends Record> Sum<G> and(Table<T> source, Table.Of<T, G> fact) {
    List<Part<?, G>> more = new ArrayList<>(parts);
    more.add(new Part<>(source, Metric.of(into, fact)));
    return new Sum<>(into, more);
  }

  /** The sums among these recipes. */
  public static List<Sum<?>> among(List<Recipe<?>> recipes) {
    return recipes.stream()
        .filter(Sum.class::isInstance)
        .<Sum<?>>map(recipe -> (Sum<?>) recipe)
        .toList();
  }

  /** What the rows of this source add to each of these. */
  @SuppressWarnings("unchecked")
  public static <T extends Record> List<Addend<T>> addends(Table<T> source, List<Sum<?>> sums) {
    List<Addend<T>> addends = new ArrayList<>();
    for (int number = 0; number < sums.size(); number++) {
      for (Part<?, ?> part : sums.get(number).parts()) {
        if (part.source().equals(source)) {
          addends.add(new Addend<>(number, (Metric<T, ?>) part.metric()));
        }
      }
    }
    return addends;
  }

  @Override
  public List<Table<?>> sources() {
    return parts.stream().<Table<?>>map(Part::source).toList();
  }

  /** A source without event time has no days: what it adds may be to any. */
  @Override
  public boolean isOfAllDays() {
    return parts.stream().anyMatch(part -> part.source().eventTime().isEmpty());
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
