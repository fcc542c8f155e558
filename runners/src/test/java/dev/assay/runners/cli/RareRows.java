package dev.assay.runners.cli;

import dev.assay.pipelines.io.jdbc.Warehouse;
import java.sql.ResultSet;
import java.sql.Statement;

/**
 * Rows of the bank of which each is the only one behind a row of gold: when it changes, the row of
 * gold must vanish. There are many of them, for a bank that is worked in changes some by itself.
 *
 * @param bank the source database
 * @param name of their products
 * @param customer their customers are those that follow, of whom the bank has no others
 */
record RareRows(Warehouse bank, String name, long customer) {
  private static final int ROWS = 60;

  static RareRows insert(Warehouse bank, String name, long customer) {
    RareRows rows = new RareRows(bank, name, customer);
    rows.execute(
        """
        INSERT INTO purchase_trends (product, quantity, purchase_date)
          SELECT '%1$s ' || i, 1, date '2031-01-01' + i FROM generate_series(1, %3$d) i;
        INSERT INTO account_transactions (customer_id, account_id, kind, amount, occurred_at)
          SELECT %2$d + i, %2$d + i, 'CREDIT', 1, timestamptz '2031-01-01 12:00Z' + i * interval '1 day'
          FROM generate_series(1, %3$d) i;
        INSERT INTO scheduled_payments
            (customer_id, payee, amount, frequency, next_due_on, status)
          SELECT %2$d + i, 'Landlord', 1, 'YEARLY', date '2031-01-01' + i, 'ACTIVE'
          FROM generate_series(1, %3$d) i;
        """);
    return rows;
  }

  /** Each in its way: renamed, deleted, due another day. */
  void change() {
    execute(
        """
        UPDATE purchase_trends SET product = 'Common' WHERE product LIKE '%1$s %%';
        DELETE FROM account_transactions WHERE customer_id > %2$d AND customer_id <= %2$d + %3$d;
        UPDATE scheduled_payments SET next_due_on = '2032-01-01'
          WHERE customer_id > %2$d AND customer_id <= %2$d + %3$d;
        """);
  }

  /** How many rows of gold stand for them in the table that has fewest. */
  long inGold(Warehouse warehouse) {
    return least(
        warehouse,
        "SELECT count(*) FROM insights.product_sales WHERE product LIKE '%1$s %%'",
        "SELECT count(*) FROM insights.customer_transactions WHERE customer_id > %2$d AND customer_id"
            + " <= %2$d + %3$d",
        "SELECT count(*) FROM insights.payments_due WHERE customer_id > %2$d AND customer_id <= %2$d +"
            + " %3$d AND day < '2031-12-31'");
  }

  /** How many rows stand unchanged in silver, in the table that has most. */
  long inSilver(Warehouse warehouse) {
    return -least(
        warehouse,
        "SELECT -count(*) FROM insights.silver_purchase_trends WHERE product LIKE '%1$s %%'",
        "SELECT -count(*) FROM insights.silver_account_transactions WHERE customer_id > %2$d AND customer_id"
            + " <= %2$d + %3$d",
        "SELECT -count(*) FROM insights.silver_scheduled_payments WHERE customer_id > %2$d AND customer_id"
            + " <= %2$d + %3$d AND next_due_on < '2031-12-31'");
  }

  private long least(Warehouse warehouse, String... counts) {
    String sql = "SELECT least((" + String.join("), (", counts) + "))";
    return warehouse.within(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet result = statement.executeQuery(filled(sql))) {
            result.next();
            return result.getLong(1);
          }
        });
  }

  private void execute(String sql) {
    bank.within(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(filled(sql));
          }
        });
  }

  private String filled(String sql) {
    return sql.formatted(name, customer, ROWS);
  }
}
