package dev.assay.pipelines.flows;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.FlowProvider;
import dev.assay.pipelines.insights.RowViews;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.AccountTransaction;
import dev.assay.schemas.insights.ChangeActivity;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.CheckingAccount;
import dev.assay.schemas.insights.CustomerBalance;
import dev.assay.schemas.insights.CustomerTransactions;
import dev.assay.schemas.insights.PaymentsDue;
import dev.assay.schemas.insights.ProductSales;
import dev.assay.schemas.insights.PurchaseTrend;
import dev.assay.schemas.insights.ScheduledPayment;
import dev.assay.transforms.Sum;
import dev.assay.transforms.insights.Debezium;
import dev.assay.transforms.insights.RowVersions;
import java.util.List;

/**
 * Changes of a bank's database, and what its customers do. Silver is the log of changes; gold is
 * what follows from all of them.
 */
public final class Insights implements FlowProvider {
  /** The tables of the bank whose changes are understood. */
  public static final List<Table<?>> BANK =
      List.of(
          PurchaseTrend.TABLE,
          CheckingAccount.TABLE,
          AccountTransaction.TABLE,
          ScheduledPayment.TABLE);

  public static final Flow FLOW =
      Flow.named(
              "insights",
              "Changes of a bank's database, as Debezium tells them, to its rows and customers'"
                  + " figures.")
          .table(ChangeEvent.TABLE, Debezium.of(BANK))
          .gold(Sum.into(ChangeActivity.TABLE).of(ChangeEvent.TABLE, ChangeActivity::of))
          .gold(RowVersions.of(BANK))
          .gold(
              Sum.into(CustomerTransactions.TABLE)
                  .of(AccountTransaction.TABLE, CustomerTransactions::of))
          .gold(RowVersions.each(CheckingAccount.TABLE, CustomerBalance.TABLE, CustomerBalance::of))
          .gold(Sum.into(ProductSales.TABLE).of(PurchaseTrend.TABLE, ProductSales::of))
          .gold(Sum.into(PaymentsDue.TABLE).of(ScheduledPayment.TABLE, PaymentsDue::of))
          .views(flow -> RowViews.of(flow, BANK))
          .views(Insights.class, "insights.sql");

  @Override
  public Flow flow() {
    return FLOW;
  }
}
