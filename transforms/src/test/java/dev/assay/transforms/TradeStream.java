package dev.assay.transforms;

import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.RowKey;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * The stream of trades on the DirectRunner, from payloads to restated gold, and what came of it.
 * Payloads of the source {@value #HELD} are what silver holds: so a test decides when they come.
 */
final class TradeStream {
  static final String HELD = "held";

  /** Of customers that change while the stream runs. */
  static final String CUSTOMER = "customer";

  static final Instant EARLIEST = BoundedWindow.TIMESTAMP_MIN_VALUE;
  static final Duration INTERVAL = Duration.standardSeconds(10);

  /** The DirectRunner fires a timer when its time is past. */
  static final Duration INTERVAL_PASSES = INTERVAL.plus(1);

  static final List<Metric<Trade, ?>> METRICS =
      List.of(
          Metric.of(InvestmentByCustomer.TABLE, InvestmentByCustomer::of),
          Metric.of(PortfolioByRisk.TABLE, PortfolioByRisk::of),
          Metric.of(StockVolume.TABLE, StockVolume::of),
          Metric.of(Holding.TABLE, Holding::of),
          Metric.of(LastPrice.TABLE, LastPrice::of));

  static final Derive<StockVolume, TopStock> TOP_STOCKS =
      Derive.into(TopStock.TABLE)
          .of(StockVolume.TABLE)
          .each(StockVolume::day)
          .first(TopStock.RANKS, TopStock.ORDER)
          .rows(TopStock::ranked);

  private static final Map<String, Customer> CUSTOMERS =
      Map.of(
          "C1", new Customer("C1", "Jane", RiskCategory.LOW, null, null, null, null),
          "C2", new Customer("C2", "Omar", RiskCategory.HIGH, null, null, null, null));

  private final int shards;
  private final Lateness lateness;
  private boolean changing;
  private final List<Refined<Trade>> silver = new ArrayList<>();
  private final List<Raw> beaten = new ArrayList<>();

  private Outputs<Rows<Change<Trade>>> changes;
  private Outputs<Rows<Rejected>> rejected;
  private Outputs<Rows<Rejected>> contradictions;
  private Outputs<ControlTotal> totals;
  private final Map<Table<?>, Outputs<?>> gold = new HashMap<>();
  private Outputs<LocalDate> complete;
  private Map<String, Long> counts;

  TradeStream(int shards, Lateness lateness) {
    this.shards = shards;
    this.lateness = lateness;
  }

  static TestStream.Builder<Rows<Raw>> events() {
    return TestStream.create(Rows.coder(RecordCoder.of(Raw.class)));
  }

  static Raw raw(String source, long position, String payload) {
    return new Raw(
        source,
        position,
        payload,
        null,
        Payloads.PUBLISHED,
        Payloads.ARRIVED,
        "r1",
        "hash" + position,
        null);
  }

  static Refined<Trade> described(Refined<Trade> row) {
    return new Refined<>(row.row().with(CUSTOMERS.get(row.row().customerId())), row.origin());
  }

  /** Begins with these rows in silver and these payloads in quarantine. */
  TradeStream after(List<Refined<Trade>> held, List<Raw> lost) {
    silver.addAll(held);
    beaten.addAll(lost);
    return this;
  }

  /** Has no customers but those that come as payloads of the source {@value #CUSTOMER}. */
  TradeStream ofChangingCustomers() {
    changing = true;
    return this;
  }

  /** The counters, as a runner tells them. */
  Map<String, Long> counts() {
    return counts;
  }

  TradeStream run(TestStream<Rows<Raw>> events) {
    Pipeline p = Payloads.pipeline();
    PCollection<Rows<Raw>> all = p.apply("Events", events);
    PCollection<Batch<Trade>> fresh = some(all, "topic").apply("Refine", Refine.into(Trade.TABLE));
    Enrich<Trade, Customer> enrich = Enrich.with(Customer.TABLE, Trade::with);
    List<Settle.Reference<Trade, ?>> references = new ArrayList<>();
    if (changing) {
      references.add(new Settle.Reference<>(enrich, changes(p, some(all, CUSTOMER))));
    } else {
      fresh = fresh.apply("Add customer", enrich.of(Trade.TABLE, customers(p)));
    }
    Settled<Trade> settled =
        fresh.apply(
            Settle.unbounded(Trade.TABLE, shards, lateness, held(p, all), beaten(p), references));
    changes = Outputs.of(settled.changes());
    rejected = Outputs.of(settled.rejected());
    contradictions = Outputs.of(settled.contradictions());
    totals =
        Outputs.of(
            PCollectionList.of(settled.totals())
                .and(settled.rejected().apply("Count rejected", Quarantine.gains()))
                .and(settled.contradictions().apply("Count displaced", Quarantine.gains()))
                .apply("All totals", Flatten.pCollections()));
    keepGold(settled.changes());
    PipelineResult result = p.run();
    result.waitUntilFinish();
    counts = CountsTest.counts(result);
    return this;
  }

  /** Only gold, of changes that come so. */
  TradeStream runChanges(TestStream<Rows<Change<Trade>>> events) {
    Pipeline p = Payloads.pipeline();
    keepGold(p.apply("Changes", events));
    p.run().waitUntilFinish();
    return this;
  }

  private void keepGold(PCollection<Rows<Change<Trade>>> changes) {
    AggregatedStream sums = Added.up(shards, changes, lateness, INTERVAL, METRICS);
    METRICS.forEach(metric -> keep(metric, sums));
    gold.put(
        TopStock.TABLE,
        Outputs.of(sums.rows(StockVolume.TABLE).apply("Rank", TOP_STOCKS.unbounded(shards))));
    complete = Outputs.of(sums.completeDays(Set.of(0)));
  }

  private PCollection<Rows<Change<Customer>>> changes(Pipeline p, PCollection<Rows<Raw>> raws) {
    return raws.apply("Refine customers", Refine.into(Customer.TABLE))
        .apply(
            "Settle customers",
            Settle.unbounded(
                Customer.TABLE,
                shards,
                lateness,
                p.apply("No customers", Create.empty(Rows.coder(Refined.coder(Customer.TABLE)))),
                p.apply("None beaten", Create.empty(Batch.coder(Customer.TABLE))),
                List.of()))
        .changes();
  }

  private static PCollection<Rows<Raw>> some(PCollection<Rows<Raw>> all, String source) {
    return all.apply("Of " + source, ParDo.of(new From(source))).setCoder(all.getCoder());
  }

  private static PCollection<Rows<Refined<Customer>>> customers(Pipeline p) {
    List<Refined<Customer>> customers = new ArrayList<>();
    CUSTOMERS
        .values()
        .forEach(c -> customers.add(new Refined<>(c, new Origin("file:c", 1, null, "r", "h"))));
    return p.apply(
        "Customers",
        Create.of(new Rows<>(customers)).withCoder(Rows.coder(Refined.coder(Customer.TABLE))));
  }

  private PCollection<Rows<Refined<Trade>>> held(Pipeline p, PCollection<Rows<Raw>> all) {
    PCollection<Rows<Refined<Trade>>> inStream =
        some(all, HELD)
            .apply("Refine held", Refine.into(Trade.TABLE))
            .apply("Held rows", ParDo.of(new Describe()))
            .setCoder(Rows.coder(Refined.coder(Trade.TABLE)));
    return PCollectionList.of(
            p.apply(
                "Held",
                Create.of(new Rows<>(List.copyOf(silver)))
                    .withCoder(Rows.coder(Refined.coder(Trade.TABLE)))))
        .and(inStream)
        .apply("All held", Flatten.pCollections());
  }

  private PCollection<Batch<Trade>> beaten(Pipeline p) {
    return Payloads.of(p, "Beaten", beaten).apply("Refine beaten", Refine.into(Trade.TABLE));
  }

  private <G extends Record> void keep(Metric<Trade, G> metric, AggregatedStream sums) {
    gold.put(metric.table(), Outputs.of(sums.rows(metric.table())));
  }

  List<Change<Trade>> changes() {
    return Outputs.flat(changes);
  }

  List<Rejected> rejected() {
    return Outputs.flat(rejected);
  }

  List<Rejected> contradictions() {
    return Outputs.flat(contradictions);
  }

  List<ControlTotal> totals() {
    Totals sum = new Totals();
    totals.list().forEach(sum::add);
    return sum.list();
  }

  List<LocalDate> completeDays() {
    return complete.list().stream().distinct().sorted().toList();
  }

  /** What silver holds in the end. */
  List<Refined<Trade>> silver() {
    List<Refined<Trade>> now = new ArrayList<>();
    changes().stream()
        .filter(change -> change.kind() != Change.Kind.LOST)
        .filter(change -> change.kind() != Change.Kind.REFUSED)
        .forEach(change -> now.add(change.refined()));
    for (Change<Trade> change : changes()) {
      if (change.kind() == Change.Kind.LOST && !now.remove(change.refined())) {
        throw new AssertionError("lost but never gained: " + change);
      }
    }
    return now;
  }

  /** Every statement of a gold table, in their order. */
  @SuppressWarnings("unchecked")
  <G extends Record> List<Restated<G>> statements(Table<G> table) {
    return Outputs.flat((Outputs<Rows<Restated<G>>>) gold.get(table)).stream()
        .map(
            restated ->
                new Restated<>(clean(table, restated.row()), restated.stands(), restated.number()))
        .toList();
  }

  /** The gold table in the end: of each key the newest statement. */
  <G extends Record> List<G> gold(Table<G> table) {
    RowKey.Reader<G> keys = new RowKey.Reader<>(table);
    Map<String, Restated<G>> newest = new TreeMap<>();
    for (Restated<G> restated : statements(table)) {
      newest.merge(
          keys.of(restated.row()).text(),
          restated,
          (one, other) -> one.number() > other.number() ? one : other);
    }
    return newest.values().stream().filter(Restated::stands).map(Restated::row).toList();
  }

  /** With money at its column's scale. */
  static <G extends Record> G clean(Table<G> table, G row) {
    try {
      return CoderUtils.clone(RecordCoder.of(table.type()), row);
    } catch (CoderException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class From extends DoFn<Rows<Raw>, Rows<Raw>> {
    private final String source;

    From(String source) {
      this.source = source;
    }

    /** What comes of no other source is of the topic. */
    @ProcessElement
    public void process(@Element Rows<Raw> rows, OutputReceiver<Rows<Raw>> out) {
      String of = rows.list().get(0).source();
      if (source.equals(of.equals(HELD) || of.equals(CUSTOMER) ? of : "topic")) {
        out.output(rows);
      }
    }
  }

  private static final class Describe extends DoFn<Batch<Trade>, Rows<Refined<Trade>>> {
    @ProcessElement
    public void process(@Element Batch<Trade> batch, OutputReceiver<Rows<Refined<Trade>>> out) {
      out.output(
          new Rows<>(
              batch.candidates().stream()
                  .map(Batch.Candidate::refined)
                  .map(TradeStream::described)
                  .toList()));
    }
  }
}
