package dev.assay.runners.simulate;

import static dev.assay.runners.simulate.BankTable.ACCOUNT_TRANSACTIONS;
import static dev.assay.runners.simulate.BankTable.CHECKING_ACCOUNT;

import dev.assay.schemas.insights.AccountTransaction.Kind;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What happens on accounts. Every booking changes the balance of its account in the same
 * transaction, so a balance is always what its account's bookings add up to.
 */
final class Accounts {

  private static final int FIRST_DEPOSIT = 10_000;
  private static final int BOOKING = 2_000;
  private static final BigDecimal RICH = BigDecimal.valueOf(100_000);
  private static final BigDecimal LARGEST_BALANCE = new BigDecimal("99999999.99");

  private static final String ACCOUNT = "account_id, account_balance";

  private Accounts() {}

  /** An account as it stands in its locked row. Every customer has up to two. */
  record Account(long id, BigDecimal balance) {
    static Account of(ResultSet row) throws SQLException {
      return new Account(row.getLong(1), row.getBigDecimal(2));
    }

    long customerId() {
      return (id + 1) / 2;
    }
  }

  private record Booking(long id, long accountId, Kind kind, BigDecimal amount) {
    static Booking of(ResultSet row) throws SQLException {
      return new Booking(
          row.getLong(1), row.getLong(2), Kind.valueOf(row.getString(3)), row.getBigDecimal(4));
    }

    BigDecimal effect() {
      return signed(kind, amount);
    }
  }

  private static BigDecimal signed(Kind kind, BigDecimal amount) {
    return kind == Kind.CREDIT ? amount : amount.negate();
  }

  /** With a first deposit, mostly. */
  static void open(BankTransaction bank) throws SQLException {
    long id =
        bank.insert(
            CHECKING_ACCOUNT,
            "account_holder_name, account_balance",
            PersonName.anyOf(bank.random()),
            BigDecimal.ZERO);
    if (bank.random().nextInt(10) > 0) {
      Account opened = new Account(id, BigDecimal.ZERO);
      book(bank, opened, Kind.CREDIT, bank.amountUpTo(FIRST_DEPOSIT));
    }
  }

  /** Pays out what is left, or collects what is owed. The bookings stay. */
  static void close(BankTransaction bank) throws SQLException {
    Optional<Account> any = any(bank);
    if (any.isPresent()) {
      Account account = any.get();
      if (account.balance().signum() != 0) {
        Kind kind = account.balance().signum() > 0 ? Kind.DEBIT : Kind.CREDIT;
        book(bank, account, kind, account.balance().abs());
      }
      bank.delete(CHECKING_ACCOUNT, account.id());
    }
  }

  /** Reads and locks an account, and changes nothing. */
  static void look(BankTransaction bank) throws SQLException {
    any(bank);
  }

  static void book(BankTransaction bank) throws SQLException {
    Optional<Account> any = any(bank);
    if (any.isPresent()) {
      Account account = any.get();
      boolean credit =
          !canPay(account) || account.balance().compareTo(RICH) < 0 && bank.random().nextInt(5) < 2;
      book(bank, account, credit ? Kind.CREDIT : Kind.DEBIT, bank.amountUpTo(BOOKING));
    }
  }

  /** Two bookings of one amount. */
  static void transfer(BankTransaction bank) throws SQLException {
    Optional<Account> from = any(bank).filter(Accounts::canPay);
    Optional<Account> to = any(bank).filter(account -> account.balance().compareTo(RICH) < 0);
    if (from.isPresent() && to.isPresent()) {
      BigDecimal amount = bank.amountUpTo(BOOKING);
      book(bank, from.get(), Kind.DEBIT, amount);
      book(bank, to.get(), Kind.CREDIT, amount);
    }
  }

  /** Another amount for a booking, unless its account is closed. */
  static void correct(BankTransaction bank) throws SQLException {
    Optional<Booking> any = anyBooking(bank);
    if (any.isPresent()) {
      Booking booking = any.get();
      BigDecimal amount = bank.amountUpTo(BOOKING);
      BigDecimal change = signed(booking.kind(), amount).subtract(booking.effect());
      if (changed(bank, booking.accountId(), change)) {
        bank.update(ACCOUNT_TRANSACTIONS, booking.id(), "amount = ?", amount);
      }
    }
  }

  /** Takes a booking back as if it had never been, unless its account is closed. */
  static void cancel(BankTransaction bank) throws SQLException {
    Optional<Booking> any = anyBooking(bank);
    if (any.isPresent() && changed(bank, any.get().accountId(), any.get().effect().negate())) {
      bank.delete(ACCOUNT_TRANSACTIONS, any.get().id());
    }
  }

  /** Debits one of the customer's accounts, where one has money. */
  static void pay(BankTransaction bank, long customerId, BigDecimal amount) throws SQLException {
    for (long id = customerId * 2 - 1; id <= customerId * 2; id++) {
      Optional<Account> account =
          bank.row(CHECKING_ACCOUNT, id, ACCOUNT, Account::of).filter(Accounts::canPay);
      if (account.isPresent()) {
        book(bank, account.get(), Kind.DEBIT, amount);
        return;
      }
    }
  }

  static Optional<Account> any(BankTransaction bank) throws SQLException {
    return bank.anyOf(CHECKING_ACCOUNT, ACCOUNT, "true", Account::of);
  }

  private static Optional<Booking> anyBooking(BankTransaction bank) throws SQLException {
    return bank.anyOf(ACCOUNT_TRANSACTIONS, "id, account_id, kind, amount", "true", Booking::of);
  }

  private static boolean canPay(Account account) {
    return account.balance().signum() > 0;
  }

  private static void book(BankTransaction bank, Account account, Kind kind, BigDecimal amount)
      throws SQLException {
    bank.insert(
        ACCOUNT_TRANSACTIONS,
        "customer_id, account_id, kind, amount, occurred_at",
        account.customerId(),
        account.id(),
        kind.name(),
        amount,
        bank.at());
    change(bank, account.id(), signed(kind, amount));
  }

  /** False where there is no such account or its balance would not fit the column. */
  private static boolean changed(BankTransaction bank, long accountId, BigDecimal by)
      throws SQLException {
    Optional<Account> account =
        bank.row(CHECKING_ACCOUNT, accountId, ACCOUNT, Account::of)
            .filter(a -> a.balance().add(by).abs().compareTo(LARGEST_BALANCE) <= 0);
    if (account.isPresent()) {
      change(bank, accountId, by);
    }
    return account.isPresent();
  }

  private static void change(BankTransaction bank, long accountId, BigDecimal by)
      throws SQLException {
    bank.update(
        CHECKING_ACCOUNT,
        accountId,
        "account_balance = account_balance + ?, last_transaction_date = ?",
        by,
        bank.today());
  }
}
