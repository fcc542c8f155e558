package dev.assay.runners.simulate;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * All that happens in the bank, and how often beside the others. Without a row, nothing happens.
 */
enum BankOperation {
  BOOK(28, Accounts::book),
  TRANSFER(10, Accounts::transfer),
  CORRECT_BOOKING(6, Accounts::correct),
  CANCEL_BOOKING(4, Accounts::cancel),
  OPEN_ACCOUNT(3, Accounts::open),
  CLOSE_ACCOUNT(1, Accounts::close),
  BUY(10, Purchases::buy),
  BUY_WITH_LONG_TEXT(1, Purchases::buyWithLongText),
  CHANGE_QUANTITY(5, Purchases::changeQuantity),
  CHANGE_QUANTITY_BESIDE_LONG_TEXT(1, Purchases::changeQuantityBesideLongText),
  TAKE_PURCHASE_BACK(4, Purchases::takeBack),
  RENUMBER_PURCHASE(2, Purchases::renumber),
  ORDER_PAYMENT(7, PaymentOrders::order),
  ORDER_PAYMENT_WITH_LONG_TEXT(1, PaymentOrders::orderWithLongText),
  PAY(5, PaymentOrders::pay),
  POSTPONE_PAYMENT(2, PaymentOrders::postpone),
  CHANGE_AMOUNT_BESIDE_LONG_TEXT(1, PaymentOrders::changeAmountBesideLongText),
  PAUSE_PAYMENT(2, PaymentOrders::pause),
  RESUME_PAYMENT(2, PaymentOrders::resume),
  CANCEL_PAYMENT(2, PaymentOrders::cancel),
  DELETE_PAYMENT(1, PaymentOrders::delete),
  RENUMBER_PAYMENT(2, PaymentOrders::renumber);

  private static final int ALL_WEIGHTS = Arrays.stream(values()).mapToInt(o -> o.weight).sum();

  private final int weight;
  private final BankTransaction.Work work;

  BankOperation(int weight, BankTransaction.Work work) {
    this.weight = weight;
    this.work = work;
  }

  static BankOperation anyOf(SplittableRandom random) {
    int left = random.nextInt(ALL_WEIGHTS);
    for (BankOperation operation : values()) {
      left -= operation.weight;
      if (left < 0) {
        return operation;
      }
    }
    throw new AssertionError("the weights have another sum");
  }

  void on(BankTransaction transaction) throws SQLException {
    work.on(transaction);
  }
}
