package dev.assay.schemas.insights;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Reversible;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * What was booked for a customer on a day, as it stands now: corrections and cancellations count.
 * One row per UTC day and customer; money in USD.
 *
 * @param day the UTC day of the bookings
 * @param customerId the customer whose accounts were booked on
 * @param transactions number of bookings
 * @param debits money that left the accounts
 * @param credits money that came to the accounts
 */
public record CustomerTransactions(
    @Key @EventTime LocalDate day,
    @Key long customerId,
    long transactions,
    @Digits(precision = 38, scale = 2) BigDecimal debits,
    @Digits(precision = 38, scale = 2) BigDecimal credits)
    implements Reversible<CustomerTransactions> {

  public static final Table<CustomerTransactions> TABLE =
      Table.of("customer_transactions", CustomerTransactions.class)
          .in(Layer.GOLD)
          .amount(row -> row.debits().add(row.credits()), "USD");

  public static CustomerTransactions of(AccountTransaction booked) {
    return new CustomerTransactions(
        LocalDate.ofInstant(booked.occurredAt(), ZoneOffset.UTC),
        booked.customerId(),
        1,
        booked.debit(),
        booked.credit());
  }

  @Override
  public CustomerTransactions plus(CustomerTransactions other) {
    return new CustomerTransactions(
        day,
        customerId,
        transactions + other.transactions,
        debits.add(other.debits),
        credits.add(other.credits));
  }

  @Override
  public CustomerTransactions minus(CustomerTransactions part) {
    return new CustomerTransactions(
        day,
        customerId,
        transactions - part.transactions,
        debits.subtract(part.debits),
        credits.subtract(part.credits));
  }
}
