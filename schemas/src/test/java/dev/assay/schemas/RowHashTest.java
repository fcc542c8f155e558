package dev.assay.schemas;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.wealth.RiskCategory;
import dev.assay.schemas.wealth.Trade;
import dev.assay.schemas.wealth.TransactionType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowHashTest {
  /** A table as it was first. */
  public record Before(@Key String a, String b, @Digits(scale = 4) BigDecimal c) {
    static final Table<Before> TABLE = Table.of("before", Before.class);
  }

  /** The same table after it gained a column. */
  public record After(@Key String a, String b, @Digits(scale = 4) BigDecimal c, @Maybe String d) {
    static final Table<After> TABLE = Table.of("after", After.class);
  }

  /** The same table with its components turned around. */
  public record Turned(@Digits(scale = 4) BigDecimal c, String b, @Key String a) {
    static final Table<Turned> TABLE = Table.of("turned", Turned.class);
  }

  public record Counted(@Key String a, int c, long d) {
    static final Table<Counted> TABLE = Table.of("counted", Counted.class);
  }

  public record Weighed(
      @Key String a,
      @Digits(precision = 38, scale = 2) BigDecimal c,
      @Digits(scale = 0) BigDecimal d) {
    static final Table<Weighed> TABLE = Table.of("weighed", Weighed.class);
  }

  public record Timed(Instant at, LocalDate on) {
    static final Table<Timed> TABLE = Table.of("timed", Timed.class);
  }

  /** Two columns of which either may be absent. */
  public record Either(@Key @Maybe String a, @Maybe String b) {
    static final Table<Either> TABLE = Table.of("either", Either.class);
  }

  @ParameterizedTest
  @MethodSource("dev.assay.schemas.RecordCoderTest#tables")
  <T extends Record> void one_content_is_one_hash_and_another_content_another(Table<T> table) {
    RowHash<T> hash = new RowHash<>(table);
    RowHash<T> other = new RowHash<>(table);
    Map<String, Object> seen = new HashMap<>();
    RandomRows rows = new RandomRows(5);
    for (int i = 0; i < 500; i++) {
      T row = rows.row(table);
      String digits = hash.of(row);
      assertThat(other.of(row), is(digits));
      Object content = contentOf(table, row);
      assertThat(seen.getOrDefault(digits, content), is(content));
      seen.put(digits, content);
    }
    assertThat(seen.size(), is(new HashSet<>(seen.values()).size()));
  }

  @Test
  void one_value_at_two_scales_is_one_hash() {
    assertThat(before("a", "b", "1.0"), is(before("a", "b", "1.00")));
    assertThat(before("a", "b", "1.0"), is(not(before("a", "b", "1.0001"))));
  }

  @Test
  void a_letter_belongs_to_its_own_column() {
    assertThat(before("ab", "c", "0"), is(not(before("a", "bc", "0"))));
    RowHash<Either> hash = new RowHash<>(Either.TABLE);
    assertThat(hash.of(new Either("a", null)), is(not(hash.of(new Either(null, "a")))));
    assertThat(hash.of(new Either("", null)), is(not(hash.of(new Either(null, null)))));
  }

  @Test
  void added_columns_do_not_count() {
    RowHash<Trade> hash = new RowHash<>(Trade.TABLE);
    assertThat(hash.of(trade("Ann", RiskCategory.LOW)), is(hash.of(trade(null, null))));
  }

  @Test
  void a_table_may_gain_a_column() {
    RowHash<After> after = new RowHash<>(After.TABLE);
    BigDecimal one = BigDecimal.ONE;
    assertThat(after.of(new After("a", "b", one, null)), is(before("a", "b", "1")));
    assertThat(after.of(new After("a", "b", one, "")), is(not(before("a", "b", "1"))));
  }

  @Test
  void the_order_of_components_does_not_count() {
    assertThat(
        new RowHash<>(Turned.TABLE).of(new Turned(new BigDecimal("1.5"), "b", "a")),
        is(before("a", "b", "1.5")));
  }

  @Test
  void a_number_is_one_number_whatever_its_type() {
    assertThat(
        new RowHash<>(Counted.TABLE).text(new Counted("a", 15, -15)),
        is("{\"a\":\"a\",\"c\":15,\"d\":-15}"));
    assertThat(
        new RowHash<>(Weighed.TABLE)
            .text(new Weighed("a", new BigDecimal("15.00"), new BigDecimal("-15"))),
        is("{\"a\":\"a\",\"c\":15,\"d\":-15}"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.00, 0",
    "0.0001, 0.0001",
    "-0.5000, -0.5",
    "100, 100",
    "100.10, 100.1",
    "-9223372036854775808, -9223372036854775808",
    "922337203685477580.8, 922337203685477580.8",
    "999999999999999999, 999999999999999999",
    "1E+3, 1000",
    "1E-20, 0.00000000000000000001",
    "12345678901234567890123456789.00, 12345678901234567890123456789"
  })
  void a_decimal_has_one_text(String number, String text) {
    Weighed row = new Weighed("", new BigDecimal(number), BigDecimal.ZERO);
    assertThat(
        new RowHash<>(Weighed.TABLE).text(row), is("{\"a\":\"\",\"c\":" + text + ",\"d\":0}"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 9, -9, 10, Long.MAX_VALUE, Long.MIN_VALUE, 1_000_000_000_000_000_000L})
  void a_whole_number_is_its_digits(long number) {
    assertThat(
        new RowHash<>(Counted.TABLE).text(new Counted("", 1, number)),
        is("{\"a\":\"\",\"c\":1,\"d\":" + number + "}"));
  }

  @Test
  void texts_are_escaped_in_the_shortest_way() {
    assertThat(
        new RowHash<>(Either.TABLE)
            .text(new Either("é水😀\u007F\uFFFF/'", "a\"\\\b\t\n\f\r\0\u001f")),
        is("{\"a\":\"é水😀\u007F\uFFFF/'\",\"b\":\"a\\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u001f\"}"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-05T18:36:40Z, 2026-01-05T18:36:40+00:00",
    "2026-01-05T00:00:00.500Z, 2026-01-05T00:00:00.5+00:00",
    "0001-01-01T23:59:59.000001Z, 0001-01-01T23:59:59.000001+00:00",
    "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999+00:00",
    "+10000-01-01T00:00:00.000000001Z, +10000-01-01T00:00:00.000000001+00:00"
  })
  void a_time_has_one_text(String time, String text) {
    assertThat(
        new RowHash<>(Timed.TABLE).text(new Timed(Instant.parse(time), LocalDate.of(999, 1, 2))),
        is("{\"at\":\"" + text + "\",\"on\":\"0999-01-02\"}"));
  }

  @Test
  void a_row_that_says_nothing_is_an_empty_object() {
    assertThat(new RowHash<>(Either.TABLE).text(new Either(null, null)), is("{}"));
  }

  /** Silver keeps the hash, so it is for ever. */
  @Test
  void the_hash_of_a_row_never_changes() {
    assertThat(
        new RowHash<>(Trade.TABLE).of(trade(null, null)),
        is("78af1d76d856f16ab6f7e7783d765e1590b45886c398a11826360ba7547cbe33"));
  }

  private static Object contentOf(Table<?> table, Record row) {
    return table.columns().stream()
        .map(column -> column.added() ? "" : String.valueOf(table.shape().get(row, column.index())))
        .toList();
  }

  private static String before(String a, String b, String c) {
    return new RowHash<>(Before.TABLE).of(new Before(a, b, new BigDecimal(c)));
  }

  private static Trade trade(String name, RiskCategory risk) {
    return new Trade(
        "T-1",
        "C-1",
        "ACME",
        TransactionType.BUY,
        new BigDecimal("1.5000"),
        new BigDecimal("0.0001"),
        "USD",
        Instant.parse("2026-01-01T00:00:00.000001Z"),
        name,
        risk);
  }
}
