package dev.assay.transforms;

import static dev.assay.transforms.Payloads.raw;
import static dev.assay.transforms.Payloads.total;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.assay.schemas.Amount;
import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Mask;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Personal;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.RowHash;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.RiskCategory;
import dev.assay.schemas.wealth.Trade;
import dev.assay.schemas.wealth.TransactionType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.Test;

/** From sealed payloads to checked, enriched rows. */
class RefineTest {
  private static final LocalDate DAY = LocalDate.of(2026, 1, 5);
  private static final String TEN = "2026-01-05T10:00:00Z";

  private final Pipeline p = Payloads.pipeline();

  private static Trade trade(String id, String customer, String quantity, String price) {
    return new Trade(
        id,
        customer,
        "ACME",
        TransactionType.BUY,
        new BigDecimal(quantity).setScale(4),
        new BigDecimal(price).setScale(4),
        "USD",
        Instant.parse(TEN),
        null,
        null);
  }

  /** Of money in USD, and where it is 0, of none. */
  private static Rejected rejected(List<String> rules, Raw raw, LocalDate day, String amount) {
    return rejected(rules, raw, day, amount, amount.equals("0") ? null : "USD");
  }

  private static Rejected rejected(
      List<String> rules, Raw raw, LocalDate day, String amount, String unit) {
    Amount money = new Amount(new BigDecimal(amount).setScale(8), unit);
    return Rejected.of(Layer.SILVER, "trades", rules, raw, day, money);
  }

  private static Batch.Candidate<Trade> candidate(Trade row, Raw raw) {
    return new Batch.Candidate<>(row, raw, new RowHash<>(Trade.TABLE).of(row));
  }

  private static <T extends Record> List<Batch.Candidate<T>> candidates(Outputs<Batch<T>> out) {
    return out.list().stream()
        .flatMap(batch -> batch.candidates().stream())
        .sorted(Comparator.comparing(candidate -> candidate.raw().position()))
        .toList();
  }

  private static <T extends Record> List<Rejected> rejections(Outputs<Batch<T>> out) {
    return out.list().stream()
        .flatMap(batch -> batch.rejected().stream())
        .map(row -> row.with(row.raw()))
        .sorted(Comparator.comparing(Rejected::position))
        .map(
            row ->
                rejected(
                    List.of(row.rules()),
                    row.raw(),
                    row.day(),
                    row.amount().toPlainString(),
                    row.unit()))
        .toList();
  }

  private static <T extends Record> List<ControlTotal> totals(Outputs<Batch<T>> out) {
    Totals totals = new Totals();
    out.list().forEach(batch -> batch.totals().forEach(totals::add));
    return totals.list().stream()
        .map(
            t ->
                total(
                    t.table(),
                    t.stage(),
                    t.day() == null ? null : t.day().toString(),
                    t.rows(),
                    t.amount().toPlainString(),
                    t.unit()))
        .toList();
  }

  @Test
  void payloads_become_rows_or_name_every_rule_they_break() {
    List<Raw> raws =
        List.of(
            raw(1, Payloads.trade("T1", "C1", "2", "3", TEN)),
            raw(2, Payloads.trade(" ", "C1", "0", "-3", TEN).replace("ACME", "\\t")),
            raw(
                3,
                Payloads.trade("T3", "C1", "-2", "3", TEN).replace("}", ",\"currency\":\"EUR\"}")),
            raw(4, Payloads.trade("T4", "C1", "2", "\"x\"", "noon")),
            raw(5, Payloads.trade("T5", "C1", "2", "\"x\"", TEN)),
            raw(6, "cut off"));
    Outputs<Batch<Trade>> out =
        Outputs.of(Payloads.of(p, "Payloads", raws).apply(Refine.into(Trade.TABLE)));
    p.run().waitUntilFinish();
    assertThat(candidates(out), contains(candidate(trade("T1", "C1", "2", "3"), raws.get(0))));
    assertThat(
        rejections(out),
        contains(
            rejected(
                List.of(
                    "trade_id_is_not_blank",
                    "stock_symbol_is_not_blank",
                    "quantity_is_positive",
                    "price_is_positive"),
                raws.get(1),
                DAY,
                "0",
                "USD"),
            rejected(
                List.of("quantity_is_positive", "currency_is_usd"), raws.get(2), DAY, "-6", "EUR"),
            rejected(
                List.of("price_is_a_number", "transaction_time_is_a_time"), raws.get(3), null, "0"),
            rejected(List.of("price_is_a_number"), raws.get(4), DAY, "0"),
            rejected(List.of("payload_is_readable"), raws.get(5), null, "0")));
    assertThat(
        totals(out),
        containsInAnyOrder(
            total("trades", "read", "2026-01-05", 2, "6"),
            total("trades", "read", "2026-01-05", 1, "-6", "EUR"),
            total("trades", "read", "2026-01-05", 1, "0"),
            total("trades", "read", null, 2, "0")));
  }

