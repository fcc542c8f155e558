package dev.assay.schemas.insights;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * A checking account as it stands. One row per account.
 *
 * @param accountId identifies the account
 * @param accountHolderName the name of its holder
 * @param accountBalance in USD; below zero when overdrawn
 * @param lastTransactionDate absent before the first transaction
 */
public record CheckingAccount(
    @Key long accountId,
    String accountHolderName,
    @Digits(precision = 10, scale = 2) BigDecimal accountBalance,
    @Maybe LocalDate lastTransactionDate) {
  public static final Table<CheckingAccount> TABLE =
      Table.of("checking_account", CheckingAccount.class)
          .check("account_holder_name_is_not_blank", a -> !a.accountHolderName().isBlank());
}
