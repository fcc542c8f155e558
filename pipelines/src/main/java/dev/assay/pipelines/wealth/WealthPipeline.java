package dev.assay.pipelines.wealth;

import dev.assay.pipelines.Contracts;
import dev.assay.pipelines.GoldProof;
import dev.assay.pipelines.GoldSink;
import dev.assay.pipelines.Input;
import dev.assay.pipelines.PipelineInputs;
import dev.assay.pipelines.Recompute;
import dev.assay.pipelines.Run;
import dev.assay.pipelines.RunSettings;
import dev.assay.pipelines.Silver;
import dev.assay.pipelines.Stream;
import dev.assay.pipelines.StreamSettings;
import dev.assay.pipelines.ViewFile;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Holding;
import dev.assay.schemas.wealth.InvestmentByCustomer;
import dev.assay.schemas.wealth.LastPrice;
import dev.assay.schemas.wealth.PortfolioByRisk;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.TopStock;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Aggregate;
import dev.assay.transforms.AggregateStream;
import dev.assay.transforms.Aggregated;
import dev.assay.transforms.AggregatedStream;
import dev.assay.transforms.Change;
import dev.assay.transforms.Derive;
import dev.assay.transforms.Enrich;
import dev.assay.transforms.LateRows;
import dev.assay.transforms.Metric;
import dev.assay.transforms.Refine;
import dev.assay.transforms.Refined;
import dev.assay.transforms.Restated;
import dev.assay.transforms.Rows;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/** Trades and customers to what each customer, risk category and stock amounts to per day. */
public final class WealthPipeline {
  public static final String NAME = "wealth";

  public static final PipelineInputs INPUTS =
      new PipelineInputs(
          NAME,
          "Trades and customers to what each customer, risk and stock amounts to per day.",
          true,
          List.of(Input.of(Trade.TABLE).orFrom(Input.Topics.ONE), Input.of(Customer.TABLE)));

  private static final GoldProof<InvestmentByCustomer> INVESTMENT_PROOF =
      GoldProof.of(InvestmentByCustomer::trades, "trades", "bought + sold");
  private static final GoldProof<PortfolioByRisk> PORTFOLIO_PROOF =
      GoldProof.of(PortfolioByRisk::trades, "trades", "bought + sold");
  private static final GoldProof<StockVolume> VOLUME_PROOF =
      GoldProof.of(StockVolume::trades, "trades", "\"value\"");
  private static final GoldProof<Holding> HOLDING_PROOF =
      GoldProof.ofMoney("bought_value + sold_value");

  public static final Contracts CONTRACTS =
      new Contracts(
          NAME,
          List.of(Customer.TABLE, Trade.TABLE),
          List.of(
              InvestmentByCustomer.TABLE,
              PortfolioByRisk.TABLE,
              StockVolume.TABLE,
              TopStock.TABLE,
              Holding.TABLE,
              LastPrice.TABLE),
          Trade.TABLE,
          Map.of(
              InvestmentByCustomer.TABLE.name(), INVESTMENT_PROOF,
              PortfolioByRisk.TABLE.name(), PORTFOLIO_PROOF,
              StockVolume.TABLE.name(), VOLUME_PROOF,
              Holding.TABLE.name(), HOLDING_PROOF),
          Set.of(),
          ViewFile.statements(WealthPipeline.class));

  private static final List<Metric<Trade, ?>> METRICS =
      List.of(
          Metric.of(InvestmentByCustomer.TABLE, InvestmentByCustomer::of),
          Metric.of(PortfolioByRisk.TABLE, PortfolioByRisk::of),
          Metric.of(StockVolume.TABLE, StockVolume::of),
          Metric.of(Holding.TABLE, Holding::of),
          Metric.of(LastPrice.TABLE, LastPrice::of));

  private static final Derive<StockVolume, TopStock> TOP_STOCKS =
      Derive.into(TopStock.TABLE)
          .of(StockVolume.TABLE)
          .each(StockVolume::day)
          .first(TopStock.RANKS, TopStock.ORDER)
          .rows(TopStock::ranked);

