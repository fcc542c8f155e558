package dev.assay.transforms;

import static dev.assay.transforms.Payloads.total;
import static dev.assay.transforms.Payloads.trade;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.assay.schemas.Origin;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.PortfolioByRisk;
import dev.assay.schemas.wealth.RiskCategory;
import dev.assay.schemas.wealth.Trade;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trades of customers who change while the stream runs. */
class ChangingReferenceIT {
  private static final String NINE = "2026-01-05T09:00:00Z";
  private static final String TEN = "2026-01-05T10:00:00Z";

  private long position;
  private TestStream.Builder<Rows<Raw>> events =
      TradeStream.events().advanceWatermarkTo(Instant.parse("2026-01-05T00:00:00Z"));

  private ChangingReferenceIT comes(String source, String payload, Instant at) {
    Raw raw = TradeStream.raw(source, ++position, payload);
    events = events.addElements(TimestampedValue.of(new Rows<>(List.of(raw)), at));
    return this;
  }

  private ChangingReferenceIT trades(String id, String customer, String price, String time) {
    return comes("topic", trade(id, customer, "1", price, time), Instant.parse(time));
  }

  private static String described(String id, RiskCategory risk, int version) {
    return "{\"customer_id\":\"%s\",\"name\":\"N%d\",\"risk_category\":\"%s\",\"updated_at\":\"%s\"}"
        .formatted(id, version, risk, "2026-01-0" + version + "T00:00:00Z");
  }

  private ChangingReferenceIT describes(String customer, RiskCategory risk, int version) {
    return comes(TradeStream.CUSTOMER, described(customer, risk, version), Instant.parse(TEN));
  }

  private TradeStream run() {
    TradeStream stream = new TradeStream(2, new Lateness(null)).ofChangingCustomers();
    return stream.run(events.advanceWatermarkToInfinity());
  }

  private static List<String> changes(TradeStream stream) {
    return stream.changes().stream()
        .map(
            each ->
                each.kind()
                    + " "
                    + each.refined().row().tradeId()
                    + " "
                    + each.refined().row().riskCategory())
        .toList();
  }

  @Test
  void a_customer_who_changes_describes_the_trades_anew_and_gold_follows() {
    describes("C1", RiskCategory.LOW, 1).describes("C2", RiskCategory.LOW, 1);
    trades("T1", "C1", "3", TEN).trades("T2", "C2", "5", TEN);
    events = events.advanceProcessingTime(TradeStream.INTERVAL_PASSES);
    TradeStream stream = describes("C1", RiskCategory.HIGH, 2).run();

    assertThat(
        changes(stream),
        containsInAnyOrder("GAINED T1 LOW", "GAINED T2 LOW", "LOST T1 LOW", "GAINED T1 HIGH"));
    assertThat(
        stream.changes().stream()
            .filter(each -> each.refined().row().tradeId().equals("T1"))
            .map(each -> each.refined().origin())
            .distinct()
            .count(),
        equalTo(1L));
    assertThat(
        Runs.scaled(stream.totals()),
        containsInAnyOrder(
            total("trades", "read", "2026-01-05", 2, "8"),
            total("trades", "valid", "2026-01-05", 2, "8"),
            total("trades", "described", "2026-01-05", 1, "3")));
    assertThat(
        stream.gold(PortfolioByRisk.TABLE).stream()
            .map(row -> row.riskCategory() + " " + row.trades())
            .toList(),
        containsInAnyOrder("HIGH 1", "LOW 1"));
  }

  @Test
  void a_trade_that_comes_before_its_customer_stays_in_quarantine() {
    TradeStream stream =
        trades("T1", "C1", "3", TEN)
            .describes("C1", RiskCategory.LOW, 1)
            .trades("T2", "C1", "3", TEN)
            .run();
    assertThat(
        stream.rejected().stream().map(Rejected::rules).toList(), contains("customer_id_is_known"));
    assertThat(changes(stream), contains("GAINED T2 LOW"));
    assertThat(Reconcile.failures(stream.totals()), empty());
  }

  @Test
  void an_older_customer_who_comes_later_changes_nothing() {
    TradeStream stream =
        describes("C1", RiskCategory.HIGH, 2)
            .trades("T1", "C1", "3", TEN)
            .describes("C1", RiskCategory.LOW, 1)
            .run();
    assertThat(changes(stream), contains("GAINED T1 HIGH"));
  }

