package dev.assay.schemas.insights;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Reversible;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.ScheduledPayment.Frequency;
import dev.assay.schemas.insights.ScheduledPayment.Status;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What a customer's standing orders amount to that are due next on a day. One row per day,
 * customer, status and frequency; money in USD.
 *
 * @param day when the payments are due next
 * @param customerId the customer who ordered the payments
 * @param status whether the payments are made
 * @param frequency how often each is made
 * @param payments number of standing orders
 * @param amount of one payment of each
 */
public record PaymentsDue(
    @Key @EventTime LocalDate day,
    @Key long customerId,
    @Key Status status,
    @Key Frequency frequency,
    long payments,
    @Digits(precision = 38, scale = 2) BigDecimal amount)
    implements Reversible<PaymentsDue> {

  public static final Table<PaymentsDue> TABLE =
      Table.of("payments_due", PaymentsDue.class).in(Layer.GOLD).amount(PaymentsDue::amount, "USD");

  public static PaymentsDue of(ScheduledPayment payment) {
    return new PaymentsDue(
        payment.nextDueOn(),
        payment.customerId(),
        payment.status(),
        payment.frequency(),
        1,
        payment.amount());
  }

  @Override
  public PaymentsDue plus(PaymentsDue other) {
    return new PaymentsDue(
        day, customerId, status, frequency, payments + other.payments, amount.add(other.amount));
  }

  @Override
  public PaymentsDue minus(PaymentsDue part) {
    return new PaymentsDue(
        day, customerId, status, frequency, payments - part.payments, amount.subtract(part.amount));
  }
}
