package dev.assay.transforms;

import static dev.assay.transforms.Payloads.total;
import static dev.assay.transforms.Payloads.trade;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Trade;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettleUnboundedIT {
  private static final String NINE = "2026-01-05T09:00:00Z";
  private static final String TEN = "2026-01-05T10:00:00Z";
  private static final String NEXT_DAY = "2026-01-06T10:00:00Z";

  private long position;
  private TestStream.Builder<Rows<Raw>> events = TradeStream.events();

  private SettleUnboundedIT comes(String id, String price, String time) {
    return comes("topic", id, price, time);
  }

  private SettleUnboundedIT holds(String id, String price, String time) {
    return comes(TradeStream.HELD, id, price, time);
  }

  private SettleUnboundedIT comes(String source, String id, String price, String time) {
    Raw raw = TradeStream.raw(source, ++position, trade(id, "C1", "2", price, time));
    Rows<Raw> rows = new Rows<>(List.of(raw));
    boolean held = source.equals(TradeStream.HELD);
    Instant at = held ? TradeStream.EARLIEST : Instant.parse(time);
    events = events.addElements(TimestampedValue.of(rows, at));
    return this;
  }

  private SettleUnboundedIT reaches(String watermark) {
    events = events.advanceWatermarkTo(Instant.parse(watermark));
    return this;
  }

  private TradeStream run(Integer latenessDays) {
    return run(new TradeStream(2, new Lateness(latenessDays)));
  }

  private TradeStream run(TradeStream stream) {
    return stream.run(events.advanceWatermarkToInfinity());
  }

  private static List<String> changes(TradeStream stream) {
    return stream.changes().stream()
        .map(c -> c.kind() + " " + c.refined().row().tradeId() + " " + price(c.refined().row()))
        .toList();
  }

  private static String price(Trade trade) {
    return trade.price().stripTrailingZeros().toPlainString();
  }

  private static List<String> rules(TradeStream stream) {
    return stream.rejected().stream().map(Rejected::rules).toList();
  }

  private static List<Trade> bare(List<Refined<Trade>> silver) {
    return Runs.sorted(silver.stream().map(row -> bare(row.row())).toList());
  }

  /** As the source said it, without what was added. */
  private static Trade bare(Trade row) {
    return row.with(new Customer(row.customerId(), null, null, null, null, null, null));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void a_stream_ends_as_one_bounded_run_over_all_rows(int seed) {
    RandomTrades trades = RandomTrades.of(seed);
    TradeStream stream = trades.stream;
    assertThat(bare(stream.silver()), is(trades.whole.winners()));

    Runs<Trade> whole = trades.whole;
    List<Raw> beaten = new ArrayList<>(trades.before.beaten());
    List<String> broken = new ArrayList<>(trades.before.broken());
    for (Rejected row : stream.rejected()) {
      if (row.rules().equals(Trade.TABLE.uniqueness())) {
        beaten.add(row.raw());
      } else {
        broken.add(row.payload() + " " + row.rules());
      }
    }
    stream.contradictions().forEach(row -> beaten.add(trades.payload(row.position())));
    assertThat(whole.contents(beaten), is(whole.contradictions()));
    assertThat(Runs.sorted(broken), is(whole.broken()));

    assertThat(Reconcile.failures(stream.totals()), is(empty()));
    Totals totals = new Totals();
    trades.before.totals().forEach(totals::add);
    stream.totals().stream()
        .filter(total -> !total.stage().equals(ControlTotal.DISPLACED))
        .forEach(totals::add);
    assertThat(Runs.scaled(totals.list()), is(whole.totals()));
  }

  @Test
  void fresh_rows_wait_until_all_held_rows_have_come() {
    comes("T1", "3", TEN).comes("T2", "3", TEN);
    holds("T1", "4", NINE).holds("T2", "5", NEXT_DAY);
    TradeStream stream = reaches(TEN).run(1);
    assertThat(
        changes(stream),
        containsInAnyOrder("HELD T1 4", "HELD T2 5", "LOST T2 5", "GAINED T2 3", "REFUSED T1 3"));
    assertThat(rules(stream), contains("trade_id_is_unique"));
  }

  @Test
  void rows_that_waited_are_not_late_because_the_watermark_leapt() {
    TradeStream stream = comes("T1", "3", TEN).reaches("2026-03-01T00:00:00Z").run(1);
    assertThat(changes(stream), contains("GAINED T1 3"));
    assertThat(rules(stream), is(empty()));
  }

  @Test
  void a_topic_that_ends_at_once_loses_no_row() {
    TradeStream stream = comes("T1", "3", TEN).comes("T1", "4", NINE).run(0);
    assertThat(stream.silver().size(), is(1));
    assertThat(Reconcile.failures(stream.totals()), is(empty()));
    assertThat(rules(stream).contains(Rejected.LATE), is(false));
  }

  @Test
  void a_row_is_taken_until_its_day_closes_and_late_from_then_on() {
    reaches("2026-01-06T23:59:59.999Z").comes("T1", "3", TEN);
    TradeStream stream = reaches("2026-01-07T00:00:00Z").comes("T2", "5", TEN).run(1);
    assertThat(changes(stream), contains("GAINED T1 3"));
    Rejected late = stream.rejected().get(0);
    assertThat(late.rules(), is(Rejected.LATE));
    assertThat(late.payload(), is(trade("T2", "C1", "2", "5", TEN)));
    assertThat(
        Runs.scaled(stream.totals()),
        containsInAnyOrder(
            total("trades", "read", "2026-01-05", 2, "16"),
            total("trades", "valid", "2026-01-05", 1, "6"),
            total("trades", "late", "2026-01-05", 1, "10")));
  }

  @Test
  void a_row_that_comes_again_after_its_day_closed_is_late() {
    reaches(TEN).comes("T1", "3", TEN).comes("T1", "3", TEN);
    TradeStream stream = reaches("2026-01-07T00:00:00Z").comes("T1", "3", TEN).run(1);
    assertThat(changes(stream), contains("GAINED T1 3"));
    assertThat(rules(stream), contains(Rejected.LATE));
    assertThat(Reconcile.failures(stream.totals()), is(empty()));
  }

  @Test
  void what_was_beaten_is_a_duplicate_until_its_own_day_closes() {
    reaches(TEN).comes("T1", "3", TEN).comes("T1", "5", NEXT_DAY);
    TradeStream stream = reaches("2026-01-07T00:00:01Z").comes("T1", "5", NEXT_DAY).run(1);
    assertThat(changes(stream), contains("GAINED T1 3", "REFUSED T1 5"));
    assertThat(rules(stream), contains("trade_id_is_unique"));
    assertThat(
        Runs.scaled(stream.totals()).contains(total("trades", "duplicate", "2026-01-06", 1, "10")),
        is(true));
  }

  @Test
  void a_row_that_contradicts_one_of_a_closed_day_is_rejected() {
    Raw beaten = Payloads.raw(90, trade("T1", "C1", "2", "5", NEXT_DAY));
    TradeStream stream = new TradeStream(2, new Lateness(1)).after(List.of(), List.of(beaten));
    comes("T1", "7", "2026-01-06T09:00:00Z").comes("T1", "5", NEXT_DAY).run(stream);
    assertThat(changes(stream), contains("REFUSED T1 7"));
    assertThat(rules(stream), contains("trade_id_is_unique"));
    assertThat(
        Runs.scaled(stream.totals()).contains(total("trades", "duplicate", "2026-01-06", 1, "10")),
        is(true));
  }

  @Test
  void days_close_one_after_the_other() {
    reaches(TEN).comes("T1", "3", TEN).comes("T2", "3", NEXT_DAY).comes("T3", "3", TEN);
    reaches("2026-01-07T00:00:00Z").comes("T2", "3", NEXT_DAY).comes("T1", "3", TEN);
    TradeStream stream = reaches("2026-01-08T00:00:00Z").comes("T2", "3", NEXT_DAY).run(1);
    assertThat(changes(stream).size(), is(3));
    assertThat(rules(stream), contains(Rejected.LATE, Rejected.LATE));
  }

  @Test
  void without_a_limit_no_row_is_late() {
    reaches("2026-01-07T00:00:00Z").comes("T1", "3", "0001-01-01T00:00:00Z");
    TradeStream stream = comes("T2", "3", "9999-12-31T23:59:59Z").run((Integer) null);
    assertThat(changes(stream), containsInAnyOrder("GAINED T1 3", "GAINED T2 3"));
    assertThat(
        stream.gold(dev.assay.schemas.wealth.StockVolume.TABLE).stream()
            .map(volume -> volume.day().toString())
            .toList(),
        contains("0001-01-01", "9999-12-31"));
  }

  @Test
  void a_row_of_an_unknown_customer_is_rejected_also_in_a_stream() {
    events =
        events.addElements(
            TimestampedValue.of(
                new Rows<>(List.of(Payloads.raw(1, trade("T1", "C9", "2", "3", TEN)))),
                Instant.parse(TEN)));
    TradeStream stream = reaches(TEN).comes("T2", "3", TEN).run(1);
    assertThat(rules(stream), contains("customer_id_is_known"));
    assertThat(changes(stream), contains("GAINED T2 3"));
    assertThat(Reconcile.failures(stream.totals()), is(empty()));
  }

  private static Rows<Raw> customers(long position, String name, int version) {
    String updated = "2026-01-0" + version + "T00:00:00Z";
    return new Rows<>(List.of(Payloads.raw(position, Payloads.customer("C1", name, updated))));
  }

  /** Days of trades that old are closed, and forgotten. */
  @Test
  void a_table_with_versions_and_without_event_time_is_never_late_and_remembers_for_ever() {
    Pipeline p = Payloads.pipeline();
    Table<Customer> table = Customer.TABLE;
    Settled<Customer> settled =
        p.apply(
                events
                    .advanceWatermarkTo(Instant.parse(TEN))
                    .addElements(TimestampedValue.of(customers(1, "B", 2), Instant.parse(TEN)))
                    .advanceWatermarkTo(Instant.parse("2026-03-01T00:00:00Z"))
                    .addElements(TimestampedValue.of(customers(2, "A", 1), Instant.parse(TEN)))
                    .addElements(TimestampedValue.of(customers(3, "B", 2), Instant.parse(TEN)))
                    .addElements(TimestampedValue.of(customers(4, "C", 3), Instant.parse(TEN)))
                    .advanceWatermarkToInfinity())
            .apply("Refine", Refine.into(table))
            .apply(
                Settle.unbounded(
                    table,
                    2,
                    new Lateness(0),
                    p.apply("None held", Create.empty(Rows.coder(Refined.coder(table)))),
                    p.apply("None beaten", Create.empty(Batch.coder(table))),
                    List.of()));
    Outputs<Rows<Change<Customer>>> changes = Outputs.of(settled.changes());
    Outputs<Rows<Rejected>> rejected = Outputs.of(settled.rejected());
    Outputs<Rows<Rejected>> contradictions = Outputs.of(settled.contradictions());
    Outputs<ControlTotal> told = Outputs.of(settled.totals());
    p.run().waitUntilFinish();

    assertThat(
        Outputs.flat(changes).stream()
            .map(each -> each.kind() + " " + each.refined().row().name())
            .toList(),
        contains("GAINED B", "REFUSED A", "LOST B", "GAINED C"));
    assertThat(Outputs.flat(rejected), is(empty()));
    assertThat(Outputs.flat(contradictions), is(empty()));
    Totals totals = new Totals();
    told.list().forEach(totals::add);
    assertThat(
        Runs.scaled(totals.list()),
        containsInAnyOrder(
            total("customers", "read", null, 4, "0"),
            total("customers", "valid", null, 1, "0"),
            total("customers", "duplicate", null, 3, "0"),
            total("customers", "displaced", null, 1, "0")));
  }
}
