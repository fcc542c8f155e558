package dev.assay.runners.simulate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.pipelines.Flow;
import dev.assay.pipelines.flows.Insights;
import dev.assay.schemas.Column.Added;
import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Identifier;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Table;
import dev.assay.transforms.Enrich;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawnFlowTest {
  private static final long SEED = 1;
  private static final String READABLE = "payload_is_readable";

  @TempDir Path folder;

  /** A place where things are sold, in one of two currencies. */
  public record Shop(@Key String shopId, String currency) {
    static final Table<Shop> TABLE =
        Table.of("shops", Shop.class)
            .check("currency_is_taken", shop -> Set.of("USD", "EUR").contains(shop.currency()));
  }

  /** A sale. */
  public record Sale(
      @Key String saleId,
      @Identifier String shopId,
      @EventTime Instant soldAt,
      @Digits(scale = 2) BigDecimal price,
      @Maybe String note,
      @Added @Maybe String currency) {
    static final Table<Sale> TABLE =
        Table.of("sales", Sale.class)
            .check("price_is_positive", sale -> sale.price().signum() > 0)
            .references("shop_id", Shop.TABLE, Sale::shopId);

    Sale with(Shop shop) {
      return new Sale(saleId, shopId, soldAt, price, note, shop.currency());
    }
  }

  private static final Flow SHOPS =
      Flow.named("sold", "Sales of shops.")
          .table(Shop.TABLE)
          .table(Sale.TABLE, Enrich.with(Shop.TABLE, Sale::with));

  private List<DrawnTable> draw(String name, Flow flow) throws IOException {
    return DrawnFlow.write(flow, folder.resolve(name), 200, SEED);
  }

  @Test
  void each_line_is_what_it_is_counted_as() throws IOException {
    List<DrawnTable> drawn = draw("shops", SHOPS);
    Set<String> shops = new HashSet<>();
    for (JsonNode shop : rows(drawn.get(0))) {
      if (Shop.TABLE.checks().get(0).holds().test(shop(shop))) {
        shops.add(shop.get("shop_id").textValue());
      }
    }
    assertThat(shops, hasSize((int) drawn.get(0).valid()));

    Map<String, Long> broken = drawn.get(1).quarantined();
    assertThat(broken.keySet(), is(Set.of(READABLE, "price_is_positive", "shop_id_is_known")));
    Set<String> keys = new HashSet<>();
    long negative = 0;
    long orphans = 0;
    long valid = 0;
    for (JsonNode sale : rows(drawn.get(1))) {
      keys.add(sale.get("sale_id").textValue());
      boolean isKnown = shops.contains(sale.get("shop_id").textValue());
      boolean isPositive = new BigDecimal(sale.get("price").textValue()).signum() > 0;
      negative += isPositive ? 0 : 1;
      orphans += isKnown ? 0 : 1;
      valid += isPositive && isKnown ? 1 : 0;
      assertThat("nobody sends what is added", sale.has("currency"), is(false));
    }
    assertThat(negative, is(broken.get("price_is_positive")));
    assertThat(orphans, is(broken.get("shop_id_is_known")));
    assertThat(valid, is(drawn.get(1).valid() + drawn.get(1).duplicates()));
    assertThat(drawn.get(1).duplicates(), greaterThan(0L));
    assertThat(
        "each key once, but for repeated lines", (long) keys.size(), is(200 + negative + orphans));
  }

  private static Shop shop(JsonNode row) {
    return new Shop(row.get("shop_id").textValue(), row.get("currency").textValue());
  }

  /** The lines that are whole: as many as are not counted as cut off. */
  private static List<JsonNode> rows(DrawnTable table) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    long cut = 0;
    for (String line : Files.readAllLines(table.file())) {
      if (line.endsWith("}")) {
        rows.add(new ObjectMapper().readTree(line));
      } else {
        cut++;
      }
    }
    assertThat(cut, is(table.quarantined().get(READABLE)));
    return rows;
  }

  @Test
  void same_flow_gives_the_same_files_and_leaves_those_that_are_there() throws IOException {
    Path file = draw("one", SHOPS).get(1).file();
    Path other = draw("other", SHOPS).get(1).file();
    assertThat(Files.mismatch(file, other), is(-1L));
    Object written = Files.readAttributes(file, "fileKey").get("fileKey");
    draw("one", SHOPS);
    assertThat(Files.readAttributes(file, "fileKey").get("fileKey"), is(written));
  }

  @Test
  void contracts_that_do_not_say_enough_are_told_with_what_to_do() {
    Table<Shop> never = Table.of("shops", Shop.class).check("is_no_shop", shop -> false);
    assertThat(
        refusal(Flow.named("never", "Nothing.").table(never)),
        allOf(containsString("none holds all of is_no_shop"), containsString("input of your own")));
    Table<Sale> workedOut =
        Table.of("sales", Sale.class)
            .references("shop", Shop.TABLE, sale -> sale.shopId().toLowerCase(Locale.ROOT));
    assertThat(
        refusal(Flow.named("worked_out", "Sales.").table(Shop.TABLE).table(workedOut)),
        containsString("Rows of sales refer to shops by what is worked out"));
    assertThat(refusal(Insights.FLOW), containsString("are in a form of their own"));
  }

  private String refusal(Flow flow) {
    String message =
        assertThrows(SimulationException.class, () -> draw(flow.name(), flow)).getMessage();
    assertThat(message, not(containsString("null")));
    return message;
  }
}
