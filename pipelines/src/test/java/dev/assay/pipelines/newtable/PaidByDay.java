package dev.assay.pipelines.newtable;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Sum;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.LocalDate;

/** What was paid on a day. One row per UTC day. */
public record PaidByDay(
    @Key @EventTime LocalDate day,
    @Sum long payments,
    @Sum @Digits(precision = 38, scale = 2) BigDecimal paid) {

  public static final Table<PaidByDay> TABLE =
      Table.of("paid_by_day", PaidByDay.class)
          .in(Layer.GOLD)
          .amount("CZK", "paid")
          .proves(Payment.TABLE, "payments");

  public static PaidByDay of(Payment payment) {
    return new PaidByDay(payment.paidOn(), 1, payment.amount());
  }
}
