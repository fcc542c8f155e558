package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.schemas.Column;
import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Period;
import dev.assay.schemas.Table;
import dev.assay.transforms.Derive;
import dev.assay.transforms.Sum;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gold of months, years and minutes, of bounded runs that each bring some of their days. */
class MonthsIT {
  /** A sale. One row per sale. */
  public record Sale(
      @Key String saleId,
      @EventTime Instant soldAt,
      String shop,
      @Digits(scale = 2) BigDecimal price) {
    static final Table<Sale> TABLE = Table.of("sales", Sale.class).amount(Sale::price, "USD");

    LocalDate day() {
      return Table.day(soldAt);
    }
  }

  /** What a shop sold in a month. One row per month, which bears its first day, and shop. */
  public record MonthOfShop(
      @Key @EventTime(per = Period.MONTH) LocalDate month,
      @Key String shop,
      @Column.Sum long sales,
      @Column.Sum @Digits(precision = 38, scale = 2) BigDecimal money) {
    static final Table<MonthOfShop> TABLE =
        Table.of("month_of_shop", MonthOfShop.class).in(Layer.GOLD).amount("USD", "money");

    static MonthOfShop of(Sale sale) {
      return new MonthOfShop(Period.MONTH.first(sale.day()), sale.shop(), 1, sale.price());
    }
  }

  /** The shops of a month by what they sold. One row per month and place. */
  public record BestOfMonth(
      @Key @EventTime(per = Period.MONTH) LocalDate month, @Key int place, String shop) {
    static final Table<BestOfMonth> TABLE =
        Table.of("best_of_month", BestOfMonth.class).in(Layer.GOLD);

    static List<BestOfMonth> ranked(List<MonthOfShop> shops) {
      return IntStream.range(0, shops.size())
          .mapToObj(i -> new BestOfMonth(shops.get(i).month(), i + 1, shops.get(i).shop()))
          .toList();
    }
  }

  /** What was sold in a year. */
  public record Year(@Key @EventTime(per = Period.YEAR) LocalDate year, @Column.Sum long sales) {
    static final Table<Year> TABLE = Table.of("years", Year.class).in(Layer.GOLD);

    static Year of(Sale sale) {
      return new Year(Period.YEAR.first(sale.day()), 1);
    }
  }

  /** What was sold in a minute. */
  public record Minute(
      @Key @EventTime Instant minute,
      @Column.Sum long sales,
      @Column.Sum @Digits(precision = 38, scale = 2) BigDecimal money) {
    static final Table<Minute> TABLE =
        Table.of("minutes", Minute.class)
            .in(Layer.GOLD)
            .amount("USD", "money")
            .proves(Sale.TABLE, "sales");

    static Minute of(Sale sale) {
      return new Minute(sale.soldAt().truncatedTo(ChronoUnit.MINUTES), 1, sale.price());
    }
  }

  private static final Flow SALES = Flow.named("shops", "Sales by time.").table(Sale.TABLE);
  private static final Flow FLOW =
      SALES
          .gold(Sum.into(MonthOfShop.TABLE).of(Sale.TABLE, MonthOfShop::of))
          .gold(
              Derive.into(BestOfMonth.TABLE)
                  .of(MonthOfShop.TABLE)
                  .each(MonthOfShop::month)
                  .first(2, (one, other) -> other.money().compareTo(one.money()))
                  .rows(BestOfMonth::ranked))
          .gold(Sum.into(Year.TABLE).of(Sale.TABLE, Year::of));

  private static final String COLUMNS = "sale_id,sold_at,shop,price\n";

  @TempDir Path folder;

  private BoundedRuns runs(Flow flow) {
    return new BoundedRuns(flow, folder.resolve("lake"), TestPostgres.freshDatabase());
  }

  private static List<String> gold(BoundedRuns runs, Table<?> table) {
    List<String> lake = runs.tables().get("gold " + table.name());
    assertThat(runs.tables().get("warehouse " + table.name()), is(lake));
    return lake;
  }

