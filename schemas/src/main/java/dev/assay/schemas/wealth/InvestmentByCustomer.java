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
 * What each customer invested on a day. One row per UTC day and customer; money in USD.
 *
 * @param day the UTC day of the trades
 * @param customerId the customer who traded
 * @param name the customer's name; where a day's trades bear several, the one that sorts last
 * @param riskCategory likewise, the highest
 * @param trades number of trades
 * @param bought value of the shares bought
 * @param sold value of the shares sold
 * @param netInvested bought less sold
 */
public record InvestmentByCustomer(
    @Key @EventTime LocalDate day,
    @Key String customerId,
    String name,
    RiskCategory riskCategory,
    long trades,
    @Digits(precision = 38, scale = 8) BigDecimal bought,
    @Digits(precision = 38, scale = 8) BigDecimal sold,
    @Digits(precision = 38, scale = 8) BigDecimal netInvested)
    implements Reversible<InvestmentByCustomer> {

  public static final Table<InvestmentByCustomer> TABLE =
      Table.of("investment_by_customer", InvestmentByCustomer.class)
          .in(Layer.GOLD)
          .amount(row -> row.bought().add(row.sold()), Trade.CURRENCY);

  public static InvestmentByCustomer of(Trade trade) {
    BigDecimal bought = trade.bought();
    BigDecimal sold = trade.sold();
    return new InvestmentByCustomer(
        trade.day(),
        trade.customerId(),
        trade.name(),
        trade.riskCategory(),
        1,
        bought,
        sold,
        bought.subtract(sold));
  }

  @Override
  public InvestmentByCustomer plus(InvestmentByCustomer other) {
    return new InvestmentByCustomer(
        day,
        customerId,
        name.compareTo(other.name) >= 0 ? name : other.name,
        riskCategory.compareTo(other.riskCategory) >= 0 ? riskCategory : other.riskCategory,
        trades + other.trades,
        bought.add(other.bought),
        sold.add(other.sold),
        netInvested.add(other.netInvested));
  }

  /** Name and category stay: a stream describes all trades of a customer alike. */
  @Override
  public InvestmentByCustomer minus(InvestmentByCustomer part) {
    return new InvestmentByCustomer(
        day,
        customerId,
        name,
        riskCategory,
        trades - part.trades,
        bought.subtract(part.bought),
        sold.subtract(part.sold),
        netInvested.subtract(part.netInvested));
  }
}
