package dev.assay.pipelines.io.jdbc;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.io.jdbc.TableWriter.Pending;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.StockVolume;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GoldTablesTest {
  private static final Table<StockVolume> VOLUMES = StockVolume.TABLE.within("wealth");
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private static final LocalDate SECOND = LocalDate.of(2026, 1, 2);

  private Warehouse warehouse;
  private GoldTables gold;

  @BeforeEach
  void writeTwoDays() {
    warehouse = TestPostgres.freshDatabase();
    warehouse.prepare(List.of(VOLUMES), List.of());
    gold = new GoldTables(warehouse);
    write(FIRST, "A", 1);
    write(FIRST, "B", 2);
    write(SECOND, "A", 1);
  }

  @Test
  void only_older_rows_of_the_named_days_are_removed() {
    assertThat(gold.removeOlder(VOLUMES, List.of(FIRST), 2), is(1));

    assertThat(
        TestPostgres.read(warehouse, VOLUMES), contains(volume(FIRST, "B"), volume(SECOND, "A")));
  }

  @Test
  void without_days_nothing_is_removed_and_without_naming_days_everything_older() {
    assertThat(gold.removeOlder(VOLUMES, List.of(), 2), is(0));
    assertThat(gold.removeOlder(VOLUMES, 2), is(2));
    assertThat(TestPostgres.count(warehouse, VOLUMES), is(1L));
  }

  @Test
  void sums_are_of_the_named_days_or_of_all() {
    List<String> expressions = List.of("trades", "quantity * value");

    assertThat(
        gold.sums(VOLUMES, List.of(FIRST), expressions), contains(equalTo("4"), equalTo("6.75")));
    assertThat(gold.sums(VOLUMES, expressions), contains(equalTo("6"), equalTo("10.125")));
    assertThat(gold.sums(VOLUMES, List.of(), expressions), contains(equalTo("0"), equalTo("0")));
  }

  private static org.hamcrest.Matcher<BigDecimal> equalTo(String number) {
    return comparesEqualTo(new BigDecimal(number));
  }

  private void write(LocalDate day, String symbol, long version) {
    new TableWriter<>(VOLUMES, warehouse, StockVolume::trades)
        .write(
            List.of(new Pending<>(volume(day, symbol), version, "")),
            (row, refusal) -> {
              throw refusal;
            });
  }

  private static StockVolume volume(LocalDate day, String symbol) {
    return new StockVolume(day, symbol, 2, new BigDecimal("1.5000"), new BigDecimal("2.25000000"));
  }
}
