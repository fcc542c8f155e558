package dev.assay.schemas;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;

/**
 * A record's rows as Avro rows, which is how Parquet files are written and read: exact decimals of
 * fixed length, instants in microseconds, days as dates.
 *
 * @param <T> the record
 */
public final class AvroRows<T> implements Serializable {
  private static final int[] BYTES =
      IntStream.rangeClosed(0, 38)
          .map(precision -> BigInteger.TEN.pow(precision).bitLength() / 8 + 1)
          .toArray();

  /** Every number of so many digits is a long. */
  private static final int DIGITS_OF_LONG = 18;

  private static final Map<Digits, Schema> DECIMALS = new ConcurrentHashMap<>();

  private record Digits(int precision, int scale) {}

  private final Class<T> type;
  private final String prefix;
  private transient Schema schema;

  private AvroRows(Class<T> type, String prefix) {
    this.type = type;
    this.prefix = prefix;
  }

  public static <T extends Record> AvroRows<T> of(Table<T> table) {
    return of(table.type(), "");
  }

  /** With this text before every column name, to stand beside another record's columns. */
  public static <T> AvroRows<T> of(Class<T> type, String prefix) {
    return new AvroRows<>(type, prefix);
  }

  public Schema schema() {
    if (schema == null) {
      schema = Schema.createRecord(type.getSimpleName(), null, "dev.assay", false, fields());
    }
    return schema;
  }

  /** The fields of the schema, new each time, since Avro lets a field belong to one schema only. */
  public List<Schema.Field> fields() {
    List<Schema.Field> fields = new ArrayList<>();
    for (Column column : RecordShape.of(type).columns()) {
      Schema value = valueSchema(column);
      fields.add(
          new Schema.Field(
              prefix + column.name(),
              column.maybe() ? Schema.createUnion(Schema.create(Schema.Type.NULL), value) : value));
    }
    return fields;
  }

  private static Schema valueSchema(Column column) {
    return switch (column.kind()) {
      case TEXT, CHOICE -> Schema.create(Schema.Type.STRING);
      case INSTANT -> LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
      case DATE -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
      case INT -> Schema.create(Schema.Type.INT);
      case LONG -> Schema.create(Schema.Type.LONG);
      case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
      case DECIMAL -> decimalSchema(column);
    };
  }

  /** One per JVM: Avro asks each value for it. Fixed, since Spark refuses varying lengths. */
  private static Schema decimalSchema(Column column) {
    return DECIMALS.computeIfAbsent(
        new Digits(column.precision(), column.scale()),
        digits ->
            LogicalTypes.decimal(digits.precision(), digits.scale())
                .addToSchema(
                    Schema.createFixed(
                        "decimal_" + digits.precision() + "_" + digits.scale(),
                        null,
                        "dev.assay",
                        bytesFor(digits.precision()))));
  }

  /** The bytes that hold every number of so many decimal digits, with its sign. */
  static int bytesFor(int precision) {
    return BYTES[precision];
  }

  /** The value of this column as Avro has it. */
  public static Object toAvro(Column column, Object value) {
    if (value == null) {
      return null;
    }
    return switch (column.kind()) {
      case CHOICE -> ((Enum<?>) value).name();
      case INSTANT -> micros((Instant) value);
      case DATE -> Math.toIntExact(((LocalDate) value).toEpochDay());
      case DECIMAL -> fixed(column, (BigDecimal) value);
      default -> value;
    };
  }

  private static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  private static GenericFixed fixed(Column column, BigDecimal value) {
    return new GenericData.Fixed(decimalSchema(column), bytes(column, scaled(column, value)));
  }

  /**
   * The number at the scale of its column.
   *
   * @throws ArithmeticException when the column cannot hold it
   */
  public static BigDecimal scaled(Column column, BigDecimal value) {
    BigDecimal scaled = value.scale() == column.scale() ? value : value.setScale(column.scale());
    if (scaled.precision() > column.precision()) {
      throw new ArithmeticException(
          column.name() + " has more than " + column.precision() + " digits");
    }
    return scaled;
  }

  /** A number at the scale of its column as two's complement, of a length for all its numbers. */
  public static byte[] bytes(Column column, BigDecimal scaled) {
    byte[] bytes = new byte[bytesFor(column.precision())];
    BigInteger number = scaled.unscaledValue();
    if (scaled.precision() <= DIGITS_OF_LONG) {
      long left = number.longValue();
      for (int i = bytes.length - 1; i >= 0; i--) {
        bytes[i] = (byte) left;
        left >>= Byte.SIZE;
      }
      return bytes;
    }
    byte[] digits = number.toByteArray();
    if (digits[0] < 0) {
      java.util.Arrays.fill(bytes, (byte) -1);
    }
    System.arraycopy(digits, 0, bytes, bytes.length - digits.length, digits.length);
    return bytes;
  }

  /** A row of this record from the fields of an Avro row that bear its column names. */
  @SuppressWarnings("unchecked")
  public T fromAvro(GenericRecord avro) {
    RecordShape shape = RecordShape.of(type);
    Object[] values = new Object[shape.columns().size()];
    for (Column column : shape.columns()) {
      String name = prefix + column.name();
      values[column.index()] = avro.hasField(name) ? fromAvro(column, avro.get(name)) : null;
    }
    return (T) shape.make(values);
  }

  /** The value of this column from how Avro has it. */
  public static Object fromAvro(Column column, Object value) {
    if (value == null) {
      return null;
    }
    return switch (column.kind()) {
      case TEXT -> value.toString();
      case CHOICE -> RecordSchema.choice(column.type(), value.toString());
      case INSTANT -> {
        long micros = (Long) value;
        yield Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
      }
      case DATE -> LocalDate.ofEpochDay((Integer) value);
      case DECIMAL ->
          new BigDecimal(new BigInteger(((GenericFixed) value).bytes()), column.scale());
      default -> value;
    };
  }
}
