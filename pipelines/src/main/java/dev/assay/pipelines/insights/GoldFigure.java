package dev.assay.pipelines.insights;

import dev.assay.pipelines.io.jdbc.Warehouse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A figure of gold, and the same asked of the source database: at a quiet moment both give the same
 * rows, in the same order: of names that of their bytes, for databases sort names in many ways.
 */
public enum GoldFigure {
  TRANSACTION_SUMMARY(
      "SELECT customer_id, count(*) AS total_transactions, round(avg(amount), 4) AS"
          + " average_transaction, coalesce(sum(amount) FILTER (WHERE kind = 'DEBIT'), 0.00) AS"
          + " total_debits, coalesce(sum(amount) FILTER (WHERE kind = 'CREDIT'), 0.00) AS"
          + " total_credits FROM public.account_transactions GROUP BY customer_id",
      "SELECT * FROM insights.transaction_summary"),
  CUSTOMER_LATEST_BALANCE(
      "SELECT account_id AS customer_id, account_balance AS latest_balance FROM"
          + " public.checking_account",
      "SELECT customer_id, latest_balance FROM insights.customer_latest_balance"),
  POPULAR_PRODUCTS(
      "SELECT product COLLATE \"C\" AS product, sum(quantity) AS total_quantity_sold FROM"
          + " public.purchase_trends GROUP BY product",
      "SELECT product COLLATE \"C\" AS product, total_quantity_sold FROM insights.popular_products"),
  SCHEDULED_PAYMENTS_SUMMARY(
      "SELECT customer_id, status, count(*) AS payments, round(sum(amount * CASE frequency WHEN"
          + " 'WEEKLY' THEN 52 WHEN 'MONTHLY' THEN 12 WHEN 'QUARTERLY' THEN 4 ELSE 1 END) / 12, 2)"
          + " AS amount_per_month, min(next_due_on) AS next_due_on FROM public.scheduled_payments"
          + " GROUP BY customer_id, status",
      "SELECT * FROM insights.scheduled_payments_summary");

  private final String ofSource;
  private final String ofGold;

  GoldFigure(String ofSource, String ofGold) {
    this.ofSource = ofSource;
    this.ofGold = ofGold;
  }

  /** The view in the warehouse. */
  public String view() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The rows that the source database gives, as text, in the order of their columns. */
  public List<List<String>> inSource(Warehouse source) {
    return source.within("source", connection -> rows(connection, ofSource));
  }

  /** The rows that gold has, likewise. */
  public List<List<String>> inGold(Warehouse warehouse) {
    return warehouse.within(connection -> rows(connection, ofGold));
  }

  /** What is wrong with the figure in gold, as the end of a sentence; empty where all is equal. */
  public Optional<String> difference(Warehouse source, Warehouse warehouse) {
    Answer<List<List<String>>> there =
        Answer.ofSource(source, connection -> rows(connection, ofSource));
    Answer<List<List<String>>> here =
        Answer.ofWarehouse(warehouse, connection -> rows(connection, ofGold));
    Optional<String> refusal = Answer.refusal(there, here);
    if (refusal.isPresent()) {
      return refusal.map(why -> "cannot be compared: " + why);
    }
    return there.given().equals(here.given()) ? Optional.empty() : Optional.of("DIFFERS");
  }

  /** The names of the columns. */
  public List<String> columns(Warehouse warehouse) {
    return warehouse.within(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet result = statement.executeQuery(ofGold + " LIMIT 0")) {
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
              names.add(result.getMetaData().getColumnLabel(i));
            }
            return names;
          }
        });
  }

  private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT * FROM (" + sql + ") figure ORDER BY 1, 2")) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
