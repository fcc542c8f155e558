package dev.assay.transforms;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import java.io.Serializable;
import org.apache.beam.sdk.coders.Coder;

/**
 * A gold table whose rows are sums of facts.
 *
 * @param table the gold table; its event time is the UTC day of the fact, and its columns say how
 *     facts add up
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

  Coder<G> coder() {
    return RecordCoder.of(table.type());
  }
}
