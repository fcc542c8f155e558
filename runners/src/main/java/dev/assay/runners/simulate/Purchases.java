package dev.assay.runners.simulate;

import static dev.assay.runners.simulate.BankTable.PURCHASE_TRENDS;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What happens to purchases. */
final class Purchases {

  private static final int MOST_PIECES = 20;
  private static final List<String> PRODUCTS =
      List.of(
          "Coffee maker",
          "Crème brûlée torch",
          "Television 55\"",
          "Kid's bicycle",
          "Headphones",
          "Office chair, black",
          "Running shoes",
          "日本茶",
          "Desk lamp",
          "Garden hose",
          "Suitcase",
          "Back\\slash notebook");

  private Purchases() {}

  static void buy(BankTransaction bank) throws SQLException {
    buy(bank, PRODUCTS.get(bank.random().nextInt(PRODUCTS.size())));
  }

  static void buyWithLongText(BankTransaction bank) throws SQLException {
    buy(bank, LongText.anyOf(bank.random()));
  }

  static void changeQuantity(BankTransaction bank) throws SQLException {
    changeQuantity(bank, "true");
  }

  /** So that the long text is not told again. */
  static void changeQuantityBesideLongText(BankTransaction bank) throws SQLException {
    changeQuantity(bank, LongText.IN_COLUMN.formatted("product"));
  }

  static void takeBack(BankTransaction bank) throws SQLException {
    Optional<Long> id = any(bank, "true");
    if (id.isPresent()) {
      bank.delete(PURCHASE_TRENDS, id.get());
    }
  }

  static void renumber(BankTransaction bank) throws SQLException {
    Optional<Long> id = any(bank, "true");
    if (id.isPresent()) {
      bank.renumber(PURCHASE_TRENDS, id.get());
    }
  }

  private static void buy(BankTransaction bank, String product) throws SQLException {
    bank.insert(
        PURCHASE_TRENDS, "product, quantity, purchase_date", product, pieces(bank), bank.today());
  }

  private static void changeQuantity(BankTransaction bank, String condition) throws SQLException {
    Optional<Long> id = any(bank, condition);
    if (id.isPresent()) {
      bank.update(PURCHASE_TRENDS, id.get(), "quantity = ?", pieces(bank));
    }
  }

  private static int pieces(BankTransaction bank) {
    return bank.random().nextInt(1, MOST_PIECES + 1);
  }

  private static Optional<Long> any(BankTransaction bank, String condition) throws SQLException {
    return bank.anyOf(PURCHASE_TRENDS, "id", condition, row -> row.getLong(1));
  }
}
