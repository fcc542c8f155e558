package dev.assay.schemas;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.beam.sdk.schemas.SchemaCoder;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Encodes a record column by column, canonically: equal rows give equal bytes. It is a schema coder,
 * so Beam's schema transforms accept its collections, but does not go through {@code Row}.
 */
public final class RecordCoder<T> extends SchemaCoder<T> {
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);

  private final Class<T> type;
  private transient RecordShape shape;
  private transient Column[] columns;

  private RecordCoder(Class<T> type) {
    super(
        RecordSchema.schemaOf(type),
        TypeDescriptor.of(type),
        new RecordSchema.ToRow<>(type),
        new RecordSchema.FromRow<>(type));
    this.type = type;
  }

  public static <T> RecordCoder<T> of(Class<T> type) {
    return new RecordCoder<>(type);
  }

  @Override
  public void encode(T row, OutputStream out) throws IOException {
    prepare();
    for (Column column : columns) {
      Object value = shape.get(row, column.index());
      if (column.maybe()) {
        out.write(value == null ? 0 : 1);
      } else if (value == null) {
        throw new IllegalStateException(type.getSimpleName() + "." + column.name() + " is null");
      }
      if (value != null) {
        encode(column, value, out);
      }
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public T decode(InputStream in) throws IOException {
    prepare();
    Object[] values = new Object[columns.length];
    for (int i = 0; i < values.length; i++) {
      if (!columns[i].maybe() || flag(in)) {
        values[i] = decode(columns[i], in);
      }
    }
    return (T) shape.make(values);
  }

  private void prepare() {
    if (columns == null) {
      shape = RecordShape.of(type);
      columns = shape.columns().toArray(new Column[0]);
    }
  }

  /** The value alone, without its presence; {@link RowHash} hashes the same bytes. */
  static void encode(Column column, Object value, OutputStream out) throws IOException {
    switch (column.kind()) {
      case TEXT -> text((String) value, out);
      case CHOICE -> text(((Enum<?>) value).name(), out);
      case DECIMAL -> decimal((BigDecimal) value, column.scale(), out);
      case INSTANT -> {
        Instant instant = (Instant) value;
        VarInt.encode(zigzag(instant.getEpochSecond()), out);
        VarInt.encode(instant.getNano(), out);
      }
      case DATE -> VarInt.encode(zigzag(((LocalDate) value).toEpochDay()), out);
      case INT -> VarInt.encode(zigzag((Integer) value), out);
      case LONG -> VarInt.encode(zigzag((Long) value), out);
      case BOOLEAN -> out.write((Boolean) value ? 1 : 0);
    }
  }

  private static Object decode(Column column, InputStream in) throws IOException {
    return switch (column.kind()) {
      case TEXT -> text(in);
      case CHOICE -> RecordSchema.choice(column.type(), text(in));
      case DECIMAL -> decimal(column.scale(), in);
      case INSTANT -> Instant.ofEpochSecond(unzigzag(VarInt.decodeLong(in)), VarInt.decodeInt(in));
      case DATE -> LocalDate.ofEpochDay(unzigzag(VarInt.decodeLong(in)));
      case INT -> (int) unzigzag(VarInt.decodeLong(in));
      case LONG -> unzigzag(VarInt.decodeLong(in));
      case BOOLEAN -> flag(in);
    };
  }

  private static void text(String text, OutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    VarInt.encode(bytes.length, out);
    out.write(bytes);
  }

  private static String text(InputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(InputStream in) throws IOException {
    byte[] bytes = new byte[VarInt.decodeInt(in)];
    if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
      throw new EOFException("a row ends before its last column");
    }
    return bytes;
  }

  private static boolean flag(InputStream in) throws IOException {
    int flag = in.read();
    if (flag < 0) {
      throw new EOFException("a row ends before its last column");
    }
    return flag == 1;
  }

  /** At the contract's scale: 1.0 and 1.00 are one value. */
  private static void decimal(BigDecimal value, int scale, OutputStream out) throws IOException {
    BigInteger unscaled = value.setScale(scale).unscaledValue();
    boolean fits = unscaled.compareTo(LONG_MIN) >= 0 && unscaled.compareTo(LONG_MAX) <= 0;
    out.write(fits ? 0 : 1);
    if (fits) {
      VarInt.encode(zigzag(unscaled.longValue()), out);
    } else {
      byte[] bytes = unscaled.toByteArray();
      VarInt.encode(bytes.length, out);
      out.write(bytes);
    }
  }

  private static BigDecimal decimal(int scale, InputStream in) throws IOException {
    return flag(in)
        ? new BigDecimal(new BigInteger(bytes(in)), scale)
        : BigDecimal.valueOf(unzigzag(VarInt.decodeLong(in)), scale);
  }

  private static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  private static long unzigzag(long value) {
    return (value >>> 1) ^ -(value & 1);
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordCoder<?> coder && coder.type == type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public String toString() {
    return "RecordCoder(" + type.getSimpleName() + ")";
  }
}
