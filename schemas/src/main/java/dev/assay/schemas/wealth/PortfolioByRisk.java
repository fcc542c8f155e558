package dev.assay.schemas.wealth;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Sum;
import dev.assay.schemas.Layer;
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
    @Sum long trades,
    @Sum @Digits(precision = 38, scale = 8) BigDecimal bought,
    @Sum @Digits(precision = 38, scale = 8) BigDecimal sold,
    @Sum @Digits(precision = 38, scale = 8) BigDecimal netInvested) {

  public static final Table<PortfolioByRisk> TABLE =
      Table.of("portfolio_by_risk", PortfolioByRisk.class)
          .in(Layer.GOLD)
          .amount(Trade.CURRENCY, "bought", "sold")
          .proves(Trade.TABLE, "trades");

  public static PortfolioByRisk of(Trade trade) {
    BigDecimal bought = trade.bought();
    BigDecimal sold = trade.sold();
    return new PortfolioByRisk(
        trade.day(), trade.riskCategory(), 1, bought, sold, bought.subtract(sold));
  }
}
