package dev.assay.pipelines.io.jdbc;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.pipelines.KnownTables;
import dev.assay.pipelines.io.jdbc.TableWriter.Pending;
import dev.assay.schemas.Amount;
import dev.assay.schemas.Column;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.TopStock;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TableWriterTest {
  private static final Table<StockVolume> VOLUMES = StockVolume.TABLE.within("wealth");
  private static final Table<TopStock> TOP_STOCKS = TopStock.TABLE.within("wealth");
  private static final LocalDate DAY = LocalDate.of(2026, 1, 2);
  private static final File NAUGHTY = new File("../../shared/data/dirty/naughty-strings.json");

  private Warehouse warehouse;
  private final List<String> refused = new ArrayList<>();

  @BeforeEach
  void createTables() {
    warehouse = TestPostgres.freshDatabase();
    warehouse.prepare(gold().toList(), List.of());
  }

  static Stream<Table<?>> gold() {
    return KnownTables.ALL.stream()
        .filter(table -> table.layer() == Layer.GOLD)
        .map(table -> table.within("wealth"));
  }

  @ParameterizedTest
  @MethodSource("gold")
  void rows_of_every_gold_table_come_back_exactly(Table<?> table) {
    comesBackExactly(table);
  }

  private <T extends Record> void comesBackExactly(Table<T> table) {
    List<T> rows = IntStream.range(0, 20).mapToObj(i -> extreme(table, i)).toList();

    write(table, rows, 1);

    assertThat(refused, is(empty()));
    assertThat(TestPostgres.read(warehouse, table), is(rows));
  }

  @Test
  void row_written_twice_is_there_once() {
    List<StockVolume> rows = List.of(volume("A", 1), volume("B", 2));

    write(VOLUMES, rows, 1);
    write(VOLUMES, rows, 1);

    assertThat(TestPostgres.read(warehouse, VOLUMES), is(rows));
  }

  @Test
  void later_run_replaces_and_earlier_run_does_not() {
    assertThat(write(VOLUMES, List.of(volume("A", 1)), 2), is(1L));
    assertThat(write(VOLUMES, List.of(volume("A", 2)), 3), is(1L));
    assertThat(write(VOLUMES, List.of(volume("A", 3)), 2), is(0L));

    assertThat(TestPostgres.read(warehouse, VOLUMES), contains(volume("A", 2)));
  }

  @Test
  void of_rows_with_one_key_in_a_batch_the_last_is_kept() {
    write(VOLUMES, List.of(volume("A", 1), volume("B", 1), volume("A", 7)), 1);

    assertThat(TestPostgres.read(warehouse, VOLUMES), contains(volume("A", 7), volume("B", 1)));
  }

  @Test
  void bad_rows_are_refused_and_the_others_are_written() {
    TestPostgres.execute(
        warehouse, "ALTER TABLE wealth.stock_volumes ADD CONSTRAINT few CHECK (trades < 1000)");
    List<StockVolume> rows =
        new ArrayList<>(
            IntStream.range(0, 500).mapToObj(i -> volume("S%03d".formatted(i), i)).toList());
    rows.set(77, volume("S077", 1000));
    rows.set(400, volume("S\u0000", 1));

    assertThat(write(VOLUMES, rows, 1), is(498L));

    assertThat(
        refused,
        contains(
            "22021 a value does not fit its column: S\u0000",
            "23514 a row breaks a constraint (few): S077"));
    assertThat(TestPostgres.count(warehouse, VOLUMES), is(498L));
  }

  @Test
  void a_refused_row_is_accounted_for_in_place_of_its_earlier_one_until_it_is_taken() {
    write(VOLUMES, List.of(volume("A", 1), volume("B", 1)), 1);
    TestPostgres.execute(
        warehouse, "ALTER TABLE wealth.stock_volumes ADD CONSTRAINT few CHECK (trades < 5)");

    write(VOLUMES, List.of(volume("A", 5), volume("B", 4)), 1);
    write(VOLUMES, List.of(volume("A", 7)), 1);
    write(VOLUMES, List.of(volume("A", 9)), 0);

    assertThat(TestPostgres.read(warehouse, VOLUMES), contains(volume("B", 4)));
    assertThat(
        new RefusedRows(warehouse).of(VOLUMES),
        contains(
            new RefusedRows.Of(
                DAY,
                "a row breaks a constraint (few), SQLState 23514",
                1,
                new BigDecimal("7"),
                new Amount(decimal("2.25000000"), "USD"))));

    write(VOLUMES, List.of(volume("A", 3)), 2);

    assertThat(new RefusedRows(warehouse).of(VOLUMES), is(empty()));
    assertThat(TestPostgres.read(warehouse, VOLUMES), contains(volume("A", 3), volume("B", 4)));
  }

  @Test
  void a_row_that_may_not_be_removed_is_refused_and_the_others_go() {
    write(VOLUMES, List.of(volume("A", 1), volume("B", 1), volume("C", 1)), 1);
    TestPostgres.execute(
        warehouse,
        "CREATE TABLE held (day date, symbol text, FOREIGN KEY (day, symbol) REFERENCES"
            + " wealth.stock_volumes); INSERT INTO held VALUES ('2026-01-02', 'B')");

    remove(volume("A", 1), volume("B", 1), volume("C", 1));

    assertThat(TestPostgres.read(warehouse, VOLUMES), contains(volume("B", 1)));
    assertThat(refused, contains("23503 a row breaks a constraint (held_day_symbol_fkey): B"));
    assertThat(new RefusedRows(warehouse).of(VOLUMES).get(0).facts(), is(BigDecimal.ZERO));
    TestPostgres.execute(warehouse, "DROP TABLE held");
    remove(volume("B", 1));
    assertThat(new RefusedRows(warehouse).of(VOLUMES), is(empty()));
  }

  private void remove(StockVolume... rows) {
    List<Pending<StockVolume, String>> pending =
        Stream.of(rows).map(row -> new Pending<>(row, false, 1, row.stockSymbol())).toList();
    write(VOLUMES, pending);
  }

  @Test
  void missing_table_is_a_fault_of_the_warehouse_and_not_of_the_rows() {
    TestPostgres.execute(warehouse, "DROP TABLE wealth.stock_volumes");

    WarehouseRefused refusal =
        assertThrows(WarehouseRefused.class, () -> write(VOLUMES, List.of(volume("A", 1)), 1));

    assertThat(refusal.sqlState(), is("42P01"));
    assertThat(refused, is(empty()));
  }

  @Test
  void number_with_too_many_digits_is_not_rounded_in_silence() {
    StockVolume tooFine = new StockVolume(DAY, "A", 1, new BigDecimal("1.00001"), BigDecimal.ZERO);

    assertThrows(ArithmeticException.class, () -> write(VOLUMES, List.of(tooFine), 1));
  }

  @Test
  void days_before_the_common_era_and_after_the_year_9999_come_back() {
    List<TopStock> rows =
        Stream.of(LocalDate.of(-43, 3, 15), LocalDate.of(33, 4, 3), LocalDate.of(12026, 1, 2))
            .map(day -> new TopStock(day, 1, "A", decimal("1.0000"), decimal("1.00000000")))
            .toList();

    write(TOP_STOCKS, rows, 1);

    assertThat(TestPostgres.read(warehouse, TOP_STOCKS), is(rows));
  }

  @Test
  void naughty_strings_come_back_unchanged() throws IOException {
    assumeTrue(NAUGHTY.exists(), NAUGHTY + " is not here: the sample data is kept elsewhere");
    String[] strings = new ObjectMapper().readValue(NAUGHTY, String[].class);
    List<TopStock> rows = new ArrayList<>();
    for (int i = 0; i < strings.length; i++) {
      rows.add(new TopStock(DAY, i, strings[i], decimal("1.0000"), decimal("1.00000000")));
    }

    write(TOP_STOCKS, rows, 1);

    List<TopStock> accepted =
        rows.stream().filter(row -> row.stockSymbol().indexOf('\0') < 0).toList();
    assertThat(TestPostgres.read(warehouse, TOP_STOCKS), is(accepted));
    assertThat(refused.size(), is(rows.size() - accepted.size()));
  }

  private <G extends Record> long write(Table<G> table, List<G> rows, long version) {
    List<Pending<G, String>> pending =
        rows.stream().map(row -> new Pending<>(row, version, nameOf(row))).toList();
    return write(table, pending);
  }

  private <G extends Record> long write(Table<G> table, List<Pending<G, String>> pending) {
    return new TableWriter<>(table, warehouse, facts(table))
        .write(
            pending,
            (row, refusal) ->
                refused.add(refusal.sqlState() + " " + refusal.reason() + ": " + row.origin()));
  }

  private static <G extends Record> Table.Of<G, Long> facts(Table<G> table) {
    return row -> row instanceof StockVolume volume ? volume.trades() : 0L;
  }

  private static String nameOf(Record row) {
    return row instanceof StockVolume volume ? volume.stockSymbol() : row.toString();
  }

  private static StockVolume volume(String symbol, long trades) {
    return new StockVolume(DAY, symbol, trades, decimal("1.5000"), decimal("2.25000000"));
  }

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }

  /** The i-th row of a table, of values at the edges of what its columns hold. */
  private static <T extends Record> T extreme(Table<T> table, int i) {
    Object[] values = table.columns().stream().map(column -> extreme(column, i)).toArray();
    return table.type().cast(table.shape().make(values));
  }

  private static Object extreme(Column column, int i) {
    BigDecimal largest =
        new BigDecimal(
            BigInteger.TEN.pow(column.precision()).subtract(BigInteger.ONE), column.scale());
    return switch (column.kind()) {
      case TEXT -> "O'Brien \"\\{},NULL € 😀\n" + (char) ('a' + i);
      case CHOICE -> column.type().getEnumConstants()[i % column.type().getEnumConstants().length];
      case DECIMAL -> i % 2 == 0 ? largest : largest.negate();
      case INSTANT -> Instant.parse("2026-02-28T23:59:59.999999Z").plusSeconds(i);
      case DATE -> DAY.plusDays(i);
      case INT -> i % 2 == 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE;
      // In the order in which rows are read again, by key.
      case LONG -> i == 19 ? Long.MAX_VALUE : Long.MIN_VALUE + i;
      case BOOLEAN -> i % 2 == 0;
    };
  }
}
