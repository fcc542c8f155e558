package dev.assay.runners.simulate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.flows.Insights;
import dev.assay.schemas.Table;
import dev.assay.transforms.Parsed;
import dev.assay.transforms.PayloadParser;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;

/** What the bank's tables take is what the contracts of insights take. */
@Timeout(120)
class BankTablesTest {
  private static final Map<String, String> GOOD =
      Map.of(
          "purchase_trends",
          "{\"id\":1,\"product\":\"Tea\",\"quantity\":1,\"purchase_date\":\"2026-01-05\"}",
          "checking_account",
          "{\"account_id\":1,\"account_holder_name\":\"Ada\",\"account_balance\":0,"
              + "\"last_transaction_date\":null}",
          "account_transactions",
          "{\"id\":1,\"customer_id\":1,\"account_id\":1,\"kind\":\"DEBIT\",\"amount\":0.01,"
              + "\"occurred_at\":\"2026-01-05T00:00:00Z\"}",
          "scheduled_payments",
          "{\"id\":1,\"customer_id\":1,\"payee\":\"Gym\",\"amount\":0.01,\"frequency\":\"WEEKLY\","
              + "\"next_due_on\":\"2026-01-05\",\"status\":\"PAUSED\"}");

  private static EmbeddedPostgres server;
  private static Bank bank;

  @BeforeAll
  static void tables() throws IOException, SQLException {
    server = EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
    bank = Bank.empty(server);
    bank.execute(BankTables.sql());
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void row_that_the_others_differ_from_is_taken_by_both() throws SQLException {
    for (Map.Entry<String, String> good : GOOD.entrySet()) {
      insert(good.getKey(), good.getValue());
      assertThat(broken(good.getKey(), good.getValue()), is(List.of()));
      bank.execute("DELETE FROM public." + good.getKey());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          purchase_trends      | "Tea"        | " \\u0009 "          | product_is_not_blank
          purchase_trends      | "Tea"        | "\\u3000\\u2028\\u1680" | product_is_not_blank
          purchase_trends      | "quantity":1 | "quantity":0       | quantity_is_positive
          purchase_trends      | "quantity":1 | "quantity":-1      | quantity_is_positive
          checking_account     | "Ada"        | " "                | account_holder_name_is_not_blank
          checking_account     | :0,          | :"NaN",            | account_balance_is_a_number
          account_transactions | "DEBIT"      | "debit"            | kind_is_debit_or_credit
          account_transactions | 0.01         | 0                  | amount_is_positive
          account_transactions | 0.01         | -0.01              | amount_is_positive
          account_transactions | 0.01         | "NaN"              | amount_is_a_number
          scheduled_payments   | "Gym"        | "\\u000a"           | payee_is_not_blank
          scheduled_payments   | 0.01         | 0                  | amount_is_positive
          scheduled_payments   | 0.01         | "NaN"              | amount_is_a_number
          scheduled_payments   | "WEEKLY"     | "DAILY"            | frequency_is_weekly_or_monthly_or_quarterly_or_yearly
          scheduled_payments   | "PAUSED"     | "paused"           | status_is_active_or_paused_or_cancelled
          """)
  void row_that_breaks_a_rule_is_refused_by_both_under_its_name(
      String table, String good, String bad, String rule) {
    String row = GOOD.get(table).replace(good, bad);
    assertThat(refusal(table, row), is(rule));
    assertThat(broken(table, row), is(List.of(rule)));
  }

  /** Times that PostgreSQL has and a contract has not: beyond the years 1 to 9999. */
  @ParameterizedTest
  @CsvSource({
    "purchase_trends, purchase_date, 2026-01-05",
    "checking_account, last_transaction_date, null",
    "account_transactions, occurred_at, 2026-01-05T00:00:00Z",
    "scheduled_payments, next_due_on, 2026-01-05"
  })
  void times_are_of_four_digit_years(String table, String column, String good) throws SQLException {
    String named = "\"" + column + "\":";
    String told = named + (good.equals("null") ? good : "\"" + good + "\"");
    String atMidnight = good.endsWith("Z") ? "T00:00:00Z" : "";
    for (String day : List.of("0001-01-01", "9999-12-31")) {
      String row = GOOD.get(table).replace(told, named + "\"" + day + atMidnight + "\"");
      insert(table, row);
      assertThat(broken(table, row), is(List.of()));
      bank.execute("DELETE FROM public." + table);
    }
    for (String day : List.of("infinity", "-infinity", "10000-01-01", "0001-12-31 BC")) {
      String row = GOOD.get(table).replace(told, named + "\"" + day + "\"");
      assertThat(refusal(table, row), is(column + "_is_in_range"));
    }
    String beyond = GOOD.get(table).replace(told, named + "\"+10000-01-01" + atMidnight + "\"");
    assertThat(broken(table, beyond), hasItem(column + "_is_in_range"));
  }

  @Test
  void blank_is_the_same_text_for_both() throws SQLException {
    for (String rule :
        List.of("product_is_not_blank", "account_holder_name_is_not_blank", "payee_is_not_blank")) {
      String pattern =
          bank.column(
                  "SELECT substring(pg_get_constraintdef(oid) FROM '~ ''(.*)''::text') FROM"
                      + " pg_constraint WHERE conname = '"
                      + rule
                      + "'")
              .get(0);
      List<String> blank =
          bank.column(
              "SELECT i FROM generate_series(1, 65535) i WHERE i NOT BETWEEN 55296 AND 57343"
                  + " AND chr(i) !~ '"
                  + pattern
                  + "'");
      assertThat(
          blank,
          is(
              IntStream.range(1, 65_536)
                  .filter(c -> Character.toString(c).isBlank())
                  .mapToObj(Integer::toString)
                  .toList()));
    }
  }

  private static void insert(String table, String row) throws SQLException {
    bank.execute(
        "INSERT INTO public.%1$s SELECT * FROM jsonb_populate_record(NULL::public.%1$s, '%2$s')"
            .formatted(table, row));
  }

  /** The name of the constraint. */
  private static String refusal(String table, String row) {
    return assertThrows(PSQLException.class, () -> insert(table, row))
        .getServerErrorMessage()
        .getConstraint();
  }

  private static List<String> broken(String table, String row) {
    return Insights.BANK.stream()
        .filter(each -> each.name().equals(table))
        .map(each -> broken(each, row))
        .findFirst()
        .orElseThrow();
  }

  private static <T extends Record> List<String> broken(Table<T> table, String row) {
    Parsed<T> parsed = new PayloadParser<>(table).parse(row, null, null);
    return parsed.row() == null
        ? parsed.broken()
        : table.checks().stream()
            .filter(check -> !check.holds().test(parsed.row()))
            .map(check -> check.name())
            .toList();
  }
}
