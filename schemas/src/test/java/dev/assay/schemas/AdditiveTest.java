package dev.assay.schemas;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.wealth.InvestmentByCustomer;
import dev.assay.schemas.wealth.LastPrice;
import dev.assay.schemas.wealth.RiskCategory;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdditiveTest {
  private static final LocalDate DAY = LocalDate.of(2026, 1, 5);

  /** Counts its own value twice when it comes first: what the test must notice. */
  public record Biased(@Key String id, @Digits(precision = 38, scale = 8) BigDecimal value)
      implements Additive<Biased> {
    static final Table<Biased> TABLE = Table.of("biased", Biased.class);

    @Override
    public Biased plus(Biased other) {
      return new Biased(id, value.add(value).add(other.value));
    }
  }

  /** The mean of means: commutative, but not associative. */
  public record Mean(@Key String id, @Digits(precision = 38, scale = 8) BigDecimal value)
      implements Additive<Mean> {
    static final Table<Mean> TABLE = Table.of("means", Mean.class);

    @Override
    public Mean plus(Mean other) {
      return new Mean(id, value.add(other.value).divide(BigDecimal.valueOf(2)));
    }
  }

  static List<Table<?>> facts() {
    return Tables.ALL.stream()
        .filter(table -> Additive.class.isAssignableFrom(table.type()))
        .toList();
  }

  @Test
  void all_facts_and_the_control_totals_are_additive() {
    assertThat(
        facts().stream().map(Table::name).toList(),
        contains(
            "control_totals",
            "investment_by_customer",
            "portfolio_by_risk",
            "stock_volumes",
            "holdings",
            "last_prices",
            "change_activity",
            "customer_transactions",
            "product_sales",
            "payments_due"));
  }

  @ParameterizedTest
  @MethodSource("facts")
  <F extends Record & Additive<F>> void a_sum_does_not_depend_on_its_order(Table<F> table) {
    assertThat(commutes(table), is(true));
    assertThat(associates(table), is(true));
  }

  @Test
  void what_depends_on_the_order_is_noticed() {
    assertThat(commutes(Biased.TABLE), is(false));
    assertThat(commutes(Mean.TABLE), is(true));
    assertThat(associates(Mean.TABLE), is(false));
  }

  @Test
  void the_last_name_and_the_highest_risk_stand_for_the_day() {
    InvestmentByCustomer ann = investment("Ann", RiskCategory.HIGH, "1");
    InvestmentByCustomer bob = investment("Bob", RiskCategory.LOW, "2");
    InvestmentByCustomer both =
        new InvestmentByCustomer(
            DAY,
            "C-1",
            "Bob",
            RiskCategory.HIGH,
            2,
            new BigDecimal("3"),
            new BigDecimal("0"),
            new BigDecimal("3"));
    assertThat(ann.plus(bob), is(both));
    assertThat(bob.plus(ann), is(both));
  }

  @Test
  void of_prices_at_one_instant_the_highest_is_the_last() {
    LastPrice low = price("1.0000", "2026-01-05T10:00:00Z");
    LastPrice high = price("2.0000", "2026-01-05T10:00:00Z");
    assertThat(low.plus(high), is(high));
    assertThat(high.plus(low), is(high));
  }

  @Test
  void a_later_price_replaces_a_higher_one() {
    LastPrice high = price("2.0000", "2026-01-05T10:00:00Z");
    LastPrice later = price("1.0000", "2026-01-05T10:00:00.000001Z");
    assertThat(high.plus(later), is(later));
    assertThat(later.plus(high), is(later));
  }

  private static <F extends Record & Additive<F>> boolean commutes(Table<F> table) {
    RandomRows rows = new RandomRows(6);
    boolean holds = true;
    for (int i = 0; i < 2_000; i++) {
      F a = rows.row(table);
      F b = rows.rowWithKeyOf(table, a);
      holds &= a.plus(b).equals(b.plus(a));
    }
    return holds;
  }

  private static <F extends Record & Additive<F>> boolean associates(Table<F> table) {
    RandomRows rows = new RandomRows(7);
    boolean holds = true;
    for (int i = 0; i < 2_000; i++) {
      F a = rows.row(table);
      F b = rows.rowWithKeyOf(table, a);
      F c = rows.rowWithKeyOf(table, a);
      holds &= a.plus(b).plus(c).equals(a.plus(b.plus(c)));
    }
    return holds;
  }

  private static InvestmentByCustomer investment(String name, RiskCategory risk, String bought) {
    BigDecimal money = new BigDecimal(bought);
    return new InvestmentByCustomer(DAY, "C-1", name, risk, 1, money, BigDecimal.ZERO, money);
  }

  private static LastPrice price(String price, String at) {
    return new LastPrice(DAY, "ACME", new BigDecimal(price), Instant.parse(at));
  }
}
