package dev.assay.pipelines;

import dev.assay.pipelines.io.jdbc.RefusedRows;
import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import java.math.BigDecimal;

/**
 * What a gold table says of some days.
 *
 * @param rows how many silver rows it stands for; null where the table does not tell
 * @param amount their money
 */
record GoldSum(BigDecimal rows, Amount amount) {
  /** Of nothing, in this unit. */
  static GoldSum none(String unit) {
    return new GoldSum(BigDecimal.ZERO, Amount.zero(unit));
  }

  static GoldSum of(RefusedRows.Of refused) {
    return new GoldSum(refused.facts(), refused.amount());
  }

  /** With what the warehouse refused. */
  GoldSum plus(GoldSum refused) {
    return new GoldSum(rows == null ? null : rows.add(refused.rows), amount.plus(refused.amount));
  }

  boolean isEqualTo(ControlTotal silver) {
    return amount.isEqualTo(silver.money())
        && (rows == null || rows.compareTo(BigDecimal.valueOf(silver.rows())) == 0);
  }

  boolean isAtLeast(ControlTotal valid) {
    return amount.value().compareTo(valid.amount()) >= 0
        && (rows == null || rows.compareTo(BigDecimal.valueOf(valid.rows())) >= 0);
  }

  @Override
  public String toString() {
    return (rows == null ? "" : rows.toPlainString() + " rows / ") + amount;
  }
}
