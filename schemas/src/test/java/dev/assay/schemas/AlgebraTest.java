package dev.assay.schemas;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Greatest;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.LastBy;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Sum;
import dev.assay.schemas.insights.ProductSales;
import dev.assay.schemas.wealth.InvestmentByCustomer;
import dev.assay.schemas.wealth.LastPrice;
import dev.assay.schemas.wealth.PortfolioByRisk;
import dev.assay.schemas.wealth.RiskCategory;
import dev.assay.schemas.wealth.TopStock;
import dev.assay.schemas.wealth.Trade;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlgebraTest {
  private static final LocalDate DAY = LocalDate.of(2026, 1, 5);

  /** A fact with a column of every kind and rule. */
  public record Find(
      @Key @EventTime LocalDate day,
      @Key String site,
      @Sum long pieces,
      @Sum Long chips,
      @Sum @Digits(precision = 38, scale = 2) BigDecimal weight,
      @Greatest Sample.Metal metal,
      @Greatest @Maybe Sample.Metal alloy,
      @Greatest int depth,
      @Greatest boolean sealed,
      @Greatest @Maybe @Digits(scale = 2) BigDecimal purity,
      @Greatest @Maybe Instant foundAt,
      @LastBy("found_at") String finder,
      @LastBy("found_at") @Maybe Integer tray,
      @Greatest LocalDate sealedOn,
      @LastBy("sealed_on") long seal) {
    static final Table<Find> TABLE = Table.of("finds", Find.class).in(Layer.GOLD);
  }

  /** Only a key: a dimension. */
  public record Site(@Key @EventTime LocalDate day, @Key String site) {
    static final Table<Site> TABLE = Table.of("sites", Site.class).in(Layer.GOLD);
  }

  /** Says nothing of two columns. */
  public record Silent(
      @Key String id, String silentName, @Sum long rows, @Digits(scale = 2) BigDecimal price) {}

  /** Says it of a column that it does not have. */
  public record Nameless(@Key String id, @Greatest Instant foundAt, @LastBy("foundAt") long rows) {}

  /** Says it of a column that is a sum. */
  public record BySum(@Key String id, @Sum long rows, @LastBy("rows") long last) {}

  /** Too small for a sum. */
  public record SmallSum(@Key String id, @Sum int rows) {}

  /** What has no sum. */
  public record TextSum(@Key String id, @Sum String text) {}

  /** A sum that may be absent. */
  public record AbsentSum(@Key String id, @Maybe @Sum Long rows) {}

  /** A sum that is a key. */
  public record KeySum(@Key @Sum long rows) {}

  /** Two rules for one column. */
  public record TwoRules(@Key String id, @Sum @Greatest long rows) {}

  static List<Table<?>> sums() {
    List<Table<?>> sums = new ArrayList<>(List.of(Find.TABLE, Site.TABLE));
    DeclaredTables.all().stream().filter(AlgebraTest::isSum).forEach(sums::add);
    return sums;
  }

  private static boolean isSum(Table<?> table) {
    return table.columns().stream().anyMatch(column -> column.aggregation().isPresent());
  }

  @Test
  void facts_and_the_control_totals_add_up() {
    assertThat(
        sums().stream().map(Table::name).toList(),
        hasItems("control_totals", "holdings", "last_prices", "change_activity"));
  }

  @ParameterizedTest
  @MethodSource("sums")
  <F extends Record> void a_sum_does_not_depend_on_its_order(Table<F> table) {
    assertThat(commutes(table, table.algebra()::plus), is(true));
    assertThat(associates(table, table.algebra()::plus), is(true));
  }

  @Test
  void what_depends_on_the_order_is_noticed() {
    BinaryOperator<Find> biased = (one, other) -> Find.TABLE.algebra().plus(one, one);
    assertThat(commutes(Find.TABLE, biased), is(false));
    BinaryOperator<Find> difference = Find.TABLE.algebra()::minus;
    assertThat(associates(Find.TABLE, difference), is(false));
  }

  @ParameterizedTest
  @MethodSource("sums")
  <F extends Record> void what_was_added_is_taken_back(Table<F> table) {
    RandomRows rows = new RandomRows(8);
    Algebra<F> algebra = table.algebra();
    for (int i = 0; i < 2_000; i++) {
      F a = rows.row(table);
      F b = rows.rowWithKeyOf(table, a);
      F back = algebra.minus(algebra.plus(a, b), b);
      assertThat(algebra.isReversible() ? back : algebra.choosing(back, a), is(a));
    }
  }

  @ParameterizedTest
  @MethodSource("sums")
  <F extends Record> void what_is_chosen_is_told_apart_from_what_is_added(Table<F> table) {
    RandomRows rows = new RandomRows(9);
    Algebra<F> algebra = table.algebra();
    for (int i = 0; i < 500; i++) {
      F a = rows.row(table);
      F b = rows.rowWithKeyOf(table, a);
      Object[] mixed = table.shape().values(a);
      algebra.chosen().forEach(c -> mixed[c.index()] = table.shape().get(b, c.index()));
      assertThat(algebra.choosing(a, b), is(table.shape().make(mixed)));
      F lessSums = algebra.minus(a, b);
      algebra
          .chosen()
          .forEach(
              c ->
                  assertThat(
                      table.shape().get(lessSums, c.index()), is(table.shape().get(a, c.index()))));
    }
  }

  @Test
  void only_sums_are_reversible() {
    assertThat(
        sums().stream().filter(table -> !table.algebra().isReversible()).map(Table::name).toList(),
        allOf(hasItems("finds", "last_prices"), not(hasItem("holdings"))));
    assertThat(
        Find.TABLE.algebra().chosen().stream().map(Column::name).toList(),
        contains(
            "metal",
            "alloy",
            "depth",
            "sealed",
            "purity",
            "found_at",
            "finder",
            "tray",
            "sealed_on",
            "seal"));
  }

  @Test
  void counts_and_money_are_added_and_taken_back() {
    Algebra<PortfolioByRisk> algebra = PortfolioByRisk.TABLE.algebra();
    PortfolioByRisk some = portfolio(3, "10.00000000", "0", "10.00000000");
    PortfolioByRisk more = portfolio(2, "0", "0.00000001", "-0.00000001");
    PortfolioByRisk both = portfolio(5, "10.00000000", "0.00000001", "9.99999999");
    assertThat(algebra.plus(some, more), is(both));
    assertThat(algebra.minus(both, more), is(portfolio(3, "10.00000000", "0E-8", "10.00000000")));
    assertThat(
        "owed until it comes",
        algebra.minus(some, both),
        is(portfolio(-2, "0E-8", "-0.00000001", "0.00000001")));
  }

  @Test
  void the_last_name_and_the_highest_risk_stand_for_the_day() {
    InvestmentByCustomer ann = investment("Ann", RiskCategory.HIGH, 1, "1");
    InvestmentByCustomer bob = investment("Bob", RiskCategory.LOW, 1, "2");
    InvestmentByCustomer both = investment("Bob", RiskCategory.HIGH, 2, "3");
    Algebra<InvestmentByCustomer> algebra = InvestmentByCustomer.TABLE.algebra();
    assertThat(algebra.plus(ann, bob), is(both));
    assertThat(algebra.plus(bob, ann), is(both));
    assertThat(algebra.minus(both, bob), is(investment("Bob", RiskCategory.HIGH, 1, "1")));
  }

  @Test
  void of_two_products_of_one_hash_the_one_that_sorts_last_is_named() {
    ProductSales first = new ProductSales(DAY, "00ff", "Tea", 1, 3);
    ProductSales last = new ProductSales(DAY, "00ff", "tea", 2, 5);
    Algebra<ProductSales> algebra = ProductSales.TABLE.algebra();
    assertThat(algebra.plus(last, first), is(new ProductSales(DAY, "00ff", "tea", 3, 8)));
    assertThat(algebra.minus(last, first), is(new ProductSales(DAY, "00ff", "tea", 1, 2)));
  }

  @Test
  void of_prices_at_one_instant_the_highest_is_the_last() {
    LastPrice low = price("1.0000", "2026-01-05T10:00:00Z");
    LastPrice high = price("2.0000", "2026-01-05T10:00:00Z");
    assertThat(LastPrice.TABLE.algebra().plus(low, high), is(high));
    assertThat(LastPrice.TABLE.algebra().plus(high, low), is(high));
  }

  @Test
  void a_later_price_replaces_a_higher_one() {
    LastPrice high = price("2.0000", "2026-01-05T10:00:00Z");
    LastPrice later = price("1.0000", "2026-01-05T10:00:00.000001Z");
    assertThat(LastPrice.TABLE.algebra().plus(high, later), is(later));
    assertThat(LastPrice.TABLE.algebra().plus(later, high), is(later));
  }

  @Test
  void columns_that_are_the_last_by_one_other_are_those_of_one_fact() {
    Find ann = find(null, "Ann", 9);
    Find bob = find("2026-01-05T10:00:00Z", "Bob", null);
    Find cyd = find("2026-01-05T10:00:00Z", "Bob", 1);
    Find dan = find("2026-01-05T10:00:00Z", "Dan", 0);
    Algebra<Find> algebra = Find.TABLE.algebra();
    assertThat(lastOf(algebra.plus(ann, bob)), is("Bob null"));
    assertThat(lastOf(algebra.plus(cyd, bob)), is("Bob 1"));
    assertThat(lastOf(algebra.plus(dan, cyd)), is("Dan 0"));
  }

  @Test
  void a_column_of_which_nothing_is_said_cannot_be_added_up() {
    Table<Silent> table = Table.of("silent", Silent.class).in(Layer.GOLD);
    assertThat(
        assertThrows(IllegalArgumentException.class, table::algebra).getMessage(),
        is(
            "Silent cannot be added up: it does not say what becomes of these columns where facts"
                + " of one key become one: silent_name, price. Annotate each with @Sum, @Greatest"
                + " or @LastBy, or make it part of the @Key; a table that is more than a sum of"
                + " facts is filled by a step of its own"));
    assertThrows(IllegalArgumentException.class, TopStock.TABLE::algebra);
    assertThrows(IllegalArgumentException.class, Trade.TABLE::algebra);
  }

  @ParameterizedTest
  @ValueSource(classes = {Nameless.class, BySum.class})
  <F extends Record> void the_last_is_told_by_a_column_that_is_greatest(Class<F> type) {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> Algebra.of(type)).getMessage(),
        allOf(
            containsString(type.getSimpleName() + " cannot be added up"),
            containsString("has no column of that name that is @Greatest")));
  }

  @Test
  void a_rule_that_does_not_fit_its_column_is_refused() {
    assertThat(
        refusal(SmallSum.class), allOf(containsString("SmallSum.rows"), containsString("not int")));
    assertThat(refusal(TextSum.class), containsString("not String"));
    assertThat(refusal(AbsentSum.class), containsString("never absent"));
    assertThat(refusal(KeySum.class), containsString("only one of these"));
    assertThat(refusal(TwoRules.class), containsString("only one of these"));
  }

  private static String refusal(Class<?> type) {
    return assertThrows(IllegalArgumentException.class, () -> RecordShape.of(type)).getMessage();
  }

  private static <F extends Record> boolean commutes(Table<F> table, BinaryOperator<F> plus) {
    RandomRows rows = new RandomRows(6);
    boolean holds = true;
    for (int i = 0; i < 2_000; i++) {
      F a = rows.row(table);
      F b = rows.rowWithKeyOf(table, a);
      holds &= plus.apply(a, b).equals(plus.apply(b, a));
    }
    return holds;
  }

  private static <F extends Record> boolean associates(Table<F> table, BinaryOperator<F> plus) {
    RandomRows rows = new RandomRows(7);
    boolean holds = true;
    for (int i = 0; i < 2_000; i++) {
      F a = rows.row(table);
      F b = rows.rowWithKeyOf(table, a);
      F c = rows.rowWithKeyOf(table, a);
      F left = plus.apply(plus.apply(a, b), c);
      holds &= left.equals(plus.apply(a, plus.apply(b, c)));
    }
    return holds;
  }

  private static PortfolioByRisk portfolio(long trades, String bought, String sold, String net) {
    return new PortfolioByRisk(
        DAY,
        RiskCategory.LOW,
        trades,
        new BigDecimal(bought),
        new BigDecimal(sold),
        new BigDecimal(net));
  }

  private static InvestmentByCustomer investment(
      String name, RiskCategory risk, long trades, String bought) {
    BigDecimal money = new BigDecimal(bought);
    return new InvestmentByCustomer(DAY, "C-1", name, risk, trades, money, BigDecimal.ZERO, money);
  }

  private static LastPrice price(String price, String at) {
    return new LastPrice(DAY, "ACME", new BigDecimal(price), Instant.parse(at));
  }

  private static Find find(String foundAt, String finder, Integer tray) {
    return new Find(
        DAY,
        "north",
        1,
        1L,
        BigDecimal.ONE,
        Sample.Metal.GOLD,
        null,
        1,
        true,
        null,
        foundAt == null ? null : Instant.parse(foundAt),
        finder,
        tray,
        DAY,
        1);
  }

  private static String lastOf(Find find) {
    return find.finder() + " " + find.tray();
  }
}
