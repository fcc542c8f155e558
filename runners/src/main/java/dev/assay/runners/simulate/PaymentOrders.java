package dev.assay.runners.simulate;

import static dev.assay.runners.simulate.BankTable.SCHEDULED_PAYMENTS;

import dev.assay.runners.simulate.Accounts.Account;
import dev.assay.schemas.insights.ScheduledPayment.Frequency;
import dev.assay.schemas.insights.ScheduledPayment.Status;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** What happens to scheduled payments. */
final class PaymentOrders {

  private static final int LARGEST_AMOUNT = 1_500;
  private static final int FIRST_DUE_WITHIN_DAYS = 60;
  private static final List<String> PAYEES =
      List.of(
          "City Water Works",
          "Rent, 4 Elm Street",
          "Électricité du Nord",
          "O'Neill Insurance",
          "Gym \"Iron\"",
          "Библиотека",
          "School fees");

  private static final String ACTIVE = is(Status.ACTIVE);
  private static final String LONG_PAYEE = LongText.IN_COLUMN.formatted("payee");

  private PaymentOrders() {}

  private record Order(
      long id, long customerId, BigDecimal amount, Frequency frequency, LocalDate nextDueOn) {
    static final String COLUMNS = "id, customer_id, amount, frequency, next_due_on";

    static Order of(ResultSet row) throws SQLException {
      return new Order(
          row.getLong(1),
          row.getLong(2),
          row.getBigDecimal(3),
          Frequency.valueOf(row.getString(4)),
          row.getObject(5, LocalDate.class));
    }

    LocalDate dueAfterThat() {
      return switch (frequency) {
        case WEEKLY -> nextDueOn.plusWeeks(1);
        case MONTHLY -> nextDueOn.plusMonths(1);
        case QUARTERLY -> nextDueOn.plusMonths(3);
        case YEARLY -> nextDueOn.plusYears(1);
      };
    }
  }

  static void order(BankTransaction bank) throws SQLException {
    order(bank, PAYEES.get(bank.random().nextInt(PAYEES.size())));
  }

  static void orderWithLongText(BankTransaction bank) throws SQLException {
    order(bank, LongText.anyOf(bank.random()));
  }

  /** Books the payment and moves the day of the next. */
  static void pay(BankTransaction bank) throws SQLException {
    Optional<Order> any = any(bank, ACTIVE);
    if (any.isPresent()) {
      Order order = any.get();
      Accounts.pay(bank, order.customerId(), order.amount());
      bank.update(SCHEDULED_PAYMENTS, order.id(), "next_due_on = ?", order.dueAfterThat());
    }
  }

  static void postpone(BankTransaction bank) throws SQLException {
    set(bank, ACTIVE, "next_due_on = next_due_on + ?", bank.random().nextInt(1, 10));
  }

  /** So that the long text is not told again. */
  static void changeAmountBesideLongText(BankTransaction bank) throws SQLException {
    set(bank, LONG_PAYEE, "amount = ?", bank.amountUpTo(LARGEST_AMOUNT));
  }

  static void pause(BankTransaction bank) throws SQLException {
    set(bank, ACTIVE, "status = ?", Status.PAUSED.name());
  }

  static void resume(BankTransaction bank) throws SQLException {
    set(bank, is(Status.PAUSED), "status = ?", Status.ACTIVE.name());
  }

  static void cancel(BankTransaction bank) throws SQLException {
    set(bank, "NOT " + is(Status.CANCELLED), "status = ?", Status.CANCELLED.name());
  }

  static void delete(BankTransaction bank) throws SQLException {
    Optional<Order> any = any(bank, is(Status.CANCELLED));
    if (any.isPresent()) {
      bank.delete(SCHEDULED_PAYMENTS, any.get().id());
    }
  }

  static void renumber(BankTransaction bank) throws SQLException {
    Optional<Order> any = any(bank, "true");
    if (any.isPresent()) {
      bank.renumber(SCHEDULED_PAYMENTS, any.get().id());
    }
  }

  private static void order(BankTransaction bank, String payee) throws SQLException {
    Optional<Account> account = Accounts.any(bank);
    if (account.isPresent()) {
      Frequency[] all = Frequency.values();
      bank.insert(
          SCHEDULED_PAYMENTS,
          "customer_id, payee, amount, frequency, next_due_on, status",
          account.get().customerId(),
          payee,
          bank.amountUpTo(LARGEST_AMOUNT),
          all[bank.random().nextInt(all.length)].name(),
          bank.today().plusDays(bank.random().nextInt(1, FIRST_DUE_WITHIN_DAYS)),
          Status.ACTIVE.name());
    }
  }

  private static void set(BankTransaction bank, String condition, String assignment, Object value)
      throws SQLException {
    Optional<Order> any = any(bank, condition);
    if (any.isPresent()) {
      bank.update(SCHEDULED_PAYMENTS, any.get().id(), assignment, value);
    }
  }

  private static Optional<Order> any(BankTransaction bank, String condition) throws SQLException {
    return bank.anyOf(SCHEDULED_PAYMENTS, Order.COLUMNS, condition, Order::of);
  }

  private static String is(Status status) {
    return "status = '" + status + "'";
  }
}
