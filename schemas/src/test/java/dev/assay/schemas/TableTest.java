package dev.assay.schemas;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.schemas.Column.Added;
import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Mask;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Personal;
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
        Trade.TABLE.amountOf(tradeAt("2026-01-01T00:00:00Z")),
        is(new Amount(new BigDecimal("0.00030000"), "USD")));
  }

  @Test
  void a_table_without_money_amounts_to_zero() {
    Customer customer = new Customer("C-1", "Ann", RiskCategory.LOW, null, null, null, null);
    assertThat(Customer.TABLE.amountOf(customer), is(Amount.NONE));
    assertThat(Customer.TABLE.unit(), is(Optional.empty()));
  }

  /** An entry of a ledger, a table that only this test knows. */
  public record Entry(
      @Key long id,
      TransactionType kind,
      @Digits(scale = 2) BigDecimal amount,
      String currency,
      @Personal(Mask.DROP) @Maybe @Digits(scale = 2) BigDecimal fee,
      @Added @Maybe @Digits(scale = 2) BigDecimal converted,
      @Added @Maybe String home) {
    static final Table<Entry> TABLE = Table.of("entries", Entry.class);

    static Entry of(String amount, String currency) {
      BigDecimal money = new BigDecimal(amount);
      return new Entry(1, TransactionType.BUY, money, currency, null, money, "CHF");
    }
  }

  @Test
  void each_row_may_have_a_currency_of_its_own_that_is_the_form_of_one() {
    Table<Entry> table = Entry.TABLE.amount(Entry::amount, Entry::currency);
    assertThat(
        table.amountOf(Entry.of("1.50", "EUR")), is(new Amount(new BigDecimal("1.50"), "EUR")));
    for (String none : List.of("eur", "EURO", "", "E R", "ÄÖÜ", "EU1")) {
      assertThat(none, table.amountOf(Entry.of("1.50", none)), is(Amount.NONE));
    }
    assertThat(table.unit(), is(Optional.empty()));
    assertThat(table.isOfSeveralUnits(), is(true));
    assertThat(table.in(Layer.GOLD).isOfSeveralUnits(), is(true));
  }

  @Test
  void an_amount_of_one_unit_has_it_in_every_row() {
    Table<Entry> table = Entry.TABLE.amount(Entry::amount, "shares");
    assertThat(
        table.amountOf(Entry.of("2", "EUR")), is(new Amount(BigDecimal.valueOf(2), "shares")));
    assertThat(table.unit(), is(Optional.of("shares")));
    assertThat(table.isOfSeveralUnits(), is(false));
    for (String none : List.of("", " ", "US dollars", "1st", "x'y")) {
      assertThrows(IllegalArgumentException.class, () -> table.amount(Entry::amount, none));
    }
  }

  @Test
  void an_amount_of_a_column_that_comes_later_or_is_hidden_is_refused_when_it_is_declared() {
    assertThat(
        refusal(() -> Entry.TABLE.amount(Entry::converted, "CHF")),
        is(
            "silver.entries: the amount looks at converted, which a later step adds: take it from"
                + " columns that stand in the payload as silver has them, or what was read and what"
                + " became of it are not equal"));
    assertThat(
        refusal(() -> Entry.TABLE.amount(Entry::amount, Entry::home)),
        containsString("the amount looks at home, which a later step adds"));
    assertThat(
        refusal(() -> Entry.TABLE.amount(entry -> entry.amount().add(entry.fee()), "CHF")),
        containsString("the amount looks at fee, which silver hides"));
  }

  @Test
  void an_amount_that_looks_at_such_a_column_of_some_rows_only_is_refused_too() {
    Table.Of<Entry, BigDecimal> ofSales =
        entry ->
            entry.kind() == TransactionType.SELL && entry.converted() != null
                ? entry.converted()
                : entry.amount();
    assertThat(
        refusal(() -> Entry.TABLE.amount(ofSales, "CHF")), containsString("looks at converted"));
  }

  private static String refusal(org.junit.jupiter.api.function.Executable declaration) {
    return assertThrows(IllegalArgumentException.class, declaration).getMessage();
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