  @Test
  void quarantine_counts_what_was_rejected_and_gives_it_back() {
    List<Rejected> rows =
        List.of(
            rejected(List.of("a", "b"), raw(1, "x"), DAY, "5", "USD"),
            rejected(List.of("late"), raw(2, "y"), DAY, "7", "USD"),
            rejected(List.of("a"), raw(4, "v"), DAY, "3", "EUR"),
            rejected(List.of("payload_is_readable"), raw(3, "z"), null, "0"));
    PCollection<Rows<Rejected>> some =
        p.apply(Create.of(new Rows<>(rows)).withCoder(Rows.coder(RecordCoder.of(Rejected.class))));
    Outputs<ControlTotal> gains = Outputs.of(some.apply("Gains", Quarantine.gains()));
    Outputs<ControlTotal> gives = Outputs.of(some.apply("Gives", Quarantine.gives()));
    p.run().waitUntilFinish();
    assertThat(
        gains.list(),
        containsInAnyOrder(
            total("trades", "quarantined", "2026-01-05", 1, "5"),
            total("trades", "quarantined", "2026-01-05", 1, "3", "EUR"),
            total("trades", "late", "2026-01-05", 1, "7"),
            total("trades", "quarantined", null, 1, "0")));
    assertThat(
        gives.list(),
        containsInAnyOrder(
            total("trades", "quarantined", "2026-01-05", -1, "-5"),
            total("trades", "quarantined", "2026-01-05", -1, "-3", "EUR"),
            total("trades", "read", "2026-01-05", -1, "-3", "EUR"),
            total("trades", "late", "2026-01-05", -1, "-7"),
            total("trades", "read", "2026-01-05", -2, "-12"),
            total("trades", "quarantined", null, -1, "0"),
            total("trades", "read", null, -1, "0")));
  }

  @Test
  void personal_values_are_hidden_in_silver_and_kept_in_the_payload() {
    Raw raw =
        raw(
            1,
            "{\"customer_id\":\"C1\",\"name\":\"Jane\",\"risk_category\":\"LOW\","
                + "\"email\":\"jane@example.com\",\"phone\":\"+1 555 0123\","
                + "\"date_of_birth\":\"1990-05-06\"}");
    Outputs<Batch<Customer>> out =
        Outputs.of(Payloads.of(p, "Payloads", List.of(raw)).apply(Refine.into(Customer.TABLE)));
    p.run().waitUntilFinish();
    assertThat(
        candidates(out),
        contains(
            new Batch.Candidate<>(
                new Customer(
                    "C1",
                    "Jane",
                    RiskCategory.LOW,
                    "***@example.com",
                    "*******0123",
                    LocalDate.of(1990, 1, 1),
                    null),
                raw,
                new RowHash<>(Customer.TABLE)
                    .of(
                        new Customer(
                            "C1",
                            "Jane",
                            RiskCategory.LOW,
                            "jane@example.com",
                            "+1 555 0123",
                            LocalDate.of(1990, 5, 6),
                            null)))));
  }

  /** A table before anybody asked that names be hidden. */
  public record Open(@Key String id, String name, LocalDate bornOn) {
    static final Table<Open> TABLE = Table.of("people", Open.class);
  }

  /** The same table since then. */
  public record Guarded(
      @Key String id,
      @Maybe @Personal(Mask.DROP) String name,
      @Personal(Mask.YEAR) LocalDate bornOn) {
    static final Table<Guarded> TABLE = Table.of("people", Guarded.class);
  }

  @Test
  void a_change_of_policy_changes_no_hash() {
    List<Raw> raws =
        List.of(
            raw(1, "{\"id\":\"1\",\"name\":\"Ann\",\"born_on\":\"1990-05-06\"}"),
            raw(2, "{\"id\":\"1\",\"name\":\"Bob\",\"born_on\":\"1990-05-07\"}"));
    Outputs<Batch<Open>> open =
        Outputs.of(Payloads.of(p, "Open", raws).apply(Refine.into(Open.TABLE)));
    Outputs<Batch<Guarded>> guarded =
        Outputs.of(Payloads.of(p, "Guarded", raws).apply("Guard", Refine.into(Guarded.TABLE)));
    p.run().waitUntilFinish();
    List<String> hashes = candidates(open).stream().map(Batch.Candidate::rowHash).toList();
    assertThat(candidates(guarded).stream().map(Batch.Candidate::rowHash).toList(), is(hashes));
    Guarded hidden = new Guarded("1", null, LocalDate.of(1990, 1, 1));
    assertThat(
        candidates(guarded).stream().map(Batch.Candidate::row).toList(), contains(hidden, hidden));
    assertThat(hashes.get(0), is(not(hashes.get(1))));
  }