  @Test
  void a_displaced_trade_is_lost_as_it_was_described_last() {
    TradeStream stream =
        describes("C1", RiskCategory.LOW, 1)
            .trades("T1", "C1", "3", TEN)
            .describes("C1", RiskCategory.HIGH, 2)
            .trades("T1", "C1", "5", NINE)
            .run();
    assertThat(
        changes(stream),
        contains(
            "GAINED T1 LOW", "LOST T1 LOW", "GAINED T1 HIGH", "LOST T1 HIGH", "GAINED T1 HIGH"));
  }

  @Test
  void a_held_trade_is_described_as_its_customer_is_now() {
    String payload = trade("T1", "C1", "1", "3", TEN);
    comes(TradeStream.HELD, payload, TradeStream.EARLIEST);
    TradeStream stream = describes("C1", RiskCategory.HIGH, 2).run();
    assertThat(changes(stream), contains("HELD T1 LOW", "LOST T1 LOW", "GAINED T1 HIGH"));
  }

  /** In any order, of customers who change several times, and whose trades contradict. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void trades_end_as_in_a_bounded_run_over_all_that_found_their_customer(int seed) {
    Random random = new Random(seed);
    List<String[]> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String customer = "C" + random.nextInt(4);
      String price = String.valueOf(1 + random.nextInt(2));
      String time = random.nextBoolean() ? NINE : TEN;
      all.add(
          new String[] {
            "topic", trade("T" + random.nextInt(20), customer, "1", price, time), customer
          });
      int version = 1 + random.nextInt(9);
      RiskCategory risk = RiskCategory.values()[version % RiskCategory.values().length];
      all.add(new String[] {TradeStream.CUSTOMER, described(customer, risk, version), customer});
    }
    Collections.shuffle(all, random);
    Set<String> known = new HashSet<>();
    Runs<Customer> customers = new Runs<>(Customer.TABLE, 2);
    Runs<Trade> trades = new Runs<>(Trade.TABLE, 2);
    List<Raw> customerRaws = new ArrayList<>();
    List<Raw> tradeRaws = new ArrayList<>();
    List<String> orphans = new ArrayList<>();
    for (String[] each : all) {
      comes(each[0], each[1], Instant.parse(TEN));
      Raw raw = Payloads.raw(position, each[1]);
      if (each[0].equals(TradeStream.CUSTOMER)) {
        known.add(each[2]);
        customerRaws.add(raw);
      } else if (known.contains(each[2])) {
        tradeRaws.add(raw);
      } else {
        orphans.add(each[1]);
      }
    }
    customers.run(customerRaws);
    trades.run(tradeRaws);
    Map<String, Customer> register = new HashMap<>();
    customers.winners().forEach(each -> register.put(each.customerId(), each));
    List<Trade> expected =
        trades.winners().stream().map(each -> each.with(register.get(each.customerId()))).toList();

    TradeStream stream = run();
    assertThat(
        Runs.sorted(stream.silver().stream().map(Refined::row).toList()),
        equalTo(Runs.sorted(expected)));
    assertThat(
        stream.rejected().stream()
            .filter(each -> each.rules().equals("customer_id_is_known"))
            .map(Rejected::payload)
            .sorted()
            .toList(),
        equalTo(orphans.stream().sorted().toList()));
    assertThat(Reconcile.failures(stream.totals()), empty());
  }

  private static Refined<Customer> customer(RiskCategory risk, int version) {
    Customer row =
        new Customer(
            "C1",
            "Jane",
            risk,
            null,
            null,
            null,
            java.time.Instant.parse("2026-01-0" + version + "T00:00:00Z"));
    return new Refined<>(row, new Origin("file:c", version, null, "r", "h" + version));
  }

  /** A shard of which a test decides what changes of the customer come, and in which order. */
  private static final class Alone {
    private LogInMemory state = new LogInMemory();
    private final List<String> told = new ArrayList<>();
    private final SettleShard<Trade> shard =
        new SettleShard<>(
            Trade.TABLE,
            new Lateness(0),
            List.of(Enrich.with(Customer.TABLE, Trade::with)),
            new Settled.Tags<>());

    /** With the same state, of which nothing was told yet. */
    Alone saved() {
      Alone saved = new Alone();
      saved.state = state.copy();
      return saved;
    }

    private LoggedMemory<Trade> memory() {
      LoggedMemory<Trade> memory = shard.memory();
      memory.read(state.log());
      return memory;
    }

    @SafeVarargs
    final Alone changes(Change<Customer>... changes) {
      Packets packets = new Packets(1, (one, packet) -> settle(packet));
      for (Change<Customer> change : changes) {
        packets.add(0, SettleShard.kindOf(0), change, Change.coder(Customer.TABLE));
      }
      packets.flush();
      return this;
    }

