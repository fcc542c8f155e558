package dev.assay.pipelines.newtable;

import dev.assay.schemas.Additive;
import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.LocalDate;

/** What was paid on a day. One row per UTC day. */
public record PaidByDay(
    @Key @EventTime LocalDate day,
    long payments,
    @Digits(precision = 38, scale = 2) BigDecimal paid)
    implements Additive<PaidByDay> {

  public static final Table<PaidByDay> TABLE =
      Table.of("paid_by_day", PaidByDay.class).in(Layer.GOLD).amount(PaidByDay::paid, "CZK");

  public static PaidByDay of(Payment payment) {
    return new PaidByDay(payment.paidOn(), 1, payment.amount());
  }

  @Override
  public PaidByDay plus(PaidByDay other) {
    return new PaidByDay(day, payments + other.payments, paid.add(other.paid));
  }
}
