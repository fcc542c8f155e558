package dev.assay.runners.cli;

import dev.assay.pipelines.flows.Insights;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.schemas.Table;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Every change of the bank's rows, as triggers in the source write it down, and what the warehouse
 * must hold therefore: all versions of all rows, and every row of gold.
 */
final class BankJournal {
  private static final int NAMED = 3;
  private static final int LONGEST = 160;

  private static final String BEGIN =
      """
      CREATE SCHEMA journal;
      CREATE TABLE journal.changes (
        number bigserial PRIMARY KEY, changed_table text NOT NULL, after jsonb NOT NULL);
      CREATE FUNCTION journal.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
        INSERT INTO journal.changes (changed_table, after) VALUES (TG_TABLE_NAME, to_jsonb(NEW));
        RETURN NULL; END';
      """;

  private static final String NOTE =
      """
      INSERT INTO journal.changes (changed_table, after)
        SELECT '%1$s', to_jsonb(source_row) FROM public.%1$s source_row;
      CREATE TRIGGER note_new AFTER INSERT ON public.%1$s
        FOR EACH ROW EXECUTE FUNCTION journal.note();
      CREATE TRIGGER note_changed AFTER UPDATE ON public.%1$s
        FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION journal.note();
      """;

  /** With the number of each version among those of its row, so that none can stand for two. */
  private static final String VERSIONS_OF_SOURCE =
      """
      SELECT ROW(row_number() OVER (PARTITION BY %2$s ORDER BY number), %3$s,
          number = max(number) OVER (PARTITION BY %2$s)
            AND %2$s IN (SELECT %2$s FROM public.%1$s))::text
      FROM (SELECT number, (jsonb_populate_record(NULL::public.%1$s, after)).*
            FROM journal.changes WHERE changed_table = '%1$s') versions
      """;

  private static final String VERSIONS_OF_SILVER =
      """
      SELECT ROW(row_number() OVER (PARTITION BY %2$s ORDER BY valid_from, lsn), %3$s,
          is_current)::text
      FROM insights.silver_%1$s_history
      """;

  private final Warehouse bank;
  private final Map<String, Sides> tables = new LinkedHashMap<>();

  /** What gives the rows of a table in the source, and in the warehouse. */
  private record Sides(String source, String warehouse) {}

  private BankJournal(Warehouse bank) {
    this.bank = bank;
    Insights.BANK.forEach(
        table ->
            tables.put(
                "insights.silver_" + table.name() + "_history",
                new Sides(
                    versions(VERSIONS_OF_SOURCE, table), versions(VERSIONS_OF_SILVER, table))));
    tables.put(
        "insights.customer_balance",
        new Sides(
            VERSIONS_OF_SOURCE.formatted(
                "checking_account", "account_id", "account_id, account_balance"),
            "SELECT ROW(row_number() OVER (PARTITION BY customer_id ORDER BY updt_ts, lsn),"
                + " customer_id, latest_balance, is_current)::text FROM insights.customer_balance"));
    tables.put(
        "insights.product_sales",
        new Sides(
            "SELECT ROW(purchase_date, encode(sha256(convert_to(product, 'UTF8')), 'hex'), product,"
                + " count(*), sum(quantity))::text FROM public.purchase_trends GROUP BY"
                + " purchase_date, product",
            "SELECT ROW(day, product_sha256, product, purchases, quantity)::text FROM"
                + " insights.product_sales"));
    tables.put(
        "insights.customer_transactions",
        new Sides(
            "SELECT ROW((occurred_at AT TIME ZONE 'UTC')::date, customer_id, count(*),"
                + " coalesce(sum(amount) FILTER (WHERE kind = 'DEBIT'), 0.00),"
                + " coalesce(sum(amount) FILTER (WHERE kind = 'CREDIT'), 0.00))::text FROM"
                + " public.account_transactions GROUP BY (occurred_at AT TIME ZONE 'UTC')::date,"
                + " customer_id",
            "SELECT ROW(day, customer_id, transactions, debits, credits)::text FROM"
                + " insights.customer_transactions"));
    tables.put(
        "insights.payments_due",
        new Sides(
            "SELECT ROW(next_due_on, customer_id, status, frequency, count(*), sum(amount))::text"
                + " FROM public.scheduled_payments GROUP BY next_due_on, customer_id, status,"
                + " frequency",
            "SELECT ROW(day, customer_id, status, frequency, payments, amount)::text FROM"
                + " insights.payments_due"));
  }

  private static String versions(String sql, Table<?> table) {
    return sql.formatted(
        table.name(),
        table.keys().get(0).name(),
        table.columns().stream().map(column -> column.name()).collect(Collectors.joining(", ")));
  }

  /** Begins with the rows as they stand; at a quiet moment. */
  static BankJournal begin(Warehouse bank) {
    StringBuilder sql = new StringBuilder(BEGIN);
    Insights.BANK.forEach(table -> sql.append(NOTE.formatted(table.name())));
    bank.within(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(sql.toString());
          }
        });
    return new BankJournal(bank);
  }

  /** In which rows the warehouse differs from what it must hold, as sentences. */
  List<String> differences(Warehouse warehouse) {
    List<String> differences = new ArrayList<>();
    tables.forEach(
        (name, sides) -> {
          Set<String> missing = rows(bank, sides.source());
          Set<String> found = rows(warehouse, sides.warehouse());
          Set<String> wrong = new TreeSet<>(found);
          wrong.removeAll(missing);
          missing.removeAll(found);
          tell(name + " lacks ", missing, differences);
          tell(name + " should not have ", wrong, differences);
        });
    return differences;
  }

  private static void tell(String what, Set<String> rows, List<String> differences) {
    if (!rows.isEmpty()) {
      differences.add(
          rows.stream()
              .limit(NAMED)
              .map(row -> row.length() > LONGEST ? row.substring(0, LONGEST) + "..." : row)
              .collect(Collectors.joining(", ", what + rows.size() + " rows, such as ", "")));
    }
  }

  private static Set<String> rows(Warehouse database, String sql) {
    return database.within(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet result = statement.executeQuery(sql)) {
            Set<String> rows = new TreeSet<>();
            while (result.next()) {
              rows.add(result.getString(1));
            }
            return rows;
          }
        });
  }
}