    Alone trade(String id, String time) {
      Raw raw = Payloads.raw(1, Payloads.trade(id, "C1", "1", "3", time));
      Trade row = new PayloadParser<>(Trade.TABLE).parse(raw).row();
      Packets packets = new Packets(1, (one, packet) -> settle(packet));
      Batch.Candidate<Trade> candidate = new Batch.Candidate<>(row, raw, "h" + id);
      packets.add(0, Change.Kind.GAINED.ordinal(), candidate, Batch.candidateCoder(Trade.TABLE));
      packets.flush();
      return this;
    }

    private void settle(byte[] packet) {
      LoggedMemory<Trade> memory = memory();
      shard.over(memory);
      shard.settle(packet, Instant.parse(NINE));
      memory.log();
      shard
          .outcome()
          .changes()
          .forEach(
              each ->
                  told.add(
                      each.kind()
                          + " "
                          + each.refined().row().tradeId()
                          + " "
                          + each.refined().row().riskCategory()));
      shard.outcome().rejected().forEach(each -> told.add(each.rules()));
      shard.outcome().totals();
      shard.outcome().clear();
    }
  }

  private static Change<Customer> change(Change.Kind kind, RiskCategory risk, int version) {
    return new Change<>(kind, customer(risk, version));
  }

  @Test
  void a_customer_who_is_lost_describes_no_new_trade_and_leaves_the_others() {
    Alone alone =
        new Alone()
            .changes(change(Change.Kind.GAINED, RiskCategory.LOW, 1))
            .trade("T1", TEN)
            .changes(change(Change.Kind.LOST, RiskCategory.LOW, 1))
            .trade("T2", TEN);
    assertThat(alone.told, contains("GAINED T1 LOW", "customer_id_is_known"));
  }

  @Test
  void changes_of_a_customer_come_in_any_order() {
    Alone alone =
        new Alone()
            .changes(
                change(Change.Kind.LOST, RiskCategory.MEDIUM, 2),
                change(Change.Kind.GAINED, RiskCategory.HIGH, 3))
            .trade("T1", TEN)
            .changes(change(Change.Kind.HELD, RiskCategory.LOW, 1))
            .changes(
                change(Change.Kind.LOST, RiskCategory.LOW, 1),
                change(Change.Kind.GAINED, RiskCategory.MEDIUM, 2))
            .changes(change(Change.Kind.REFUSED, RiskCategory.LOW, 1));
    assertThat(alone.told, contains("GAINED T1 HIGH"));
  }

  @Test
  void a_shard_that_is_restored_knows_what_describes_its_trades_and_which_they_are() {
    Alone alone =
        new Alone().changes(change(Change.Kind.GAINED, RiskCategory.LOW, 1)).trade("T1", TEN);
    Alone saved = alone.saved();
    alone
        .changes(
            change(Change.Kind.LOST, RiskCategory.LOW, 1),
            change(Change.Kind.GAINED, RiskCategory.HIGH, 2))
        .trade("T2", TEN);

    saved
        .trade("T2", TEN)
        .changes(
            change(Change.Kind.LOST, RiskCategory.LOW, 1),
            change(Change.Kind.GAINED, RiskCategory.HIGH, 2));
    assertThat(
        saved.told,
        containsInAnyOrder(
            "GAINED T2 LOW", "LOST T1 LOW", "GAINED T1 HIGH", "LOST T2 LOW", "GAINED T2 HIGH"));
  }

  @Test
  void a_trade_of_a_day_that_is_closed_is_not_described_anew() {
    Alone alone =
        new Alone()
            .changes(change(Change.Kind.GAINED, RiskCategory.LOW, 1))
            .trade("T1", TEN)
            .trade("T2", "2026-01-06T10:00:00Z");
    alone.memory().forget(day -> day.getDayOfMonth() == 5);
    alone.changes(
        change(Change.Kind.LOST, RiskCategory.LOW, 1),
        change(Change.Kind.GAINED, RiskCategory.HIGH, 2));
    assertThat(
        alone.told, contains("GAINED T1 LOW", "GAINED T2 LOW", "LOST T2 LOW", "GAINED T2 HIGH"));
    List<Remembered<Trade>> referring = alone.memory().referring("0:C1");
    assertThat(
        referring.stream().map(known -> known.row().row().tradeId()).toList(), contains("T2"));
  }
}
