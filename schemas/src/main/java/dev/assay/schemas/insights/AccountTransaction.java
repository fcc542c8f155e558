package dev.assay.schemas.insights;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * A booking on an account. One row per booking.
 *
 * @param id identifies the booking
 * @param customerId the customer whose account it is
 * @param accountId the account that is booked on
 * @param kind whether money leaves the account or comes to it
 * @param amount in USD, always positive: what it does to the balance is said by the kind
 * @param occurredAt when it was booked
 */
public record AccountTransaction(
    @Key long id,
    long customerId,
    long accountId,
    Kind kind,
    @Digits(precision = 12, scale = 2) BigDecimal amount,
    @EventTime Instant occurredAt) {

  /** Whether money leaves the account or comes to it. */
  public enum Kind {
    DEBIT,
    CREDIT
  }

  public static final Table<AccountTransaction> TABLE =
      Table.of("account_transactions", AccountTransaction.class)
          .check("amount_is_positive", t -> t.amount().signum() > 0)
          .amount(AccountTransaction::amount, "USD");

  public BigDecimal debit() {
    return kind == Kind.DEBIT ? amount : BigDecimal.ZERO;
  }

  public BigDecimal credit() {
    return kind == Kind.CREDIT ? amount : BigDecimal.ZERO;
  }
}