  private PCollection<Batch<Trade>> batches(List<Raw> raws) {
    return Payloads.of(p, "Payloads", raws).apply("Refine", Refine.into(Trade.TABLE));
  }

  private PCollectionView<LocalDate> openFrom(LocalDate day) {
    return p.apply("Open from", Create.of(day).withCoder(SerializableCoder.of(LocalDate.class)))
        .apply(View.asSingleton());
  }

  @Test
  void rows_of_closed_days_are_late_and_those_of_the_first_open_day_are_not() {
    List<Raw> raws =
        List.of(
            raw(1, Payloads.trade("T1", "C1", "2", "3", TEN)),
            raw(2, Payloads.trade("T2", "C1", "2", "5", "2026-01-04T23:59:59.999999Z")),
            raw(
                3,
                Payloads.trade("T3", "C1", "2", "3", "2026-01-05T00:00:00Z")
                    .replace("T00:00:00Z", "T10:00:00Z")),
            raw(4, "cut off"));
    Outputs<Batch<Trade>> out =
        Outputs.of(
            batches(raws).apply(LateRows.before(Trade.TABLE, Given.by(openFrom(DAY)), known())));
    p.run().waitUntilFinish();
    assertThat(
        candidates(out),
        contains(
            candidate(trade("T1", "C1", "2", "3"), raws.get(0)),
            candidate(trade("T3", "C1", "2", "3"), raws.get(2))));
    assertThat(
        rejections(out),
        contains(
            rejected(List.of("late"), raws.get(1), LocalDate.of(2026, 1, 4), "10"),
            rejected(List.of("payload_is_readable"), raws.get(3), null, "0")));
    assertThat(
        totals(out),
        containsInAnyOrder(
            total("trades", "read", "2026-01-05", 2, "12"),
            total("trades", "read", "2026-01-04", 1, "10"),
            total("trades", "read", null, 1, "0")));
  }

  @Test
  void nothing_is_late_when_no_day_is_closed() {
    List<Raw> raws = List.of(raw(1, Payloads.trade("T1", "C1", "2", "3", "0001-01-01T00:00:00Z")));
    Outputs<Batch<Trade>> out =
        Outputs.of(
            batches(raws)
                .apply(LateRows.before(Trade.TABLE, Given.by(openFrom(LocalDate.MIN)), known())));
    p.run().waitUntilFinish();
    assertThat(candidates(out).size(), is(1));
    assertThat(rejections(out), is(empty()));
  }

  @Test
  void a_payload_that_was_late_when_it_came_stays_late() {
    List<Raw> raws =
        List.of(
            raw(1, Payloads.trade("T1", "C1", "2", "3", TEN)),
            raw(2, Payloads.trade("T2", "C1", "2", "5", TEN)));
    Rejected late = rejected(List.of("late"), raws.get(1), DAY, "10");
    Outputs<Batch<Trade>> out =
        Outputs.of(
            batches(raws)
                .apply(
                    LateRows.before(Trade.TABLE, Given.by(openFrom(LocalDate.MIN)), known(late))));
    p.run().waitUntilFinish();
    assertThat(candidates(out).size(), is(1));
    assertThat(rejections(out), contains(late));
  }

  private PCollectionView<Iterable<Rows<Rejected>>> known(Rejected... late) {
    return p.apply(
            "Known",
            Create.of(List.of(new Rows<>(List.of(late))))
                .withCoder(Rows.coder(RecordCoder.of(Rejected.class))))
        .apply("As view", View.asIterable());
  }

  private PCollection<Rows<Refined<Customer>>> customers(Customer... customers) {
    List<Rows<Refined<Customer>>> rows = new ArrayList<>();
    for (Customer customer : customers) {
      rows.add(
          new Rows<>(
              List.of(new Refined<>(customer, new Origin("file:c", 1, null, "r1", "hash")))));
    }
    return p.apply(
        "Customers", Create.of(rows).withCoder(Rows.coder(Refined.coder(Customer.TABLE))));
  }

