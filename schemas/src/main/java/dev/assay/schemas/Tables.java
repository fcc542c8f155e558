package dev.assay.schemas;

import dev.assay.schemas.insights.AccountTransaction;
import dev.assay.schemas.insights.ChangeActivity;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.CheckingAccount;
import dev.assay.schemas.insights.CustomerBalance;
import dev.assay.schemas.insights.CustomerTransactions;
import dev.assay.schemas.insights.PaymentsDue;
import dev.assay.schemas.insights.ProductSales;
import dev.assay.schemas.insights.PurchaseTrend;
import dev.assay.schemas.insights.RowVersion;
import dev.assay.schemas.insights.ScheduledPayment;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Holding;
import dev.assay.schemas.wealth.InvestmentByCustomer;
import dev.assay.schemas.wealth.LastPrice;
import dev.assay.schemas.wealth.PortfolioByRisk;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.TopStock;
import dev.assay.schemas.wealth.Trade;
import java.util.List;

/** Every table there is. A new table is its record and one line here. */
public final class Tables {
  public static final List<Table<?>> ALL =
      List.of(
          ControlTotal.TABLE,
          Customer.TABLE,
          Trade.TABLE,
          InvestmentByCustomer.TABLE,
          PortfolioByRisk.TABLE,
          StockVolume.TABLE,
          TopStock.TABLE,
          Holding.TABLE,
          LastPrice.TABLE,
          ChangeEvent.TABLE,
          PurchaseTrend.TABLE,
          CheckingAccount.TABLE,
          AccountTransaction.TABLE,
          ScheduledPayment.TABLE,
          RowVersion.TABLE,
          ChangeActivity.TABLE,
          CustomerTransactions.TABLE,
          CustomerBalance.TABLE,
          ProductSales.TABLE,
          PaymentsDue.TABLE);

  private Tables() {}
}
