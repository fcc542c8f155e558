package dev.assay.schemas;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.LastPrice;
import dev.assay.schemas.wealth.RiskCategory;
import dev.assay.schemas.wealth.Trade;
import dev.assay.schemas.wealth.TransactionType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void an_event_belongs_to_its_utc_day_even_before_1970() {
    assertThat(
        Trade.TABLE.dayOf(tradeAt("1969-12-31T23:59:59.999999Z")),
        is(Optional.of(LocalDate.of(1969, 12, 31))));
    assertThat(
        Trade.TABLE.dayOf(tradeAt("1970-01-01T00:00:00Z")), is(Optional.of(LocalDate.EPOCH)));
    assertThat(tradeAt("1969-12-31T23:59:59.999999Z").day(), is(LocalDate.of(1969, 12, 31)));
  }

  @Test
  void time_is_the_start_of_the_day_where_only_the_day_is_known() {
    LastPrice price =
        new LastPrice(LocalDate.of(2026, 3, 1), "ACME", BigDecimal.ONE, Instant.EPOCH);
    assertThat(
        LastPrice.TABLE.timeOf(price), is(Optional.of(Instant.parse("2026-03-01T00:00:00Z"))));
    assertThat(
        Trade.TABLE.timeOf(tradeAt("2026-03-01T12:00:00.000001Z")),
        is(Optional.of(Instant.parse("2026-03-01T12:00:00.000001Z"))));
  }

  @Test
  void a_table_without_event_time_has_no_day() {
    Customer customer = new Customer("C-1", "Ann", RiskCategory.LOW, null, null, null, null);
    assertThat(Customer.TABLE.dayOf(customer), is(Optional.empty()));
    assertThat(Customer.TABLE.timeOf(customer), is(Optional.empty()));
  }

  @Test
  void a_reference_is_a_rule_named_after_its_column() {
    List<Table.Reference<Trade>> references = Trade.TABLE.references();
    assertThat(references.size(), is(1));
    assertThat(references.get(0).name(), is("customer_id_is_known"));
    assertThat(references.get(0).table(), is((Object) Customer.TABLE));
    assertThat(references.get(0).key().apply(tradeAt("2026-01-01T00:00:00Z")), is("C-1"));
  }

  @Test
  void uniqueness_names_the_whole_key() {
    assertThat(Trade.TABLE.uniqueness(), is("trade_id_is_unique"));
    assertThat(LastPrice.TABLE.uniqueness(), is("day_and_stock_symbol_is_unique"));
  }

  @Test
  void the_amount_of_a_trade_is_its_exact_value() {
    assertThat(
        Trade.TABLE.amountOf(tradeAt("2026-01-01T00:00:00Z")), is(new BigDecimal("0.00030000")));
  }

  @Test
  void a_table_without_money_amounts_to_zero() {
    Customer customer = new Customer("C-1", "Ann", RiskCategory.LOW, null, null, null, null);
    assertThat(Customer.TABLE.amountOf(customer), comparesEqualTo(BigDecimal.ZERO));
  }

  @Test
  void tables_of_one_record_differ_by_name_and_layer() {
    assertThat(Raw.table(Trade.TABLE), is(Raw.table(Trade.TABLE)));
    assertThat(Raw.table(Trade.TABLE), is(not(Raw.table(Customer.TABLE))));
    assertThat(Raw.table(Trade.TABLE), is(not(Raw.table(Trade.TABLE).in(Layer.SILVER))));
  }

  private static Trade tradeAt(String time) {
    return new Trade(
        "T-1",
        "C-1",
        "ACME",
        TransactionType.BUY,
        new BigDecimal("3.0000"),
        new BigDecimal("0.0001"),
        "USD",
        Instant.parse(time),
        null,
        null);
  }
}