  @Test
  void rows_gain_what_they_refer_to_and_orphans_are_rejected() {
    List<Raw> raws =
        List.of(
            raw(1, Payloads.trade("T1", "C1", "2", "3", TEN)),
            raw(2, Payloads.trade("T2", "C9", "2", "5", TEN)),
            raw(3, Payloads.trade("T3", "C2", "2", "3", TEN)),
            raw(4, Payloads.trade("T4", "c1", "2", "3", TEN)));
    Customer jane = new Customer("C1", "Jane", RiskCategory.LOW, null, null, null, null);
    Customer john = new Customer("C2", "John", RiskCategory.HIGH, null, null, null, null);
    Outputs<Batch<Trade>> out =
        Outputs.of(
            batches(raws)
                .apply(
                    Enrich.with(Customer.TABLE, Trade::with)
                        .of(Trade.TABLE, customers(jane, john))));
    p.run().waitUntilFinish();
    assertThat(
        candidates(out),
        contains(
            candidate(trade("T1", "C1", "2", "3").with(jane), raws.get(0)),
            candidate(trade("T3", "C2", "2", "3").with(john), raws.get(2))));
    assertThat(
        rejections(out),
        contains(
            rejected(List.of("customer_id_is_known"), raws.get(1), DAY, "10"),
            rejected(List.of("customer_id_is_known"), raws.get(3), DAY, "6")));
  }

  @Test
  void without_any_customer_every_trade_is_an_orphan() {
    List<Raw> raws = List.of(raw(1, Payloads.trade("T1", "C1", "2", "3", TEN)));
    Outputs<Batch<Trade>> out =
        Outputs.of(
            batches(raws)
                .apply(Enrich.with(Customer.TABLE, Trade::with).of(Trade.TABLE, customers())));
    p.run().waitUntilFinish();
    assertThat(
        rejections(out),
        contains(rejected(List.of("customer_id_is_known"), raws.get(0), DAY, "6")));
  }

  @Test
  void a_reference_that_the_contract_does_not_have_is_refused() {
    IllegalArgumentException refused =
        org.junit.jupiter.api.Assertions.assertThrows(
            IllegalArgumentException.class,
            () ->
                Enrich.<Customer, Customer>with(
                        Table.of("others", Customer.class), (row, other) -> row)
                    .of(Customer.TABLE, customers()));
    assertThat(refused.getMessage(), is("silver.customers has no reference to silver.others"));
  }

  /** A delivery. */
  public record Delivery(@Key String deliveryId, @Digits(scale = 2) BigDecimal fee) {
    static final Table<Delivery> TABLE =
        Table.of("deliveries", Delivery.class)
            .check("fee_is_positive", row -> row.fee().signum() > 0)
            .check("fee_is_usual", row -> row.fee().intValue() < 100, Table.Action.WARN)
            .amount("EUR", "fee");
  }

  @Test
  void row_that_breaks_a_check_that_warns_is_taken_and_counted() {
    List<Raw> raws =
        List.of(
            raw(0, "{\"delivery_id\":\"D1\",\"fee\":\"7\"}"),
            raw(1, "{\"delivery_id\":\"D2\",\"fee\":\"200\"}"),
            raw(2, "{\"delivery_id\":\"D3\",\"fee\":\"-1\"}"));
    Outputs<Batch<Delivery>> out =
        Outputs.of(
            p.apply(Create.of(new Rows<>(raws)).withCoder(Rows.coder(RecordCoder.of(Raw.class))))
                .apply(Refine.into(Delivery.TABLE)));
    p.run().waitUntilFinish();
    assertThat(
        candidates(out).stream().map(each -> each.row().deliveryId()).toList(),
        contains("D1", "D2"));
    assertThat(
        out.list().get(0).totals().stream()
            .filter(total -> ControlTotal.warning(total.stage()).isPresent())
            .map(total -> total.stage() + " " + total.rows() + " " + total.money())
            .toList(),
        contains("warned:fee_is_usual 1 200 EUR"));
    assertThat(
        out.list().get(0).rejected().stream().map(Rejected::rules).toList(),
        contains("fee_is_positive"));
  }

  @Test
  void a_reference_that_is_not_the_value_of_its_column_ends_the_run() {
    Table<Trade> wrong =
        Table.of("trades", Trade.class)
            .references("customer_id", Customer.TABLE, trade -> "C" + trade.customerId());
    batches(List.of(raw(1, Payloads.trade("T1", "1", "2", "3", TEN))))
        .apply(Enrich.with(Customer.TABLE, Trade::with).of(wrong, customers()));
    RuntimeException failure =
        org.junit.jupiter.api.Assertions.assertThrows(
            RuntimeException.class, () -> p.run().waitUntilFinish());
    assertThat(
        failure.getCause().getMessage(),
        is(
            "customer_id_is_known of silver.trades: the key is not the value of its column"
                + " customer_id. Let references() take that column's value, or a name that is no"
                + " column"));
  }
}
