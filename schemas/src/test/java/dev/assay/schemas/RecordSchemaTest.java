package dev.assay.schemas;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Trade;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordSchemaTest {
  private static final RecordSchema PROVIDER = new RecordSchema();

  /** Not flat: a list is no column. */
  public record Nested(String id, List<String> names) {}

  /** Not flat: nobody knows what the value is. */
  public record Generic<T>(String id, T value) {}

  /** Does not say how many digits it has. */
  public record Lineage(String _source) {}

  public record Vague(BigDecimal amount) {}

  /** Says how many digits a text has. */
  public record Confused(@Digits(scale = 2) String amount) {}

  record Hidden(String id) {}

  static Stream<Table<?>> tables() {
    return RecordCoderTest.tables();
  }

  @ParameterizedTest
  @MethodSource("tables")
  <T extends Record> void a_record_comes_back_from_its_row(Table<T> table) {
    TypeDescriptor<T> type = TypeDescriptor.of(table.type());
    Schema schema = PROVIDER.schemaFor(type);
    SerializableFunction<T, Row> toRow = PROVIDER.toRowFunction(type);
    SerializableFunction<Row, T> fromRow = PROVIDER.fromRowFunction(type);
    RandomRows rows = new RandomRows(4);
    for (int i = 0; i < 200; i++) {
      T record = rows.row(table);
      Row row = toRow.apply(record);
      assertThat(row.getSchema(), is(schema));
      assertThat(fromRow.apply(row), is(record));
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  <T extends Record> void conversions_of_one_table_are_equal(Table<T> table) {
    TypeDescriptor<T> type = TypeDescriptor.of(table.type());
    assertThat(PROVIDER.schemaFor(type), is(new RecordSchema().schemaFor(type)));
    assertThat(
        SerializableUtils.clone(PROVIDER.toRowFunction(type)),
        is(new RecordSchema.ToRow<>(table.type())));
    assertThat(
        SerializableUtils.clone(PROVIDER.fromRowFunction(type)),
        is(new RecordSchema.FromRow<>(table.type())));
  }

  @Test
  void conversions_of_two_tables_differ() {
    assertThat(
        new RecordSchema.ToRow<>(Trade.class),
        is(not((Object) new RecordSchema.ToRow<>(Customer.class))));
    assertThat(
        new RecordSchema.FromRow<>(Trade.class),
        is(not((Object) new RecordSchema.FromRow<>(Customer.class))));
  }

  @Test
  void a_trade_has_the_columns_of_its_contract() {
    assertThat(
        RecordSchema.schemaOf(Trade.class),
        is(
            Schema.builder()
                .addStringField("trade_id")
                .addStringField("customer_id")
                .addStringField("stock_symbol")
                .addStringField("transaction_type")
                .addDecimalField("quantity")
                .addDecimalField("price")
                .addStringField("currency")
                .addField("transaction_time", FieldType.logicalType(new MicrosInstant()))
                .addNullableStringField("name")
                .addNullableStringField("risk_category")
                .build()));
  }

  @Test
  void what_is_not_a_record_is_left_to_others() {
    assertThat(PROVIDER.schemaFor(TypeDescriptor.of(String.class)), is(nullValue()));
  }

  @Test
  void a_record_that_is_not_flat_is_refused() {
    String reason =
        ": a column is one of String, an enum, BigDecimal, java.time.Instant, LocalDate,"
            + " int, long or boolean, not ";
    assertThat(
        refusal(Nested.class), is(Nested.class.getName() + ".names" + reason + "java.util.List"));
    assertThat(
        refusal(Generic.class),
        is(Generic.class.getName() + ".value" + reason + "java.lang.Object"));
  }

  @Test
  void a_decimal_states_its_digits_and_nothing_else_does() {
    String reason = ".amount: a BigDecimal, and only a BigDecimal, states its @Digits";
    assertThat(refusal(Vague.class), is(Vague.class.getName() + reason));
    assertThat(refusal(Confused.class), is(Confused.class.getName() + reason));
  }

  @Test
  void a_column_that_looks_like_lineage_is_refused() {
    assertThat(
        refusal(Lineage.class),
        is(
            Lineage.class.getName()
                + "._source: names that begin with an underscore are those of lineage, which no source"
                + " says"));
  }

  @Test
  void a_record_that_is_not_public_is_refused() {
    assertThat(refusal(Hidden.class), is(Hidden.class.getName() + " is not a public record"));
    assertThrows(IllegalArgumentException.class, () -> RecordShape.of(String.class));
  }

  private static String refusal(Class<?> type) {
    return assertThrows(
            IllegalArgumentException.class, () -> PROVIDER.schemaFor(TypeDescriptor.of(type)))
        .getMessage();
  }
}
