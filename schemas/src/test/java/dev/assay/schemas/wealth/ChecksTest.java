package dev.assay.schemas.wealth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChecksTest {
  /** For every check of a trade, rows that break it and no other one. */
  private static final Map<String, List<Trade>> BAD_TRADES =
      Map.of(
          "trade_id_is_not_blank", List.of(trade("", "ACME", "1", "1", "USD")),
          "stock_symbol_is_not_blank", List.of(trade("T-1", " \t", "1", "1", "USD")),
          "quantity_is_positive",
              List.of(
                  trade("T-1", "ACME", "0.0000", "1", "USD"),
                  trade("T-1", "ACME", "-0.0001", "1", "USD")),
          "price_is_positive",
              List.of(
                  trade("T-1", "ACME", "1", "0.0000", "USD"),
                  trade("T-1", "ACME", "1", "-0.0001", "USD")),
          "traded_value_is_in_range",
              List.of(trade("T-1", "ACME", "99999999999999", "10000000", "USD")),
          "currency_is_usd",
              List.of(
                  trade("T-1", "ACME", "1", "1", "EUR"), trade("T-1", "ACME", "1", "1", "usd")));

  /** For every check of a customer, rows that break it and no other one. */
  private static final Map<String, List<Customer>> BAD_CUSTOMERS =
      Map.of(
          "customer_id_is_not_blank", List.of(customer("", "Ann"), customer(" ", "Ann")),
          "name_is_not_blank", List.of(customer("C-1", ""), customer("C-1", " ")));

  @Test
  void every_check_of_a_trade_has_a_row_that_breaks_exactly_it() {
    breakExactly(Trade.TABLE, BAD_TRADES);
  }

  @Test
  void every_check_of_a_customer_has_a_row_that_breaks_exactly_it() {
    breakExactly(Customer.TABLE, BAD_CUSTOMERS);
  }

  @Test
  void a_good_row_breaks_no_check() {
    assertThat(broken(Trade.TABLE, trade("T-1", "ACME", "0.0001", "0.0001", "USD")), is(empty()));
    assertThat(broken(Customer.TABLE, customer("C-1", "Ann")), is(empty()));
  }

  private static <T extends Record> void breakExactly(Table<T> table, Map<String, List<T>> rows) {
    Set<String> checks = table.checks().stream().map(Table.Check::name).collect(Collectors.toSet());
    assertThat(rows.keySet(), is(checks));
    rows.forEach(
        (check, bad) -> bad.forEach(row -> assertThat(broken(table, row), is(List.of(check)))));
  }

  private static <T extends Record> List<String> broken(Table<T> table, T row) {
    return table.checks().stream()
        .filter(check -> !check.holds().test(row))
        .map(Table.Check::name)
        .toList();
  }

  private static Trade trade(
      String id, String symbol, String quantity, String price, String currency) {
    return new Trade(
        id,
        "C-1",
        symbol,
        TransactionType.BUY,
        new BigDecimal(quantity),
        new BigDecimal(price),
        currency,
        Instant.EPOCH,
        null,
        null);
  }

  private static Customer customer(String id, String name) {
    return new Customer(id, name, RiskCategory.LOW, null, null, null, null);
  }
}
