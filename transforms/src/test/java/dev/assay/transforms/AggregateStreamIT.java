package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.Raw;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Holding;
import dev.assay.schemas.wealth.InvestmentByCustomer;
import dev.assay.schemas.wealth.LastPrice;
import dev.assay.schemas.wealth.PortfolioByRisk;
import dev.assay.schemas.wealth.RiskCategory;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.TopStock;
import dev.assay.schemas.wealth.Trade;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregateStreamIT {
  private static final String NINE = "2026-01-05T09:00:00Z";
  private static final String TEN = "2026-01-05T10:00:00Z";
  private static final String NEXT_DAY = "2026-01-06T10:00:00Z";

  private long position;
  private TestStream.Builder<Rows<Raw>> events = TradeStream.events();

  private AggregateStreamIT comes(String id, String symbol, String price, String time) {
    return comes("topic", id, symbol, price, time);
  }

  private AggregateStreamIT holds(String id, String symbol, String price, String time) {
    return comes(TradeStream.HELD, id, symbol, price, time);
  }

  private AggregateStreamIT comes(
      String source, String id, String symbol, String price, String time) {
    String payload = Payloads.trade(id, "C1", "2", price, time).replace("ACME", symbol);
    Rows<Raw> rows = new Rows<>(List.of(TradeStream.raw(source, ++position, payload)));
    boolean held = source.equals(TradeStream.HELD);
    Instant at = held ? TradeStream.EARLIEST : Instant.parse(time);
    events = events.addElements(TimestampedValue.of(rows, at));
    return this;
  }

  private AggregateStreamIT reaches(String watermark) {
    events = events.advanceWatermarkTo(Instant.parse(watermark));
    return this;
  }

  private AggregateStreamIT intervalPasses() {
    events = events.advanceProcessingTime(TradeStream.INTERVAL_PASSES);
    return this;
  }

  private TradeStream run() {
    return new TradeStream(2, new Lateness(1)).run(events.advanceWatermarkToInfinity());
  }

  private static List<String> volumes(TradeStream stream) {
    return stream.statements(StockVolume.TABLE).stream()
        .map(s -> key(s.row()) + (s.stands() ? " " + plain(s.row()) : " withdrawn"))
        .toList();
  }

  private static String key(StockVolume row) {
    return row.day().getDayOfMonth() + row.stockSymbol();
  }

  private static String plain(StockVolume row) {
    return row.value().stripTrailingZeros().toPlainString();
  }

  private static List<String> ranks(TradeStream stream) {
    return stream.statements(TopStock.TABLE).stream()
        .map(
            s ->
                s.row().day().getDayOfMonth()
                    + "#"
                    + s.row().rank()
                    + (s.stands() ? " " + s.row().stockSymbol() : " withdrawn"))
        .toList();
  }

  private static <G extends Record> List<G> sorted(Table<G> table, List<G> rows) {
    return Runs.sorted(rows.stream().map(row -> TradeStream.clean(table, row)).toList());
  }

  /** What one bounded run makes of these rows. */
  private static Map<Table<?>, List<?>> bounded(List<Refined<Trade>> silver) {
    Pipeline p = Payloads.pipeline();
    Aggregated sums =
        Added.up(
            2,
            p.apply(
                Create.of(new Rows<>(silver)).withCoder(Rows.coder(Refined.coder(Trade.TABLE)))),
            TradeStream.METRICS);
    PCollection<Rows<StockVolume>> volumes = sums.rows(StockVolume.TABLE);
    Outputs<Rows<InvestmentByCustomer>> byCustomer =
        Outputs.of(sums.rows(InvestmentByCustomer.TABLE));
    Outputs<Rows<PortfolioByRisk>> byRisk = Outputs.of(sums.rows(PortfolioByRisk.TABLE));
    Outputs<Rows<StockVolume>> byStock = Outputs.of(volumes);
    Outputs<Rows<Holding>> holdings = Outputs.of(sums.rows(Holding.TABLE));
    Outputs<Rows<LastPrice>> prices = Outputs.of(sums.rows(LastPrice.TABLE));
    Outputs<Rows<TopStock>> top = Outputs.of(volumes.apply(TradeStream.TOP_STOCKS.bounded(3)));
    p.run().waitUntilFinish();
    Map<Table<?>, List<?>> gold = new HashMap<>();
    gold.put(
        InvestmentByCustomer.TABLE, sorted(InvestmentByCustomer.TABLE, Outputs.flat(byCustomer)));
    gold.put(PortfolioByRisk.TABLE, sorted(PortfolioByRisk.TABLE, Outputs.flat(byRisk)));
    gold.put(StockVolume.TABLE, sorted(StockVolume.TABLE, Outputs.flat(byStock)));
    gold.put(Holding.TABLE, sorted(Holding.TABLE, Outputs.flat(holdings)));
    gold.put(LastPrice.TABLE, sorted(LastPrice.TABLE, Outputs.flat(prices)));
    gold.put(TopStock.TABLE, sorted(TopStock.TABLE, Outputs.flat(top)));
    return gold;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void the_newest_statements_are_what_one_run_computes_of_silver(int seed) {
    RandomTrades trades = RandomTrades.of(seed);
    bounded(trades.stream.silver())
        .forEach((table, rows) -> assertThat(newest(table, trades.stream), is(rows)));
  }

  private static <G extends Record> List<G> newest(Table<G> table, TradeStream stream) {
    return Runs.sorted(stream.gold(table));
  }

  /** A runner may change the order of what two bundles bring. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void changes_add_up_in_any_order(int seed) {
    Random random = new Random(seed);
    RandomTrades trades = RandomTrades.of(seed);
    List<Change<Trade>> changes = new ArrayList<>(trades.stream.changes());
    assertThat(changes.stream().anyMatch(c -> c.kind() == Change.Kind.LOST), is(true));
    Collections.shuffle(changes, random);
    TradeStream stream =
        streamOf(changes.stream().map(c -> new Rows<>(List.of(c))).toList(), random);
    assertThat(
        "no row is stated of fewer than no trades",
        stream.statements(StockVolume.TABLE).stream()
            .filter(stated -> stated.stands() && stated.row().trades() <= 0)
            .toList(),
        is(empty()));
    bounded(trades.stream.silver())
        .forEach((table, rows) -> assertThat(newest(table, stream), is(rows)));
  }

  /** Each trade is gained, and lost and gained anew whenever its customer is described anew. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void trades_that_are_described_anew_add_up_in_any_order(int seed) {
    Random random = new Random(seed);
    List<Refined<Trade>> silver = new ArrayList<>();
    List<Rows<Change<Trade>>> changes = new ArrayList<>();
    for (Refined<Trade> trade : RandomTrades.of(seed).stream.silver()) {
      Refined<Trade> now = described(trade, random);
      changes.add(change(Change.Kind.GAINED, now));
      for (int times = random.nextInt(3); times > 0; times--) {
        changes.add(change(Change.Kind.LOST, now));
        now = described(trade, random);
        changes.add(change(Change.Kind.GAINED, now));
      }
      silver.add(now);
    }
    Collections.shuffle(changes, random);
    TradeStream stream = streamOf(changes, random);
    bounded(silver).forEach((table, rows) -> assertThat(newest(table, stream), is(rows)));
  }

  private static TradeStream streamOf(List<Rows<Change<Trade>>> changes, Random random) {
    TestStream.Builder<Rows<Change<Trade>>> events =
        TestStream.create(Rows.coder(Change.coder(Trade.TABLE)))
            .advanceWatermarkTo(Instant.parse(NINE));
    for (Rows<Change<Trade>> change : changes) {
      events = events.addElements(change);
      if (random.nextInt(4) == 0) {
        events = events.advanceProcessingTime(TradeStream.INTERVAL_PASSES);
      }
    }
    return new TradeStream(1, new Lateness(1)).runChanges(events.advanceWatermarkToInfinity());
  }

  private static Rows<Change<Trade>> change(Change.Kind kind, Refined<Trade> trade) {
    return new Rows<>(List.of(new Change<>(kind, trade)));
  }

  private static Refined<Trade> described(Refined<Trade> trade, Random random) {
    String name = List.of("Ann", "Bob", "Cyd").get(random.nextInt(3));
    return named(trade, name, RiskCategory.values()[random.nextInt(3)]);
  }

  private static Refined<Trade> named(Refined<Trade> trade, String name, RiskCategory risk) {
    String id = trade.row().customerId();
    Customer customer = new Customer(id, name, risk, null, null, null, null);
    return new Refined<>(trade.row().with(customer), trade.origin());
  }

  @Test
  void a_customer_described_anew_bears_the_new_name_where_the_old_one_sorts_last() {
    Refined<Trade> trade = RandomTrades.of(2).stream.silver().get(0);
    Refined<Trade> before = named(trade, "Zoe", RiskCategory.HIGH);
    Refined<Trade> after = named(trade, "Ann", RiskCategory.LOW);
    TradeStream stream =
        streamOf(
            List.of(
                change(Change.Kind.GAINED, before),
                change(Change.Kind.GAINED, after),
                change(Change.Kind.LOST, before)),
            new Random(1));
    assertThat(
        stream.gold(InvestmentByCustomer.TABLE),
        contains(
            TradeStream.clean(InvestmentByCustomer.TABLE, InvestmentByCustomer.of(after.row()))));
    assertThat(
        stream.gold(PortfolioByRisk.TABLE).stream().map(PortfolioByRisk::riskCategory).toList(),
        contains(RiskCategory.LOW));
  }

  @Test
  void nothing_is_stated_before_all_held_rows_have_come() {
    comes("T1", "A", "3", TEN).intervalPasses();
    holds("T2", "A", "5", TEN).intervalPasses().intervalPasses();
    holds("T3", "A", "7", NINE).intervalPasses();
    TradeStream stream = reaches(TEN).intervalPasses().run();
    assertThat(volumes(stream), contains("5A 30"));
  }

  @Test
  void held_rows_alone_are_stated_once() {
    holds("T1", "A", "5", TEN).holds("T2", "B", "5", NEXT_DAY).intervalPasses();
    TradeStream stream = reaches(TEN).intervalPasses().intervalPasses().run();
    assertThat(volumes(stream), containsInAnyOrder("5A 10", "6B 10"));
  }

  @Test
  void a_row_is_stated_at_most_once_per_interval() {
    reaches(NINE).comes("T1", "A", "1", TEN).comes("T2", "A", "2", TEN).intervalPasses();
    comes("T3", "A", "3", TEN).intervalPasses().intervalPasses();
    assertThat(volumes(run()), contains("5A 6", "5A 12"));
  }

  @Test
  void a_row_is_stated_when_its_day_is_complete() {
    reaches(NINE).comes("T1", "A", "1", TEN).reaches("2026-01-06T00:00:00Z");
    comes("T2", "B", "2", NEXT_DAY).comes("T3", "A", "3", NINE);
    TradeStream stream = intervalPasses().run();
    assertThat(volumes(stream), containsInAnyOrder("5A 2", "5A 8", "6B 4"));
    assertThat(
        stream.completeDays(),
        contains(LocalDate.parse("2026-01-05"), LocalDate.parse("2026-01-06")));
  }

  @Test
  void a_late_row_restates_exactly_its_own_rows() {
    reaches(NINE).comes("T1", "A", "1", TEN).comes("T2", "B", "2", TEN);
    reaches("2026-01-06T09:00:00Z").comes("T3", "C", "1", NEXT_DAY).intervalPasses();
    TradeStream stream = comes("T4", "A", "5", TEN).intervalPasses().run();
    List<String> volumes = volumes(stream);
    assertThat(volumes.subList(0, 3), containsInAnyOrder("5A 2", "5B 4", "6C 2"));
    assertThat(volumes.subList(3, volumes.size()), contains("5A 12"));
    assertThat(ranks(stream).subList(0, 3), containsInAnyOrder("5#1 A", "5#2 B", "6#1 C"));
    assertThat(stream.statements(LastPrice.TABLE).size(), is(4));
    assertThat(stream.statements(Holding.TABLE).size(), is(4));
  }

  @Test
  void a_late_row_waits_no_longer_than_until_its_day_closes() {
    reaches(NINE).comes("T1", "A", "1", TEN).reaches("2026-01-06T23:59:59.999Z");
    comes("T2", "A", "3", TEN).comes("T3", "B", "3", TEN);
    TradeStream stream = reaches("2026-01-07T00:00:00Z").reaches("2026-01-09T00:00:00Z").run();
    assertThat(volumes(stream), containsInAnyOrder("5A 2", "5A 8", "5B 6"));
    assertThat(
        stream.gold(TopStock.TABLE).stream().map(TopStock::stockSymbol).toList(),
        contains("A", "B"));
  }

  @Test
  void a_row_too_late_restates_nothing() {
    reaches(NINE).comes("T1", "A", "1", TEN);
    TradeStream stream = reaches("2026-01-07T00:00:00Z").comes("T2", "A", "3", TEN).run();
    assertThat(volumes(stream), contains("5A 2"));
  }

  @Test
  void a_row_whose_only_trade_moved_to_another_day_is_withdrawn() {
    reaches(NINE).comes("T1", "A", "1", NEXT_DAY).comes("T2", "B", "1", NEXT_DAY);
    TradeStream stream = intervalPasses().comes("T1", "A", "2", TEN).intervalPasses().run();
    List<String> volumes = volumes(stream);
    assertThat(volumes.subList(0, 2), containsInAnyOrder("6A 2", "6B 2"));
    assertThat(volumes.subList(2, 4), containsInAnyOrder("6A withdrawn", "5A 4"));
    assertThat(volumes.size(), is(4));
    assertThat(ranks(stream).subList(2, 5), containsInAnyOrder("6#1 B", "6#2 withdrawn", "5#1 A"));
    assertThat(
        stream.gold(LastPrice.TABLE).stream().map(p -> p.day() + p.stockSymbol()).toList(),
        containsInAnyOrder("2026-01-05A", "2026-01-06B"));
  }

  @Test
  void what_a_refused_row_was_added_to_before_a_failure_is_stated_without_it() {
    reaches(NINE).comes("T1", "A", "1", TEN).comes("T2", "B", "1", TEN).intervalPasses();
    TradeStream stream =
        comes("T1", "B", "5", NEXT_DAY).comes("T2", "C", "5", NEXT_DAY).intervalPasses().run();
    assertThat(volumes(stream), containsInAnyOrder("5A 2", "5B 2", "6B withdrawn", "6C withdrawn"));
    assertThat(
        stream.statements(LastPrice.TABLE).stream()
            .map(s -> s.row().day() + s.row().stockSymbol() + s.stands())
            .toList(),
        containsInAnyOrder(
            "2026-01-05Atrue", "2026-01-05Btrue", "2026-01-06Bfalse", "2026-01-06Cfalse"));
  }

  @Test
  void the_last_price_is_the_one_before_when_its_trade_is_taken_back() {
    reaches(NINE).comes("T1", "A", "1", NINE).comes("T2", "A", "7", TEN).intervalPasses();
    TradeStream stream = comes("T2", "B", "2", NINE).intervalPasses().run();
    assertThat(
        stream.statements(LastPrice.TABLE).stream()
            .map(s -> s.row().stockSymbol() + s.row().price().toBigInteger())
            .toList(),
        containsInAnyOrder("A7", "A1", "B2"));
  }

  @Test
  void a_stream_that_ends_at_once_states_everything() {
    TradeStream stream = comes("T1", "A", "1", TEN).comes("T2", "B", "1", NEXT_DAY).run();
    assertThat(volumes(stream), containsInAnyOrder("5A 2", "6B 2"));
    assertThat(stream.gold(TopStock.TABLE).size(), is(2));
  }

  @Test
  void of_nothing_nothing_is_stated() {
    TradeStream stream = reaches(TEN).intervalPasses().run();
    assertThat(volumes(stream), is(empty()));
    assertThat(stream.completeDays(), is(empty()));
  }
}
