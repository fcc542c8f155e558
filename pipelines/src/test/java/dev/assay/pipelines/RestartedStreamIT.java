package dev.assay.pipelines;

import static dev.assay.pipelines.StreamedTrades.total;
import static dev.assay.pipelines.StreamedTrades.trade;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.Replace;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.WriteParquet;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.TopStock;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Batch;
import dev.assay.transforms.Lateness;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream begins without saved state after one that was lost: in its last seconds that one had
 * stated gold of a trade that it did not come to publish, and that the new one does not take.
 */
class RestartedStreamIT {
  private static final String DAY = "2026-01-05";
  private static final String LATER = "2026-01-09";

  @TempDir Path folder;
  private StreamedTrades trades;

  @BeforeEach
  void published() {
    trades = new StreamedTrades(folder.resolve("lake"));
    publish(1, 0, DAY);
  }

  @Test
  void gold_of_a_trade_that_silver_does_not_have_is_taken_back_everywhere() {
    state(1, "ABC");
    state(1, "XYZ");
    stream(new Lateness(null));

    assertThat(volumes(), contains("2026-01-05 ABC 1"));
    assertThat(top(), contains("1 ABC"));
    assertGoldIsThatOfTheLake();
  }

  @Test
  void a_row_that_only_the_lake_has_goes_too() {
    StoredRows<StockVolume> stored = StoredRows.of(StockVolume.TABLE.within("wealth"));
    StockVolume lost =
        new StockVolume(LocalDate.parse(DAY), "XYZ", 1, BigDecimal.ONE, BigDecimal.ONE);
    LakeTable.at(trades.lake, stored)
        .commit(
            "test",
            1,
            List.of(WriteParquet.now(stored, trades.lake, lost.day(), List.of(lost))),
            new Replace.None());
    stream(new Lateness(null));
    assertGoldIsThatOfTheLake();
  }

  @Test
  void gold_of_a_trade_that_is_late_now_is_taken_back_though_its_day_is_closed() {
    SettledRun.over(trades);
    publish(3, 1, LATER);
    state(3, "XYZ");
    stream(new Lateness(1));

    assertThat(volumes(), contains("2026-01-05 ABC 1", "2026-01-09 ABC 1"));
    assertGoldIsThatOfTheLake();
  }

  @Test
  void gold_of_a_closed_day_that_adds_up_is_left_alone() {
    SettledRun.over(trades);
    publish(3, 1, LATER);
    stream(new Lateness(1));
    assertThat(
        TestPostgres.rows(
            trades.warehouse,
            "SELECT day || ' of run ' || _version FROM wealth.stock_volumes ORDER BY day"),
        contains(List.of("2026-01-05 of run 2"), List.of("2026-01-09 of run 4")));
    assertGoldIsThatOfTheLake();
  }

  /** A stream publishes one trade. */
  private void publish(long run, long position, String day) {
    trades.publish(
        trades.begin(run),
        List.of(
            trades.bronze(position, position + 1),
            trades.silver(trade("T" + position, position, day, "10")),
            total("read", day, 1, "10"),
            total("valid", day, 1, "10")));
  }

  /** A stream states gold of a trade of this stock. */
  private void state(long run, String stock) {
    TestPostgres.execute(
        trades.warehouse,
        "INSERT INTO wealth.stock_volumes VALUES ('%s', '%s', 1, 1, 10, %d)"
            .formatted(DAY, stock, run));
    TestPostgres.execute(
        trades.warehouse,
        "INSERT INTO wealth.top_stocks SELECT '%1$s', 1 + count(*), '%2$s', 1, 10, %3$d FROM"
                .formatted(DAY, stock, run)
            + " wealth.top_stocks");
  }

  /** A stream that is given nothing, and ends. */
  private void stream(Lateness lateness) {
    StreamSettings usual = PlanStreamIT.settings(trades, lateness);
    // One shard states all at once: the DirectRunner writes at the same time what is stated apart.
    int shards = 1;
    StreamSettings settings =
        new StreamSettings(
            usual.pipeline(),
            usual.lake(),
            usual.warehouse(),
            Map.of("trades", List.of()),
            usual.from(),
            lateness,
            Duration.ofMillis(100),
            shards,
            Duration.ofMillis(300),
            usual.launch());
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    UnboundedRun stream = UnboundedRun.begin(pipeline, settings, Wealth.FLOW);
    PCollection<Batch<Trade>> none =
        pipeline.apply("No trades", Create.empty(Batch.coder(Trade.TABLE)));
    Map<Table<?>, PCollection<?>> silver = new HashMap<>();
    silver.put(Trade.TABLE, stream.silver(source(), none, List.of()));
    UnboundedGold gold = new UnboundedGold(Wealth.FLOW, settings, silver, Optional.of(stream));
    gold.to(stream);
    stream.finish(gold.completeDays(), gold.owed());
    pipeline.run().waitUntilFinish();
  }

  @SuppressWarnings("unchecked")
  private static Source<Trade> source() {
    return (Source<Trade>) Wealth.FLOW.source("trades");
  }

  private List<String> volumes() {
    return TestPostgres.read(trades.warehouse, StockVolume.TABLE.within("wealth")).stream()
        .map(row -> row.day() + " " + row.stockSymbol() + " " + row.trades())
        .toList();
  }

  private List<String> top() {
    return TestPostgres.read(trades.warehouse, TopStock.TABLE.within("wealth")).stream()
        .map(row -> row.rank() + " " + row.stockSymbol())
        .toList();
  }

  private void assertGoldIsThatOfTheLake() {
    for (Table<?> table : Wealth.FLOW.gold()) {
      assertThat(
          table.toString(),
          TestPostgres.read(trades.warehouse, table).stream()
              .map(Object::toString)
              .sorted()
              .toList(),
          is(trades.rows(StoredRows.of(table)).stream().map(Object::toString).sorted().toList()));
    }
    assertThat(
        new Audit(trades.warehouse, Wealth.FLOW)
            .days().stream().flatMap(day -> day.differences().stream()).toList(),
        is(empty()));
  }
}
