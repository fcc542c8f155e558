package dev.assay.pipelines.io.lake;

import dev.assay.schemas.Column;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.util.Utf8;

/** The least and the greatest value of a column, as Avro has them, and how many are absent. */
final class ValueRange {
  private final Comparator<Object> order;
  private Object least;
  private Object greatest;
  private long absent;

  ValueRange(Column.Kind kind) {
    order = order(kind);
  }

  private static Comparator<Object> order(Column.Kind kind) {
    return switch (kind) {
      case TEXT, CHOICE -> (a, b) -> compare((Utf8) a, (Utf8) b);
      case DECIMAL -> (a, b) -> compare(((GenericFixed) a).bytes(), ((GenericFixed) b).bytes());
      case INSTANT, LONG -> (a, b) -> Long.compare((Long) a, (Long) b);
      case DATE, INT -> (a, b) -> Integer.compare((Integer) a, (Integer) b);
      case BOOLEAN -> (a, b) -> Boolean.compare((Boolean) a, (Boolean) b);
    };
  }

  /** By bytes, as readers compare texts; Java's own order differs beyond U+FFFF. */
  private static int compare(Utf8 a, Utf8 b) {
    return Arrays.compareUnsigned(
        a.getBytes(), 0, a.getByteLength(), b.getBytes(), 0, b.getByteLength());
  }

  /** Of two's complement numbers of one length: the first byte has the sign. */
  private static int compare(byte[] a, byte[] b) {
    return a[0] < 0 == b[0] < 0 ? Arrays.compareUnsigned(a, b) : Byte.compare(a[0], b[0]);
  }

  void add(Object value) {
    if (value == null) {
      absent++;
    } else if (least == null) {
      least = value;
      greatest = value;
    } else if (order.compare(value, least) < 0) {
      least = value;
    } else if (order.compare(value, greatest) > 0) {
      greatest = value;
    }
  }

  /** Null where there is none. */
  Object least() {
    return least;
  }

  /** Null where there is none. */
  Object greatest() {
    return greatest;
  }

  long absent() {
    return absent;
  }
}
