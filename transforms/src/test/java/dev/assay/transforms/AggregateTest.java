package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.schemas.Origin;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.PortfolioByRisk;
import dev.assay.schemas.wealth.RiskCategory;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.TopStock;
import dev.assay.schemas.wealth.Trade;
import dev.assay.schemas.wealth.TransactionType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregateTest {
  private static Refined<Trade> trade(
      String id, String symbol, TransactionType type, String quantity, String price, String time) {
    return new Refined<>(
        new Trade(
            id,
            "C1",
            symbol,
            type,
            new BigDecimal(quantity).setScale(4),
            new BigDecimal(price).setScale(4),
            "USD",
            Instant.parse(time),
            "Jane",
            RiskCategory.LOW),
        new Origin("file:a", 1, null, "r", id));
  }

  private static PCollection<Rows<Refined<Trade>>> trades(Pipeline p, List<Refined<Trade>> all) {
    return p.apply(
        Create.of(
                new Rows<>(all.subList(0, all.size() / 2)),
                new Rows<>(all.subList(all.size() / 2, all.size())))
            .withCoder(Rows.coder(Refined.coder(Trade.TABLE))));
  }

  @Test
  void facts_add_up_per_utc_day_and_key() {
    Pipeline p = Pipeline.create(PipelineOptionsFactory.create());
    PCollection<Rows<PortfolioByRisk>> sums =
        Added.up(
                2,
                trades(
                    p,
                    List.of(
                        trade("1", "A", TransactionType.BUY, "2", "10.5", "2026-01-05T00:00:00Z"),
                        trade("2", "A", TransactionType.SELL, "1", "1", "2026-01-05T23:59:59.999Z"),
                        trade("3", "A", TransactionType.BUY, "1", "7", "2026-01-06T00:00:00Z"))),
                Metric.of(PortfolioByRisk.TABLE, PortfolioByRisk::of))
            .rows(PortfolioByRisk.TABLE);
    PAssert.that(sums)
        .satisfies(
            rows -> {
              List<PortfolioByRisk> all = new ArrayList<>();
              rows.forEach(some -> all.addAll(some.list()));
              assertThat(
                  all,
                  containsInAnyOrder(
                      row("2026-01-05", 2, "21", "1", "20"), row("2026-01-06", 1, "7", "0", "7")));
              return null;
            });
    p.run().waitUntilFinish();
  }

  private static PortfolioByRisk row(
      String day, long trades, String bought, String sold, String net) {
    return new PortfolioByRisk(
        LocalDate.parse(day), RiskCategory.LOW, trades, money(bought), money(sold), money(net));
  }

  private static BigDecimal money(String text) {
    return new BigDecimal(text).setScale(8);
  }

  @Test
  void top_stocks_are_the_ten_most_traded_and_ties_go_by_symbol() {
    Pipeline p = Pipeline.create(PipelineOptionsFactory.create());
    List<Refined<Trade>> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String quantity = i < 2 ? "50" : String.valueOf(100 - i);
      all.add(
          trade(
              "T" + i,
              "S" + (char) ('M' - i),
              TransactionType.BUY,
              quantity,
              "1",
              "2026-01-05T10:00:00Z"));
    }
    PCollection<Rows<TopStock>> top =
        Added.up(3, trades(p, all), Metric.of(StockVolume.TABLE, StockVolume::of))
            .rows(StockVolume.TABLE)
            .apply(TradeStream.TOP_STOCKS.bounded(2));
    PAssert.thatSingleton(top)
        .satisfies(
            rows -> {
              assertThat(
                  rows.list().stream().map(t -> t.rank() + t.stockSymbol()).toList(),
                  contains("1SK", "2SJ", "3SI", "4SH", "5SG", "6SF", "7SE", "8SD", "9SC", "10SB"));
              return null;
            });
    p.run().waitUntilFinish();
  }

  /** Hourly trades of 40 stocks from the last second of 1969 on, so that many fall on midnight. */
  private static List<Refined<Trade>> hourlyTrades() {
    List<Refined<Trade>> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      all.add(
          trade(
              "T" + i,
              "S" + i % 40,
              TransactionType.BUY,
              "0." + (1 + i % 9),
              "3.5",
              Instant.parse("1969-12-31T23:00:00Z").plusSeconds(i * 3_600L).toString()));
    }
    return all;
  }

  private static List<StockVolume> volumes(int shards, int facts, List<Refined<Trade>> all) {
    Pipeline p = Pipeline.create(PipelineOptionsFactory.create());
    List<Metric<Trade, ?>> metrics =
        List.of(
            Metric.of(PortfolioByRisk.TABLE, PortfolioByRisk::of),
            Metric.of(StockVolume.TABLE, StockVolume::of));
    Aggregate aggregate = Aggregate.into(shards, Added.tables(metrics));
    aggregate.add("Add up", trades(p, all), Addend.of(metrics), facts);
    Outputs<Rows<StockVolume>> out = Outputs.of(aggregate.perDay().rows(StockVolume.TABLE));
    p.run().waitUntilFinish();
    return Outputs.flat(out).stream()
        .sorted(Comparator.comparing(StockVolume::day).thenComparing(StockVolume::stockSymbol))
        .toList();
  }

  @Test
  void a_table_that_does_not_say_how_it_adds_up_is_no_metric() {
    Table.Of<Trade, TopStock> fact = trade -> TopStock.of(StockVolume.of(trade), 1);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Metric.of(TopStock.TABLE, fact));
    assertThat(e.getMessage(), containsString("TopStock cannot be added up"));
  }

  private static List<StockVolume> addedUp(List<Refined<Trade>> all) {
    Map<String, StockVolume> sums = new TreeMap<>();
    for (Refined<Trade> trade : all) {
      StockVolume fact = StockVolume.of(trade.row());
      sums.merge(fact.day() + fact.stockSymbol(), fact, StockVolume.TABLE.algebra()::plus);
    }
    return List.copyOf(sums.values());
  }

  @ParameterizedTest
  @CsvSource({"1, 100000", "7, 100000", "7, 50", "3, 0"})
  void sums_are_the_same_for_any_shards_and_memory(int shards, int facts) {
    List<Refined<Trade>> all = hourlyTrades();
    assertThat(volumes(shards, facts, all), is(addedUp(all)));
  }

  @Test
  void midnight_begins_a_day_also_before_1970() {
    List<StockVolume> sums =
        volumes(
            2,
            100,
            List.of(
                trade("1", "A", TransactionType.BUY, "1", "2", "1969-12-31T23:59:59.999999Z"),
                trade("2", "A", TransactionType.BUY, "1", "3", "1970-01-01T00:00:00Z"),
                trade("3", "A", TransactionType.BUY, "1", "4", "1970-01-01T23:59:59.999999Z"),
                trade("4", "A", TransactionType.BUY, "1", "5", "0001-01-01T00:00:00Z"),
                trade("5", "A", TransactionType.BUY, "1", "6", "9999-12-31T23:59:59.999999Z")));
    assertThat(
        sums,
        contains(
            volume("0001-01-01", 1, "1", "5"),
            volume("1969-12-31", 1, "1", "2"),
            volume("1970-01-01", 2, "2", "7"),
            volume("9999-12-31", 1, "1", "6")));
  }

  private static StockVolume volume(String day, long trades, String quantity, String value) {
    return new StockVolume(
        LocalDate.parse(day), "A", trades, new BigDecimal(quantity).setScale(4), money(value));
  }

  @Test
  void nothing_adds_up_to_nothing() {
    assertThat(volumes(2, 100, List.of()), is(List.of()));
  }

  @Test
  void rows_of_a_table_that_is_not_added_up_are_refused() {
    Aggregated sums =
        Added.up(
            2, trades(Pipeline.create(), List.of()), Metric.of(StockVolume.TABLE, StockVolume::of));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> sums.rows(TopStock.TABLE)).getMessage(),
        is("gold.top_stocks is not among the tables that are added up"));
  }
}
