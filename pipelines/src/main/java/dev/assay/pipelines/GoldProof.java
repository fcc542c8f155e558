package dev.assay.pipelines;

import dev.assay.schemas.Table;
import java.io.Serializable;

/**
 * How a gold table shows that it is made of all silver rows and of no others.
 *
 * @param rows how many silver rows a gold row stands for; null where the table does not tell
 * @param rowsSql the same as SQL
 * @param amountSql the money of a gold row as SQL; in Java its contract says it
 */
public record GoldProof<G>(Table.Of<G, Long> rows, String rowsSql, String amountSql)
    implements Serializable {
  public static <G> GoldProof<G> of(Table.Of<G, Long> rows, String rowsSql, String amountSql) {
    return new GoldProof<>(rows, rowsSql, amountSql);
  }

  /** By money only. */
  public static <G> GoldProof<G> ofMoney(String amountSql) {
    return new GoldProof<>(null, null, amountSql);
  }
}
