package dev.assay.schemas;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.assay.schemas.wealth.Trade;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TablesTest {
  /** What PostgreSQL's B-tree takes at most, its own head, and what each value needs beside it. */
  private static final int INDEX_ROW = 2_704;

  private static final int INDEX_HEAD = 16;
  private static final int INDEX_VALUE = 8;

  static List<Table<?>> tables() {
    return DeclaredTables.all();
  }

  @Test
  void layer_and_name_are_unique_in_a_pipeline() {
    List<String> names =
        tables().stream().map(table -> table.type().getPackageName() + " " + table).toList();
    assertThat(new HashSet<>(names).size(), is(names.size()));
    assertThat(names, hasItem(Trade.class.getPackageName() + " silver.trades"));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void a_table_has_a_key_that_is_never_money(Table<?> table) {
    assertThat(table.keys(), is(not(empty())));
    assertThat(
        table.keys().stream().filter(key -> key.kind() == Column.Kind.DECIMAL).toList(),
        is(empty()));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void what_a_row_refers_by_is_the_value_of_a_column(Table<?> table) {
    requireColumns(table);
  }

  private static <T extends Record> void requireColumns(Table<T> table) {
    RandomRows rows = new RandomRows(3);
    for (Table.Reference<T> reference : table.references()) {
      Column column = reference.columnOf(table).orElseThrow();
      for (int i = 0; i < 50; i++) {
        T row = rows.row(table);
        assertThat(reference.key().apply(row), is(table.shape().get(row, column.index())));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void names_are_snake_case(Table<?> table) {
    assertThat(table.name(), matchesPattern("[a-z]+(_[a-z]+)*"));
    for (Column column : table.columns()) {
      assertThat(column.name(), matchesPattern("[a-z]+(_[a-z0-9]+)*"));
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void a_column_that_may_be_dropped_or_comes_later_may_be_absent(Table<?> table) {
    for (Column column : table.columns()) {
      boolean dropped = column.mask().filter(mask -> mask == Column.Mask.DROP).isPresent();
      assertThat(column.name(), column.maybe() || !(dropped || column.added()));
    }
  }

  /** PostgreSQL refuses a row whose key takes more bytes in its index: then gold lacks it. */
  @ParameterizedTest
  @MethodSource("tables")
  void the_longest_key_of_gold_fits_the_index_of_a_warehouse(Table<?> table) {
    int bytes = INDEX_HEAD;
    for (Column key : table.keys()) {
      boolean text = key.kind() == Column.Kind.TEXT;
      assertThat(
          table + "." + key.name() + " has a limit",
          table.layer() != Layer.GOLD || !text || key.maxBytes() > 0);
      bytes += INDEX_VALUE + (text ? key.maxBytes() : longestOther(key));
    }
    if (table.layer() == Layer.GOLD) {
      assertThat(table + ": " + bytes, bytes <= INDEX_ROW);
    }
  }

  private static int longestOther(Column key) {
    return key.kind() == Column.Kind.CHOICE
        ? Stream.of(key.type().getEnumConstants())
            .mapToInt(c -> c.toString().length())
            .max()
            .orElse(0)
        : Long.BYTES;
  }

  @ParameterizedTest
  @MethodSource("tables")
  void a_table_travels_to_workers(Table<?> table) {
    Table<?> copy = SerializableUtils.clone(table);
    assertThat(copy, is((Object) table));
    assertThat(copy.hashCode(), is(table.hashCode()));
  }

  /** Or what was read and what became of it would not be equal. */
  @ParameterizedTest
  @MethodSource("tables")
  void an_amount_is_the_same_whatever_is_added_to_a_row_or_hidden_in_it(Table<?> table) {
    assertAmountIsOfThePayload(table);
  }

  private static <T extends Record> void assertAmountIsOfThePayload(Table<T> table) {
    RandomRows rows = new RandomRows(7);
    for (int i = 0; i < 300; i++) {
      T row = rows.row(table);
      Object[] changed = table.shape().values(row);
      Object[] others = table.shape().values(rows.row(table));
      for (Column column : table.columns()) {
        if (column.added() || column.mask().isPresent()) {
          changed[column.index()] = others[column.index()];
        }
      }
      T other = table.type().cast(table.shape().make(changed));
      assertThat(row.toString(), table.amountOf(other), is(table.amountOf(row)));
    }
  }
}
