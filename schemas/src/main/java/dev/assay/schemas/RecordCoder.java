package dev.assay.schemas;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.schemas.SchemaCoder;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Encodes a record column by column behind its length, canonically: equal rows give equal bytes. It
 * is a schema coder, so Beam's schema transforms accept its collections, but does not go through
 * {@code Row}.
 */
public final class RecordCoder<T> extends SchemaCoder<T> {
  private static final ClassValue<RecordCoder<?>> CODERS =
      new ClassValue<>() {
        @Override
        protected RecordCoder<?> computeValue(Class<?> type) {
          return new RecordCoder<>(type);
        }
      };

  private final Class<T> type;
  private transient RecordShape shape;

  private RecordCoder(Class<T> type) {
    super(
        RecordSchema.schemaOf(type),
        TypeDescriptor.of(type),
        new RecordSchema.ToRow<>(type),
        new RecordSchema.FromRow<>(type));
    this.type = type;
  }

  /** The coder of this record; one per JVM, since its schema is costly to make. */
  @SuppressWarnings("unchecked")
  public static <T> RecordCoder<T> of(Class<T> type) {
    return (RecordCoder<T>) CODERS.get(type);
  }

  /** What travels: a schema takes 5 KB, and a runner may read a step for every bundle. */
  private record Of(Class<?> type) implements Serializable {
    private Object readResolve() {
      return RecordCoder.of(type);
    }
  }

  private Object writeReplace() {
    return new Of(type);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a coder travels as the class of its records");
  }

  @Override
  public void encode(T row, OutputStream out) throws IOException {
    RecordShape shape = shape();
    RowBytes bytes = new RowBytes();
    Object[] values = shape.values(row);
    for (Column column : shape.columns()) {
      Object value = values[column.index()];
      if (column.maybe()) {
        bytes.flag(value != null);
      } else if (value == null) {
        throw new IllegalStateException(type.getSimpleName() + "." + column.name() + " is null");
      }
      if (value != null) {
        encode(column, value, bytes);
      }
    }
    VarInt.encode(bytes.size(), out);
    bytes.writeTo(out);
  }

  @Override
  @SuppressWarnings("unchecked")
  public T decode(InputStream in) throws IOException {
    RecordShape shape = shape();
    RowBytes bytes = new RowBytes(read(in));
    Object[] values = new Object[shape.columns().size()];
    for (Column column : shape.columns()) {
      if (!column.maybe() || bytes.flag()) {
        values[column.index()] = decode(column, bytes);
      }
    }
    if (!bytes.isRead()) {
      throw new CoderException("the bytes hold more than a " + type.getSimpleName());
    }
    return (T) shape.make(values);
  }

  private static byte[] read(InputStream in) throws IOException {
    byte[] bytes = new byte[VarInt.decodeInt(in)];
    if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
      throw new EOFException("a row ends before its last column");
    }
    return bytes;
  }

  /** Safe to race for: a shape never changes. */
  private RecordShape shape() {
    RecordShape known = shape;
    if (known == null) {
      known = RecordShape.of(type);
      shape = known;
    }
    return known;
  }

  /** The value alone, without its presence; {@link TableDigest} hashes the same bytes. */
  static void encode(Column column, Object value, RowBytes bytes) {
    switch (column.kind()) {
      case TEXT -> bytes.text((String) value);
      case CHOICE -> bytes.text(((Enum<?>) value).name());
      case DECIMAL -> bytes.decimal((BigDecimal) value, column.scale());
      case INSTANT -> {
        bytes.signed(((Instant) value).getEpochSecond());
        bytes.unsigned(((Instant) value).getNano());
      }
      case DATE -> bytes.signed(((LocalDate) value).toEpochDay());
      case INT -> bytes.signed((Integer) value);
      case LONG -> bytes.signed((Long) value);
      case BOOLEAN -> bytes.flag((Boolean) value);
    }
  }

  private static Object decode(Column column, RowBytes bytes) {
    return switch (column.kind()) {
      case TEXT -> bytes.text();
      case CHOICE -> RecordSchema.choice(column.type(), bytes.text());
      case DECIMAL -> bytes.decimal(column.scale());
      case INSTANT -> Instant.ofEpochSecond(bytes.signed(), bytes.unsigned());
      case DATE -> LocalDate.ofEpochDay(bytes.signed());
      case INT -> (int) bytes.signed();
      case LONG -> bytes.signed();
      case BOOLEAN -> bytes.flag();
    };
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
