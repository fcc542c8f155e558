package dev.assay.transforms;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import java.io.Serializable;
import java.time.LocalDate;
import org.apache.beam.sdk.coders.Coder;

/**
 * A gold table whose rows are sums of facts.
 *
 * @param table the gold table; its event time is the UTC day, or the first of the period, of the
 *     fact, and its columns say how facts add up
 * @param fact what one silver row adds to it
 */
public record Metric<T, G extends Record>(Table<G> table, Table.Of<T, G> fact)
    implements Serializable {

  public static <T, G extends Record> Metric<T, G> of(Table<G> table, Table.Of<T, G> fact) {
    return new Metric<>(table, fact);
  }

  /**
   * Checks it where it is declared, for a worker would only find out later.
   *
   * @throws IllegalArgumentException when the table does not say how its rows add up
   */
  public Metric {
    table.algebra();
  }

  /**
   * When the fact happened.
   *
   * @throws IllegalStateException when it is not the first day of what the table adds up: its row
   *     would be of no period
   */
  LocalDate dayOf(G fact) {
    LocalDate day = table.dayOf(fact).orElseThrow();
    if (!table.period().first(day).equals(day)) {
      throw new IllegalStateException(
          "%s is added up per %s, and is given a fact of %s: a fact bears the first day of its %s"
              .formatted(table, table.period(), day, table.period()));
    }
    return day;
  }

  Coder<G> coder() {
    return RecordCoder.of(table.type());
  }
}
