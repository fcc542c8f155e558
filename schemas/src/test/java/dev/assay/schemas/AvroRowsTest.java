package dev.assay.schemas;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.schemas.wealth.Trade;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AvroRowsTest {
  @ParameterizedTest
  @MethodSource("dev.assay.schemas.RecordCoderTest#tables")
  <T extends Record> void a_row_comes_back_exactly(Table<T> table) throws Exception {
    AvroRows<T> avro = AvroRows.of(table);
    RandomRows rows = new RandomRows(8);
    for (int i = 0; i < 500; i++) {
      T row = rows.row(table);
      GenericRecord filled = new GenericData.Record(avro.schema());
      fill(filled, table, "", row);
      assertThat(avro.fromAvro(written(filled)), is(row));
    }
  }

  @Test
  void columns_of_two_records_stand_side_by_side() throws Exception {
    Schema both = Schema.createRecord("Both", null, "dev.assay", false);
    List<Schema.Field> fields = AvroRows.of(Trade.TABLE).fields();
    fields.addAll(AvroRows.of(Origin.class, "_").fields());
    both.setFields(fields);
    Trade trade = new RandomRows(9).row(Trade.TABLE);
    Origin origin = new Origin("file:a", 7, Instant.EPOCH, "run", "00ff");
    GenericRecord row = new GenericData.Record(both);
    fill(row, Trade.TABLE, "", trade);
    fill(row, Table.of("origins", Origin.class), "_", origin);
    GenericRecord read = written(row);
    assertThat(AvroRows.of(Trade.TABLE).fromAvro(read), is(trade));
    assertThat(AvroRows.of(Origin.class, "_").fromAvro(read), is(origin));
  }

  @Test
  void a_prefix_stands_before_every_column() {
    assertThat(
        AvroRows.of(Origin.class, "_").fields().stream().map(Schema.Field::name).toList(),
        contains("_source", "_position", "_published_at", "_run_id", "_row_hash"));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1", "2, 1", "3, 2", "4, 2", "5, 3", "9, 4", "10, 5", "18, 8", "19, 9", "28, 12", "38, 16"
  })
  void a_decimal_takes_the_bytes_that_parquet_prescribes(int precision, int bytes) {
    assertThat(AvroRows.bytesFor(precision), is(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0000000000000000",
    "0.0001, 0000000000000001",
    "-0.0001, ffffffffffffffff",
    "-0.0128, ffffffffffffff80",
    "0.0128, 0000000000000080",
    "99999999999999.9999, 0de0b6b3a763ffff",
    "-99999999999999.9999, f21f494c589c0001"
  })
  void a_decimal_is_big_endian_twos_complement(BigDecimal value, String hex) {
    GenericFixed fixed = (GenericFixed) AvroRows.toAvro(column(Trade.TABLE, "price"), value);
    assertThat(HexFormat.of().formatHex(fixed.bytes()), is(hex));
  }

  @ParameterizedTest
  @CsvSource({"100000000000000", "-100000000000000", "1000000000000000000000000"})
  void a_decimal_of_too_many_digits_is_refused(BigDecimal value) {
    ArithmeticException e =
        assertThrows(
            ArithmeticException.class, () -> AvroRows.toAvro(column(Trade.TABLE, "price"), value));
    assertThat(e.getMessage(), is("price has more than 18 digits"));
  }

  @Test
  void a_digit_beyond_the_scale_is_refused() {
    assertThrows(
        ArithmeticException.class,
        () -> AvroRows.toAvro(column(Trade.TABLE, "price"), new BigDecimal("0.00001")));
  }

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00.000001Z, 1",
    "1969-12-31T23:59:59.999999Z, -1",
    "1969-12-31T23:59:59.999999999Z, -1",
    "2026-01-01T00:00:00.123456Z, 1767225600123456"
  })
  void an_instant_is_its_microseconds(Instant instant, long micros) {
    assertThat(AvroRows.toAvro(column(Trade.TABLE, "transaction_time"), instant), is(micros));
  }

  @Test
  void an_instant_out_of_range_is_refused() {
    Column column = column(Trade.TABLE, "transaction_time");
    assertThrows(ArithmeticException.class, () -> AvroRows.toAvro(column, Instant.MIN));
    assertThrows(ArithmeticException.class, () -> AvroRows.toAvro(column, Instant.MAX));
  }

  @ParameterizedTest
  @CsvSource({"1970-01-01, 0", "1969-12-31, -1", "2026-01-01, 20454"})
  void a_date_is_its_days(LocalDate date, int days) {
    assertThat(AvroRows.toAvro(column(ControlTotal.TABLE, "day"), date), is(days));
  }

  @Test
  void a_date_out_of_range_is_refused() {
    Column column = column(ControlTotal.TABLE, "day");
    LocalDate last = LocalDate.ofEpochDay(Integer.MAX_VALUE);
    assertThat(AvroRows.toAvro(column, last), is(Integer.MAX_VALUE));
    assertThrows(ArithmeticException.class, () -> AvroRows.toAvro(column, last.plusDays(1)));
  }

  @Test
  void the_schema_has_exact_types() {
    Map<String, Schema> types =
        AvroRows.of(Sample.TABLE).schema().getFields().stream()
            .collect(Collectors.toMap(Schema.Field::name, Schema.Field::schema));
    assertThat(types.get("sample_id").getType(), is(Schema.Type.STRING));
    assertThat(types.get("metal").getType(), is(Schema.Type.STRING));
    assertThat(types.get("part").getType(), is(Schema.Type.INT));
    assertThat(types.get("grains").getType(), is(Schema.Type.LONG));
    assertThat(types.get("sealed").getType(), is(Schema.Type.BOOLEAN));
    assertThat(types.get("taken_at").getLogicalType(), is(LogicalTypes.timestampMicros()));
    assertThat(types.get("taken_on").getLogicalType(), is(LogicalTypes.date()));
    assertThat(types.get("weight").getFixedSize(), is(8));
    assertThat(types.get("weight").getLogicalType(), is(LogicalTypes.decimal(18, 2)));
    assertThat(types.get("purity").getFixedSize(), is(16));
    assertThat(types.get("purity").getLogicalType(), is(LogicalTypes.decimal(38, 18)));
    assertThat(
        types.get("loss").getTypes().stream().map(Schema::getType).toList(),
        contains(Schema.Type.NULL, Schema.Type.FIXED));
    assertThat(types.get("weight").isNullable(), is(false));
  }

  @Test
  void a_column_that_the_file_does_not_have_is_absent() {
    Schema old = Schema.createRecord("Old", null, "dev.assay", false);
    List<Schema.Field> fields = AvroRows.of(Origin.class, "").fields();
    fields.removeIf(field -> field.name().equals("published_at"));
    old.setFields(fields);
    GenericRecord row = new GenericData.Record(old);
    row.put("source", "file:a");
    row.put("position", 7L);
    row.put("run_id", "run");
    row.put("row_hash", "00ff");
    assertThat(
        AvroRows.of(Origin.class, "").fromAvro(row),
        is(new Origin("file:a", 7, null, "run", "00ff")));
  }

  @Test
  void avro_rows_travel_to_workers() {
    AvroRows<Trade> rows = AvroRows.of(Trade.TABLE);
    Schema schema = rows.schema();
    AvroRows<Trade> copy = SerializableUtils.clone(rows);
    assertThat(copy, is(not(sameInstance(rows))));
    assertThat(copy.schema(), is(schema));
    assertThat(new Schema.Parser().parse(schema.toString()), is(schema));
  }

  private static void fill(GenericRecord avro, Table<?> table, String prefix, Record row) {
    for (Column column : table.columns()) {
      Object value = table.shape().get(row, column.index());
      avro.put(prefix + column.name(), AvroRows.toAvro(column, value));
    }
  }

  /** The row after it was written to bytes and read again. */
  private static GenericRecord written(GenericRecord row) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(row.getSchema()).write(row, encoder);
    encoder.flush();
    return new GenericDatumReader<GenericRecord>(row.getSchema())
        .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
  }

  private static Column column(Table<?> table, String name) {
    return table.columns().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }
}
