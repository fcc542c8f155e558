package dev.assay.schemas.insights;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * The balance of a customer's account over time. One row per change of the account; money in USD.
 *
 * @param customerId the number of the account: the source knows an account by its holder's number
 * @param lsn where the change stands in the log of the source
 * @param updtTs when it was committed
 * @param latestBalance the balance from then on
 * @param isCurrent whether the account stands so now
 */
public record CustomerBalance(
    @Key long customerId,
    @Key long lsn,
    @EventTime Instant updtTs,
    @Digits(precision = 10, scale = 2) BigDecimal latestBalance,
    boolean isCurrent) {

  public static final Table<CustomerBalance> TABLE =
      Table.of("customer_balance", CustomerBalance.class).in(Layer.GOLD);

  /** Of a version of the account. */
  public static CustomerBalance of(RowVersion version, CheckingAccount account) {
    return new CustomerBalance(
        account.accountId(),
        version.lsn(),
        version.validFrom(),
        account.accountBalance(),
        version.isCurrent());
  }
}
