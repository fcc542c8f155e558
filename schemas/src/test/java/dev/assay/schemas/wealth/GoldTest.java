package dev.assay.schemas.wealth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one trade counts for in each gold table. */
class GoldTest {
  private static final LocalDate DAY = LocalDate.of(2026, 1, 5);
  private static final Instant LAST_MOMENT = Instant.parse("2026-01-05T23:59:59.999999Z");
  private static final BigDecimal QUANTITY = new BigDecimal("2.5000");
  private static final BigDecimal PRICE = new BigDecimal("10.0001");
  private static final BigDecimal VALUE = new BigDecimal("25.00025000");
  private static final BigDecimal NONE = BigDecimal.ZERO;
  private static final Trade BUY = trade(TransactionType.BUY);
  private static final Trade SELL = trade(TransactionType.SELL);

  @Test
  void a_purchase_is_invested_and_a_sale_is_taken_out() {
    assertThat(
        InvestmentByCustomer.of(BUY),
        is(new InvestmentByCustomer(DAY, "C-1", "Ann", RiskCategory.LOW, 1, VALUE, NONE, VALUE)));
    assertThat(
        InvestmentByCustomer.of(SELL),
        is(
            new InvestmentByCustomer(
                DAY, "C-1", "Ann", RiskCategory.LOW, 1, NONE, VALUE, VALUE.negate())));
  }

  @Test
  void a_portfolio_counts_both_sides() {
    assertThat(
        PortfolioByRisk.TABLE.algebra().plus(PortfolioByRisk.of(BUY), PortfolioByRisk.of(SELL)),
        is(
            new PortfolioByRisk(
                DAY, RiskCategory.LOW, 2, VALUE, VALUE, new BigDecimal("0.00000000"))));
  }

  @Test
  void a_holding_tells_bought_from_sold() {
    assertThat(Holding.of(BUY), is(new Holding(DAY, "C-1", "ACME", QUANTITY, NONE, VALUE, NONE)));
    assertThat(Holding.of(SELL), is(new Holding(DAY, "C-1", "ACME", NONE, QUANTITY, NONE, VALUE)));
  }

  @Test
  void volume_and_last_price_take_either_side() {
    StockVolume volume = new StockVolume(DAY, "ACME", 1, QUANTITY, VALUE);
    assertThat(StockVolume.of(BUY), is(volume));
    assertThat(StockVolume.of(SELL), is(volume));
    assertThat(LastPrice.of(SELL), is(new LastPrice(DAY, "ACME", PRICE, LAST_MOMENT)));
  }

  @Test
  void most_traded_stock_comes_first_and_of_equals_the_first_symbol() {
    StockVolume few = volume("AAA", "1");
    StockVolume many = volume("ZZZ", "10");
    StockVolume equal = volume("BBB", "10.0000");
    List<StockVolume> sorted = List.of(few, many, equal).stream().sorted(TopStock.ORDER).toList();
    assertThat(sorted, contains(equal, many, few));
    assertThat(TopStock.of(many, 2), is(new TopStock(DAY, 2, "ZZZ", new BigDecimal("10"), VALUE)));
  }

  @Test
  void list_of_a_day_ends_at_the_tenth_rank() {
    List<StockVolume> volumes =
        IntStream.range(0, 12).mapToObj(i -> volume("S" + (char) ('A' + i), "" + i / 2)).toList();
    assertThat(
        TopStock.ranked(volumes).stream().map(top -> top.rank() + top.stockSymbol()).toList(),
        contains("1SK", "2SL", "3SI", "4SJ", "5SG", "6SH", "7SE", "8SF", "9SC", "10SD"));
    assertThat(TopStock.ranked(volumes.subList(0, 1)), contains(TopStock.of(volumes.get(0), 1)));
    assertThat(TopStock.ranked(List.of()), is(List.of()));
  }

  @Test
  void a_trade_takes_name_and_risk_of_its_customer() {
    Customer customer = new Customer("C-1", "Bob", RiskCategory.HIGH, null, null, null, null);
    Trade known = BUY.with(customer);
    assertThat(known.name(), is("Bob"));
    assertThat(known.riskCategory(), is(RiskCategory.HIGH));
    assertThat(
        known.with(new Customer("C-1", "Ann", RiskCategory.LOW, null, null, null, null)), is(BUY));
  }

  private static StockVolume volume(String symbol, String quantity) {
    return new StockVolume(DAY, symbol, 1, new BigDecimal(quantity), VALUE);
  }

  private static Trade trade(TransactionType type) {
    return new Trade(
        "T-1", "C-1", "ACME", type, QUANTITY, PRICE, "USD", LAST_MOMENT, "Ann", RiskCategory.LOW);
  }
}
