package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.schemas.Column;
import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Customer;
import dev.assay.transforms.Lateness;
import dev.assay.transforms.Sum;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
  public record Shop(@Key @EventTime LocalDate day, @Key String shop) {
    static final Table<Shop> TABLE = Table.of("shops", Shop.class).in(Layer.GOLD);
  }

  /** What a shop sold on a day: facts that refer to the dimension. */
  public record Sold(
      @Key @EventTime LocalDate day,
      @Key String shop,
      @Column.Sum long sales,
      @Column.Sum @Digits(precision = 38, scale = 2) BigDecimal money) {
    static final Table<Sold> TABLE =
        Table.of("sold", Sold.class)
            .in(Layer.GOLD)
            .references("shop", Shop.TABLE, Sold::shop)
            .amount(Sold::money, "USD");
  }

  private static final Flow FLOW = flow().gold(shops(Shop.TABLE)).gold(sold(Sold.TABLE));

  @TempDir Path folder;

  private static Flow flow() {
    return Flow.named("shops", "Sales to what each shop sold.").table(Sale.TABLE);
  }

  private static Sum<Shop> shops(Table<Shop> table) {
    return Sum.into(table).of(Sale.TABLE, sale -> new Shop(sale.day(), sale.shop()));
  }

  private static Sum<Sold> sold(Table<Sold> table) {
    return Sum.into(table)
        .of(Sale.TABLE, sale -> new Sold(sale.day(), sale.shop(), 1, sale.price()));
  }

  private static Table<Shop> named(String name) {
    return Table.of(name, Shop.class).in(Layer.GOLD);
  }

  @Test
  void tables_are_written_as_they_are_declared_and_removed_the_other_way_round() {
    assertThat(FLOW.gold(), contains(Shop.TABLE, Sold.TABLE));
    assertThat(GoldOrder.ofRemoval(FLOW.gold()), contains(Sold.TABLE, Shop.TABLE));
  }

  @Test
  void a_reference_to_silver_asks_for_no_order() {
    Table<Shop> visited = named("visited").references("customer", Customer.TABLE, Shop::shop);
    assertThat(flow().gold(shops(visited)).gold(), contains(visited));
  }

  @Test
  void a_table_cannot_refer_to_one_that_is_not_declared_before() {
    Table<Shop> a = named("a").references("shop", named("b"), Shop::shop);
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> flow().gold(shops(a))).getMessage(),
        is("gold.a refers to gold.b: declare that one before"));
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
            Map.of("sales", List.of()),
            StreamStart.OFFSETS,
            new Lateness(null),
            StreamSettings.INTERVAL,
            4,
            StreamSettings.LAKE_INTERVAL,
            UUID.randomUUID().toString());
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> UnboundedGraph.build(Pipeline.create(), FLOW, settings))
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
    runs.warehouse.prepare(FLOW.gold(), List.of());
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
      super(FLOW, lake, TestPostgres.freshDatabase());
    }

    RunReport load(String name, String lines) throws Exception {
      String header = "sale_id,sold_at,shop,price\n";
      Path file = Files.writeString(folder.resolve(name), header + lines);
      return load(Map.of(Sale.TABLE.name(), Endpoint.files(file.toString())));
    }
  }
}