  @Test
  void month_is_of_all_its_days_whichever_run_brought_them() throws Exception {
    BoundedRuns runs = runs(FLOW);
    runs.load(
        Sale.TABLE,
        COLUMNS
            + "S1,2026-01-05T10:00:00Z,North,10\n"
            + "S2,2026-01-31T23:59:59Z,South,4\n"
            + "S3,2025-12-31T23:59:59Z,South,3\n");
    runs.load(
        Sale.TABLE, COLUMNS + "S4,2026-01-20T10:00:00Z,South,9\nS5,2026-02-01T00:00:00Z,North,1\n");
    assertThat(
        gold(runs, MonthOfShop.TABLE),
        contains(
            "MonthOfShop[month=2025-12-01, shop=South, sales=1, money=3.00]",
            "MonthOfShop[month=2026-01-01, shop=North, sales=1, money=10.00]",
            "MonthOfShop[month=2026-01-01, shop=South, sales=2, money=13.00]",
            "MonthOfShop[month=2026-02-01, shop=North, sales=1, money=1.00]"));
    assertThat(
        gold(runs, Year.TABLE),
        contains("Year[year=2025-01-01, sales=1]", "Year[year=2026-01-01, sales=4]"));
    assertThat(
        gold(runs, BestOfMonth.TABLE),
        contains(
            "BestOfMonth[month=2025-12-01, place=1, shop=South]",
            "BestOfMonth[month=2026-01-01, place=1, shop=South]",
            "BestOfMonth[month=2026-01-01, place=2, shop=North]",
            "BestOfMonth[month=2026-02-01, place=1, shop=North]"));
    assertThat(runs.audited(), is(empty()));

    // It beats S2, the only sale of its day: the month loses it, and so does the place.
    runs.load(Sale.TABLE, COLUMNS + "S2,2026-01-30T10:00:00Z,North,4\n");
    assertThat(
        gold(runs, MonthOfShop.TABLE).get(2),
        is("MonthOfShop[month=2026-01-01, shop=South, sales=1, money=9.00]"));
    assertThat(
        gold(runs, BestOfMonth.TABLE).get(1),
        is("BestOfMonth[month=2026-01-01, place=1, shop=North]"));
    assertThat(runs.audited(), is(empty()));
    List<String> months = gold(runs, MonthOfShop.TABLE);
    assertThat(runs.rebuild().failures(), is(empty()));
    assertThat(gold(runs, MonthOfShop.TABLE), is(months));
  }

  @Test
  void month_keeps_days_that_are_closed() throws Exception {
    BoundedRuns runs = runs(FLOW);
    runs.allowedLatenessDays = 2;
    runs.load(Sale.TABLE, COLUMNS + "S1,2026-01-05T10:00:00Z,North,10\n");
    runs.load(Sale.TABLE, COLUMNS + "S2,2026-01-20T10:00:00Z,North,4\n");
    assertThat(
        runs.load(
                Sale.TABLE,
                COLUMNS + "S3,2026-01-06T10:00:00Z,North,1\nS4,2026-01-21T10:00:00Z,North,1\n")
            .rows("late"),
        is(1L));
    assertThat(
        gold(runs, MonthOfShop.TABLE),
        contains("MonthOfShop[month=2026-01-01, shop=North, sales=3, money=15.00]"));
    assertThat(runs.audited(), is(empty()));
  }

  @Test
  void minute_is_part_of_the_key_and_its_day_is_proven() throws Exception {
    BoundedRuns runs = runs(SALES.gold(Sum.into(Minute.TABLE).of(Sale.TABLE, Minute::of)));
    runs.load(
        Sale.TABLE,
        COLUMNS
            + "S1,2026-01-05T10:00:00Z,North,1\nS2,2026-01-05T10:00:59.999Z,North,1\n"
            + "S3,2026-01-05T10:01:00Z,North,1\n");
    assertThat(
        gold(runs, Minute.TABLE),
        contains(
            "Minute[minute=2026-01-05T10:00:00Z, sales=2, money=2.00]",
            "Minute[minute=2026-01-05T10:01:00Z, sales=1, money=1.00]"));
    assertThat(runs.audited(), is(empty()));
  }

  @Test
  void what_no_run_could_compute_is_refused_where_it_is_declared() {
    assertThat(
        refused(
            () ->
                SALES.gold(
                    Sum.into(MonthOfShop.TABLE.proves(Sale.TABLE, "sales"))
                        .of(Sale.TABLE, MonthOfShop::of))),
        is(
            "gold.month_of_shop proves what it is made of, but follows from rows of a whole month,"
                + " and a run compares the days that it changes: leave the proof out"));
    assertThat(
        refused(
            () ->
                SALES.gold(
                    Sum.into(MonthOfShop.TABLE)
                        .of(
                            Sale.TABLE,
                            sale -> new MonthOfShop(sale.day(), sale.shop(), 1, sale.price())))),
        is(
            "gold.month_of_shop adds up what rows of silver.sales add to another month than the one"
                + " that they happened in: make it the event time of the source, or a column of the"
                + " key beside it"));
    assertThat(
        refused(() -> Flow.named("shops", "Months.").table(Table.of("months", MonthOfShop.class))),
        is(
            "silver.months tells of a month: what is read tells when each row happened, and gold is"
                + " made of that per month"));
  }

  private static String refused(Runnable declaration) {
    return assertThrows(IllegalArgumentException.class, declaration::run).getMessage();
  }
}
