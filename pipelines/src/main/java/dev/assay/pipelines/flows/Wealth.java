package dev.assay.pipelines.flows;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.FlowProvider;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Holding;
import dev.assay.schemas.wealth.InvestmentByCustomer;
import dev.assay.schemas.wealth.LastPrice;
import dev.assay.schemas.wealth.PortfolioByRisk;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.TopStock;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Derive;
import dev.assay.transforms.Enrich;
import dev.assay.transforms.Sum;

/** Stock trades of customers, and what they come to per day. */
public final class Wealth implements FlowProvider {
  public static final Flow FLOW =
      Flow.named(
              "wealth",
              "Trades and customers to what each customer, risk and stock amounts to per day.")
          .table(Customer.TABLE)
          .table(Trade.TABLE, Enrich.with(Customer.TABLE, Trade::with))
          .gold(Sum.into(InvestmentByCustomer.TABLE).of(Trade.TABLE, InvestmentByCustomer::of))
          .gold(Sum.into(PortfolioByRisk.TABLE).of(Trade.TABLE, PortfolioByRisk::of))
          .gold(Sum.into(StockVolume.TABLE).of(Trade.TABLE, StockVolume::of))
          .gold(
              Derive.into(TopStock.TABLE)
                  .of(StockVolume.TABLE)
                  .each(StockVolume::day)
                  .first(TopStock.RANKS, TopStock.ORDER)
                  .rows(TopStock::ranked))
          .gold(Sum.into(Holding.TABLE).of(Trade.TABLE, Holding::of))
          .gold(Sum.into(LastPrice.TABLE).of(Trade.TABLE, LastPrice::of))
          .views(Wealth.class, "wealth.sql");

  @Override
  public Flow flow() {
    return FLOW;
  }
}
