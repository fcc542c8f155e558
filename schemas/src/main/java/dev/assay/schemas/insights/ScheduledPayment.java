package dev.assay.schemas.insights;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * A payment that a customer has ordered to be made again and again. One row per order.
 *
 * @param id identifies the order
 * @param customerId the customer who ordered it
 * @param payee who is paid
 * @param amount in USD, of each payment
 * @param frequency how often it is paid
 * @param nextDueOn when it is due next
 * @param status whether it is paid
 */
public record ScheduledPayment(
    @Key long id,
    long customerId,
    String payee,
    @Digits(precision = 12, scale = 2) BigDecimal amount,
    Frequency frequency,
    LocalDate nextDueOn,
    Status status) {

  /** How often it is paid. */
  public enum Frequency {
    WEEKLY,
    MONTHLY,
    QUARTERLY,
    YEARLY
  }

  /** Whether it is paid. */
  public enum Status {
    ACTIVE,
    PAUSED,
    CANCELLED
  }

  public static final Table<ScheduledPayment> TABLE =
      Table.of("scheduled_payments", ScheduledPayment.class)
          .check("payee_is_not_blank", p -> !p.payee().isBlank())
          .check("amount_is_positive", p -> p.amount().signum() > 0)
          .amount(ScheduledPayment::amount, "USD");
}