  private WealthPipeline() {}

  /** Builds the graph of one bounded run. */
  public static void build(Pipeline pipeline, RunSettings settings) {
    Run run = Run.begin(pipeline, settings, CONTRACTS);

    PCollection<Rows<Refined<Customer>>> customers =
        Silver.of(
            run,
            Customer.TABLE,
            run.bronze(Customer.TABLE).apply("Refine customers", Refine.into(Customer.TABLE)));

    Enrich<Trade, Customer> withCustomer =
        Enrich.with(Trade.TABLE, Customer.TABLE, Customer::customerId, customers, Trade::with);

    PCollection<Rows<Refined<Trade>>> trades =
        Silver.of(
            run,
            Trade.TABLE,
            run.bronze(Trade.TABLE)
                .apply("Refine trades", Refine.into(Trade.TABLE))
                .apply(
                    "Set late trades apart",
                    LateRows.before(Trade.TABLE, run.firstOpenDay(), run.late(Trade.TABLE)))
                .apply("Add customer", withCustomer),
            withCustomer);

    gold(run, settings.goldShards(), trades);
    run.finish();
  }

  /** Makes gold anew of the trades that silver holds. */
  public static void recompute(Recompute run) {
    gold(run, run.goldShards(), run.silver(Trade.TABLE));
  }

  private static void gold(GoldSink sink, int shards, PCollection<Rows<Refined<Trade>>> trades) {
    Aggregated<Trade> sums = trades.apply("Add up per day", Aggregate.perDay(shards, METRICS));

    sink.gold(InvestmentByCustomer.TABLE, sums.rows(InvestmentByCustomer.TABLE));
    sink.gold(PortfolioByRisk.TABLE, sums.rows(PortfolioByRisk.TABLE));
    PCollection<Rows<StockVolume>> volumes = sums.rows(StockVolume.TABLE);
    sink.gold(StockVolume.TABLE, volumes);
    sink.gold(TopStock.TABLE, volumes.apply("Rank stocks", TOP_STOCKS.bounded(shards)));
    sink.gold(Holding.TABLE, sums.rows(Holding.TABLE));
    sink.gold(LastPrice.TABLE, sums.rows(LastPrice.TABLE));
  }

  /**
   * Builds the graph of a run without end, of trades from a topic; customers are those of silver.
   */
  public static void stream(Pipeline pipeline, StreamSettings settings) {
    Stream<Trade> stream = Stream.begin(pipeline, settings, CONTRACTS, Trade.TABLE);

    Enrich<Trade, Customer> withCustomer =
        Enrich.with(
            Trade.TABLE,
            Customer.TABLE,
            Customer::customerId,
            stream.held(Customer.TABLE),
            Trade::with);

    PCollection<Rows<Change<Trade>>> trades =
        stream.silver(
            stream
                .bronze()
                .apply("Refine trades", Refine.into(Trade.TABLE))
                .apply("Set late trades apart", stream.closedDays())
                .apply("Add customer", withCustomer));

    AggregatedStream<Trade> sums =
        trades.apply(
            "Add up per day",
            AggregateStream.perDay(
                settings.goldShards(), settings.lateness(), settings.pane(), METRICS));

    stream.gold(InvestmentByCustomer.TABLE, sums.rows(InvestmentByCustomer.TABLE));
    stream.gold(PortfolioByRisk.TABLE, sums.rows(PortfolioByRisk.TABLE));
    PCollection<Rows<Restated<StockVolume>>> volumes = sums.rows(StockVolume.TABLE);
    stream.gold(StockVolume.TABLE, volumes);
    stream.gold(
        TopStock.TABLE, volumes.apply("Rank stocks", TOP_STOCKS.unbounded(settings.goldShards())));
    stream.gold(Holding.TABLE, sums.rows(Holding.TABLE));
    stream.gold(LastPrice.TABLE, sums.rows(LastPrice.TABLE));
    stream.finish(sums.completeDays());
  }
}
