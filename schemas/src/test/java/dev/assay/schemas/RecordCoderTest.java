package dev.assay.schemas;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.schemas.wealth.RiskCategory;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.Trade;
import dev.assay.schemas.wealth.TransactionType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCoderTest {
  private static final int ROWS = 1_000;
  private static final CoderRegistry REGISTRY = Pipeline.create().getCoderRegistry();

  private static final Trade TRADE =
      new Trade(
          "T-1",
          "C-1",
          "ACME",
          TransactionType.BUY,
          new BigDecimal("1.5000"),
          new BigDecimal("-0.0001"),
          "USD",
          Instant.parse("1969-12-31T23:59:59.000001Z"),
          null,
          RiskCategory.HIGH);

  /** {@link #TRADE} as it stands in the saved state of running jobs. */
  private static final String TRADE_HEX =
      String.join(
          "",
          "25", // length
          "03542d31", // trade_id
          "03432d31", // customer_id
          "0441434d45", // stock_symbol
          "03425559", // transaction_type
          "00b0ea01", // quantity: 15000, zigzag
          "0001", // price: -1, zigzag
          "03555344", // currency
          "01e807", // transaction_time: second -1, 1000 nanoseconds
          "00", // name is absent
          "010448494748"); // risk_category

  static Stream<Table<?>> tables() {
    return Stream.concat(
        DeclaredTables.all().stream(),
        Stream.of(Raw.table(Trade.TABLE), Rejected.table(Trade.TABLE), Sample.TABLE));
  }

  @ParameterizedTest
  @MethodSource("tables")
  <T extends Record> void beam_infers_the_record_coder(Table<T> table) throws Exception {
    TypeDescriptor<T> row = TypeDescriptor.of(table.type());
    Coder<T> coder = REGISTRY.getCoder(row);
    assertThat(coder, instanceOf(RecordCoder.class));
    assertThat(
        REGISTRY.getCoder(TypeDescriptors.kvs(row, TypeDescriptors.iterables(row))),
        is(KvCoder.of(coder, IterableCoder.of(coder))));
  }

  @ParameterizedTest
  @MethodSource("tables")
  <T extends Record> void two_coders_of_one_table_are_equal(Table<T> table) throws Exception {
    Coder<T> coder = REGISTRY.getCoder(table.type());
    Coder<T> copy = SerializableUtils.clone(coder);
    assertThat(REGISTRY.getCoder(table.type()), is(coder));
    assertThat(copy, is(coder));
    assertThat(copy.hashCode(), is(coder.hashCode()));
    coder.verifyDeterministic();
  }

  @ParameterizedTest
  @MethodSource("tables")
  <T extends Record> void a_coder_travels_as_the_class_of_its_records(Table<T> table) {
    RecordCoder<T> coder = RecordCoder.of(table.type());
    assertThat(SerializableUtils.clone(coder), sameInstance(coder));
    assertThat(SerializableUtils.serializeToByteArray(coder).length, lessThan(300));
  }

  @ParameterizedTest
  @MethodSource("tables")
  <T extends Record> void a_table_is_made_once_in_a_jvm_however_often_it_is_read(Table<T> table) {
    Table<T> copy = SerializableUtils.clone(table.within("wealth"));
    assertThat(copy, is(table));
    assertThat(copy.pipeline(), is("wealth"));
    assertThat(
        copy.checks().stream().map(Table.Check::name).toList(),
        is(table.checks().stream().map(Table.Check::name).toList()));
    assertThat(copy.references().size(), is(table.references().size()));
    assertThat(SerializableUtils.clone(table.within("wealth")), sameInstance(copy));
    assertThat(SerializableUtils.clone(table).pipeline(), is(table.pipeline()));
  }

  @Test
  void coders_of_two_tables_differ() {
    assertThat(RecordCoder.of(Trade.class), is(not((Object) RecordCoder.of(StockVolume.class))));
  }

  @ParameterizedTest
  @MethodSource("tables")
  <T extends Record> void a_row_comes_back_exactly(Table<T> table) throws Exception {
    Coder<T> coder = RecordCoder.of(table.type());
    RandomRows rows = new RandomRows(1);
    for (int i = 0; i < ROWS; i++) {
      T row = rows.row(table);
      byte[] bytes = CoderUtils.encodeToByteArray(coder, row);
      T back = CoderUtils.decodeFromByteArray(coder, bytes);
      assertThat(back, is(row));
      assertThat(CoderUtils.encodeToByteArray(coder, back), is(bytes));
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  <T extends Record> void rows_follow_each_other_in_one_stream(Table<T> table) throws Exception {
    Coder<Iterable<T>> coder = IterableCoder.of(RecordCoder.of(table.type()));
    RandomRows rows = new RandomRows(2);
    List<T> some = Stream.generate(() -> rows.row(table)).limit(20).toList();
    byte[] bytes = CoderUtils.encodeToByteArray(coder, some);
    assertThat(CoderUtils.decodeFromByteArray(coder, bytes), is((Iterable<T>) some));
  }

  @ParameterizedTest
  @MethodSource("tables")
  <T extends Record> void no_part_of_a_row_is_taken_for_a_row(Table<T> table) throws Exception {
    Coder<T> coder = RecordCoder.of(table.type());
    byte[] bytes = CoderUtils.encodeToByteArray(coder, new RandomRows(3).row(table));
    for (int length = 0; length < bytes.length; length++) {
      ByteArrayInputStream part = new ByteArrayInputStream(Arrays.copyOf(bytes, length));
      assertThrows(IOException.class, () -> coder.decode(part), "of length " + length);
    }
  }

  @Test
  void a_row_with_bytes_left_over_is_refused() {
    byte[] longer = HexFormat.of().parseHex("26" + TRADE_HEX.substring(2) + "00");
    CoderException e =
        assertThrows(
            CoderException.class,
            () -> CoderUtils.decodeFromByteArray(RecordCoder.of(Trade.class), longer));
    assertThat(e.getMessage(), is("the bytes hold more than a Trade"));
  }

  @Test
  void a_long_payload_comes_back() throws Exception {
    Coder<Raw> coder = RecordCoder.of(Raw.class);
    String payload = "é".repeat(1_000_000);
    Raw raw = new Raw("file:a", 1, payload, null, null, Instant.EPOCH, "r", "", null);
    assertThat(
        CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, raw)), is(raw));
  }

  @Test
  void the_bytes_of_a_row_never_change() throws Exception {
    byte[] bytes = CoderUtils.encodeToByteArray(RecordCoder.of(Trade.class), TRADE);
    assertThat(HexFormat.of().formatHex(bytes), is(TRADE_HEX));
  }

  @Test
  void one_value_at_two_scales_is_one_encoding() throws Exception {
    Coder<StockVolume> coder = RecordCoder.of(StockVolume.class);
    StockVolume one = volume(new BigDecimal("1.0"), BigDecimal.ZERO);
    StockVolume same = volume(new BigDecimal("1.00"), new BigDecimal("0.00000000"));
    assertThat(one, is(not(same)));
    assertThat(
        CoderUtils.encodeToByteArray(coder, one), is(CoderUtils.encodeToByteArray(coder, same)));
    assertThat(coder.structuralValue(one), is(coder.structuralValue(same)));
  }

  @Test
  void a_digit_beyond_the_scale_is_refused() {
    StockVolume row = volume(new BigDecimal("0.00001"), BigDecimal.ZERO);
    assertThrows(
        ArithmeticException.class,
        () -> CoderUtils.encodeToByteArray(RecordCoder.of(StockVolume.class), row));
  }

  @Test
  void first_and_last_instant_and_date_come_back() throws Exception {
    Coder<Raw> raws = RecordCoder.of(Raw.class);
    Raw raw = new Raw("file:a", 1, "", null, Instant.MIN, Instant.MAX, "r", "", null);
    assertThat(
        CoderUtils.decodeFromByteArray(raws, CoderUtils.encodeToByteArray(raws, raw)), is(raw));
    Coder<ControlTotal> totals = RecordCoder.of(ControlTotal.class);
    for (LocalDate day : List.of(LocalDate.MIN, LocalDate.MAX)) {
      ControlTotal total =
          new ControlTotal("r", "t", "s", day, "USD", 0, new BigDecimal("0.00000000"));
      assertThat(
          CoderUtils.decodeFromByteArray(totals, CoderUtils.encodeToByteArray(totals, total)),
          is(total));
    }
  }

  @Test
  void a_missing_value_is_refused_by_name() {
    Raw raw = new Raw("file:a", 1, null, null, null, Instant.EPOCH, "r", "", null);
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> CoderUtils.encodeToByteArray(RecordCoder.of(Raw.class), raw));
    assertThat(e.getMessage(), is("Raw.payload is null"));
  }

  @Test
  void a_collection_of_rows_has_the_schema_of_its_table() {
    PCollection<Trade> trades = Pipeline.create().apply(Create.of(TRADE));
    assertThat(trades.getCoder(), is(RecordCoder.of(Trade.class)));
    assertThat(trades.getSchema(), equalTo(RecordSchema.schemaOf(Trade.class)));
  }

  @Test
  void a_record_that_is_not_flat_has_no_coder() {
    assertThrows(
        CannotProvideCoderException.class, () -> REGISTRY.getCoder(RecordSchemaTest.Nested.class));
    assertThrows(
        CannotProvideCoderException.class,
        () -> REGISTRY.getCoder(new TypeDescriptor<RecordSchemaTest.Generic<String>>() {}));
  }

  private static StockVolume volume(BigDecimal quantity, BigDecimal value) {
    return new StockVolume(LocalDate.EPOCH, "ACME", 1, quantity, value);
  }
}
