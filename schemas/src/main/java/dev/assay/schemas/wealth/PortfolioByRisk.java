package dev.assay.schemas.wealth;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Reversible;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What the customers of a risk category invested on a day. One row per UTC day and category; money
 * in USD.
 *
 * @param day the UTC day of the trades
 * @param riskCategory how much risk the customers have agreed to
 * @param trades number of trades
 * @param bought value of the shares bought
 * @param sold value of the shares sold
 * @param netInvested bought less sold
 */
public record PortfolioByRisk(
    @Key @EventTime LocalDate day,
    @Key RiskCategory riskCategory,
    long trades,
    @Digits(precision = 38, scale = 8) BigDecimal bought,
    @Digits(precision = 38, scale = 8) BigDecimal sold,
    @Digits(precision = 38, scale = 8) BigDecimal netInvested)
    implements Reversible<PortfolioByRisk> {

  public static final Table<PortfolioByRisk> TABLE =
      Table.of("portfolio_by_risk", PortfolioByRisk.class)
          .in(Layer.GOLD)
          .amount(row -> row.bought().add(row.sold()), Trade.CURRENCY);

  public static PortfolioByRisk of(Trade trade) {
    BigDecimal bought = trade.bought();
    BigDecimal sold = trade.sold();
    return new PortfolioByRisk(
        trade.day(), trade.riskCategory(), 1, bought, sold, bought.subtract(sold));
  }

  @Override
  public PortfolioByRisk plus(PortfolioByRisk other) {
    return new PortfolioByRisk(
        day,
        riskCategory,
        trades + other.trades,
        bought.add(other.bought),
        sold.add(other.sold),
        netInvested.add(other.netInvested));
  }

  @Override
  public PortfolioByRisk minus(PortfolioByRisk part) {
    return new PortfolioByRisk(
        day,
        riskCategory,
        trades - part.trades,
        bought.subtract(part.bought),
        sold.subtract(part.sold),
        netInvested.subtract(part.netInvested));
  }
}
