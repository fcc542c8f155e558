package dev.assay.pipelines.newtable;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.LocalDate;

/** A payment, a table that only this test knows. One row per payment. */
public record Payment(
    @Key String paymentId,
    @EventTime LocalDate paidOn,
    @Digits(scale = 2) BigDecimal amount,
    @Maybe String note) {

  public static final Table<Payment> TABLE =
      Table.of("payments", Payment.class)
          .check("amount_is_not_zero", p -> p.amount().signum() != 0)
          .amount(Payment::amount, "CZK");
}
