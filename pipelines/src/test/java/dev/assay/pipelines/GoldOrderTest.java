package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.RunReport;
import dev.assay.pipelines.io.TestPostgres;
import dev.assay.schemas.Additive;
import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Customer;
import dev.assay.transforms.Aggregate;
import dev.assay.transforms.Aggregated;
import dev.assay.transforms.Lateness;
import dev.assay.transforms.Metric;
import dev.assay.transforms.Refine;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that only this test knows: sales, the shops of a day, and what each sold. */
class GoldOrderTest {
  /** A sale. One row per sale. */
  public record Sale(
      @Key String saleId,
      @EventTime Instant soldAt,
      String shop,
      @Digits(scale = 2) BigDecimal price) {
    static final Table<Sale> TABLE = Table.of("sales", Sale.class).amount(Sale::price, "USD");

    LocalDate day() {
      return LocalDate.ofInstant(soldAt, ZoneOffset.UTC);
    }
  }

  /** A shop that sold something on a day: a dimension. */
  public record Shop(@Key @EventTime LocalDate day, @Key String shop) implements Additive<Shop> {
    static final Table<Shop> TABLE = Table.of("shops", Shop.class).in(Layer.GOLD);

    @Override
    public Shop plus(Shop other) {
      return this;
    }
  }

  /** What a shop sold on a day: facts that refer to the dimension. */
  public record Sold(
      @Key @EventTime LocalDate day,
      @Key String shop,
      long sales,
      @Digits(precision = 38, scale = 2) BigDecimal money)
      implements Additive<Sold> {
    static final Table<Sold> TABLE =
        Table.of("sold", Sold.class)
            .in(Layer.GOLD)
            .references("shop", Shop.TABLE, Sold::shop)
            .amount(Sold::money, "USD");

    @Override
    public Sold plus(Sold other) {
      return new Sold(day, shop, sales + other.sales, money.add(other.money));
    }
  }

  private static final Contracts CONTRACTS = contracts(Sold.TABLE, Shop.TABLE);

  @TempDir Path folder;

  private static Contracts contracts(Table<?>... gold) {
    return new Contracts(
        "shops", List.of(Sale.TABLE), List.of(gold), Sale.TABLE, Map.of(), Set.of(), List.of());
  }

  private static Table<Shop> named(String name) {
    return Table.of(name, Shop.class).in(Layer.GOLD);
  }

  @Test
  void a_table_comes_behind_those_that_it_refers_to_and_is_removed_before_them() {
    assertThat(CONTRACTS.gold(), contains(Shop.TABLE, Sold.TABLE));
    assertThat(GoldOrder.ofRemoval(CONTRACTS.gold()), contains(Sold.TABLE, Shop.TABLE));
    Table<?> towns = named("towns");
    Table<?> shops = named("shops_of_towns").references("town", towns, Shop::shop);
    Table<?> sold = named("sold_in_shops").references("shop", shops, Shop::shop);
    Table<?> prices = named("prices");
    assertThat(contracts(prices, sold, shops, towns).gold(), contains(prices, towns, shops, sold));
  }

  @Test
  void a_reference_to_silver_asks_for_no_order() {
    Table<?> sold = named("sold").references("customer", Customer.TABLE, Shop::shop);
    assertThat(contracts(sold, named("other")).gold(), contains(sold, named("other")));
  }

  @Test
  void tables_that_refer_to_one_another_are_refused_when_they_are_declared() {
    Table<?> b = named("b").references("shop", named("a"), Shop::shop);
    Table<?> a = named("a").references("shop", b, Shop::shop);
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> contracts(a, b)).getMessage(),
        is("Tables of gold that refer to one another have no order to be written in: a -> b -> a"));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> contracts(b)).getMessage(),
        is("shops.b refers to shops.a, which the pipeline does not make"));
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> named("c").references("d", null, Shop::shop))
            .getMessage(),
        is(
            "gold.c refers by d to a table that is not declared yet: tables do not refer to one"
                + " another"));
  }

  @Test
  void a_stream_which_keeps_no_order_is_refused_where_one_is_needed() {
    StreamSettings settings =
        new StreamSettings(
            "shops",
            folder.toString(),
            TestPostgres.freshDatabase(),
            List.of(),
            StreamStart.OFFSETS,
            new Lateness(null),
            StreamSettings.INTERVAL,
            4);
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> Stream.begin(Pipeline.create(), settings, CONTRACTS, Sale.TABLE))
            .getMessage(),
        is(
            "shops.sold refers to shops.shops, and a stream writes tables of gold as they change, in"
                + " no order: a warehouse with a foreign key would refuse rows. Run the pipeline"
                + " over files"));
  }

  @Test
  void a_foreign_key_of_the_warehouse_refuses_nothing_that_is_written_or_removed()
      throws Exception {
    Runs runs = new Runs(folder.resolve("lake"));
    runs.warehouse.prepare(CONTRACTS.gold(), List.of());
    TestPostgres.execute(
        runs.warehouse,
        "ALTER TABLE shops.sold ADD FOREIGN KEY (day, shop) REFERENCES shops.shops (day, shop)");

    RunReport first =
        runs.load("1.csv", "S1,2026-01-05T12:00:00Z,Here,5\nS2,2026-01-05T13:00:00Z,There,6\n");
    assertThat(first.failures(), is(empty()));
    assertThat(first.refusals(), is(empty()));
    assertThat(shops(runs, "sold"), contains("Here", "There"));

    // The earlier sale of the two stands, so that the shop of the other sold nothing any more.
    RunReport second = runs.load("2.csv", "S1,2026-01-05T11:00:00Z,Elsewhere,5\n");
    assertThat(second.failures(), is(empty()));
    assertThat(second.refusals(), is(empty()));
    assertThat(shops(runs, "sold"), contains("Elsewhere", "There"));
    assertThat(shops(runs, "shops"), contains("Elsewhere", "There"));
  }

  private static List<String> shops(BoundedRuns runs, String table) {
    return TestPostgres.rows(runs.warehouse, "SELECT shop FROM shops." + table + " ORDER BY shop")
        .stream()
        .map(row -> row.get(0))
        .toList();
  }

  private final class Runs extends BoundedRuns {
    Runs(Path lake) {
      super("shops", CONTRACTS, lake, TestPostgres.freshDatabase());
    }

    RunReport load(String name, String lines) throws Exception {
      String header = "sale_id,sold_at,shop,price\n";
      Path file = Files.writeString(folder.resolve(name), header + lines);
      return load(Map.of(Sale.TABLE.name(), Endpoint.files(file.toString())));
    }

    /** The facts first, as a pipeline may have them. */
    @Override
    protected void build(Pipeline pipeline, RunSettings settings) {
      Run run = Run.begin(pipeline, settings, CONTRACTS);
      Aggregated<Sale> sums =
          Silver.of(
                  run,
                  Sale.TABLE,
                  run.bronze(Sale.TABLE).apply("Refine sales", Refine.into(Sale.TABLE)))
              .apply(
                  "Add up",
                  Aggregate.perDay(
                      1,
                      List.of(
                          Metric.of(
                              Sold.TABLE,
                              sale -> new Sold(sale.day(), sale.shop(), 1, sale.price())),
                          Metric.of(Shop.TABLE, sale -> new Shop(sale.day(), sale.shop())))));
      run.gold(Sold.TABLE, sums.rows(Sold.TABLE));
      run.gold(Shop.TABLE, sums.rows(Shop.TABLE));
      run.finish();
    }
  }
}
