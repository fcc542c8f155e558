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
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RowHashTest {
  /** A table as it was first. */
  public record Before(@Key String a, String b, @Digits(scale = 4) BigDecimal c) {
    static final Table<Before> TABLE = Table.of("before", Before.class);
  }

  /** The same table after it gained a column. */
  public record After(@Key String a, String b, @Digits(scale = 4) BigDecimal c, @Maybe String d) {
    static final Table<After> TABLE = Table.of("after", After.class);
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

  /** Silver keeps the hash, so it is for ever. */
  @Test
  void the_hash_of_a_row_never_changes() {
    assertThat(
        new RowHash<>(Trade.TABLE).of(trade(null, null)),
        is("9c85692d063c2ef35ac258b965c789f3747e82808a622ee3283ebbcbb4c386e9"));
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
