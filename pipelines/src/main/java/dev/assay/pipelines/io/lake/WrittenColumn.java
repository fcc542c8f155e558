package dev.assay.pipelines.io.lake;

import dev.assay.schemas.AvroRows;
import dev.assay.schemas.Column;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * A column of a file while it is written: hands on its values as Parquet has them, and keeps the
 * least and the greatest of them and how many are absent.
 */
abstract class WrittenColumn {
  private final int place;
  private final String name;
  private final Column column;
  private long absent;

  private WrittenColumn(int place, String name, Column column) {
    this.place = place;
    this.name = name;
    this.column = column;
  }

  /**
   * This column.
   *
   * @param place in a row of the file
   * @param name as the file has it
   */
  static WrittenColumn of(int place, String name, Column column) {
    return switch (column.kind()) {
      case TEXT -> new Texts(place, name, column);
      case CHOICE -> new Choices(place, name, column);
      case DECIMAL -> new Decimals(place, name, column);
      case INSTANT, LONG -> new Longs(place, name, column);
      case DATE, INT -> new Integers(place, name, column);
      case BOOLEAN -> new Booleans(place, name, column);
    };
  }

  /** Takes the value of the next row; null where it has none. */
  final void write(Object value, RecordConsumer to) {
    if (value != null) {
      to.startField(name, place);
      put(value, to);
      to.endField(name, place);
    } else if (column.maybe()) {
      absent++;
    } else {
      throw new NullPointerException(name + " is absent, and may not be");
    }
  }

  abstract void put(Object value, RecordConsumer to);

  /** As a row of the file has it; null where there is none. */
  abstract Object least();

  /** As a row of the file has it; null where there is none. */
  abstract Object greatest();

  long absent() {
    return absent;
  }

  Column column() {
    return column;
  }

  /** Where it stands in a row. */
  int place() {
    return place;
  }

  String name() {
    return name;
  }

  /** Compared by bytes, as readers compare texts; Java's own order differs beyond U+FFFF. */
  private static final class Texts extends WrittenColumn {
    private String last;
    private Binary lastBytes;
    private byte[] least;
    private byte[] greatest;

    Texts(int place, String name, Column column) {
      super(place, name, column);
    }

    @Override
    void put(Object value, RecordConsumer to) {
      if (!value.equals(last)) {
        last = (String) value;
        // Parquet's own encoding of a String costs twice as much as Java's.
        byte[] bytes = last.getBytes(StandardCharsets.UTF_8);
        lastBytes = Binary.fromConstantByteArray(bytes);
        bound(bytes);
      }
      to.addBinary(lastBytes);
    }

    private void bound(byte[] bytes) {
      if (least == null) {
        least = bytes;
        greatest = bytes;
      } else if (Arrays.compareUnsigned(bytes, least) < 0) {
        least = bytes;
      } else if (Arrays.compareUnsigned(bytes, greatest) > 0) {
        greatest = bytes;
      }
    }

    @Override
    Object least() {
      return least == null ? null : new String(least, StandardCharsets.UTF_8);
    }

    @Override
    Object greatest() {
      return greatest == null ? null : new String(greatest, StandardCharsets.UTF_8);
    }
  }

  /** Compared by their names. */
  private static final class Choices extends WrittenColumn {
    private final Enum<?>[] choices;
    private final Binary[] names;
    private final boolean[] met;

    Choices(int place, String name, Column column) {
      super(place, name, column);
      choices = (Enum<?>[]) column.type().getEnumConstants();
      names = new Binary[choices.length];
      met = new boolean[choices.length];
      for (Enum<?> choice : choices) {
        byte[] bytes = choice.name().getBytes(StandardCharsets.UTF_8);
        names[choice.ordinal()] = Binary.fromConstantByteArray(bytes);
      }
    }

    @Override
    void put(Object value, RecordConsumer to) {
      int choice = ((Enum<?>) value).ordinal();
      met[choice] = true;
      to.addBinary(names[choice]);
    }

    @Override
    Object least() {
      return farthest(-1);
    }

    @Override
    Object greatest() {
      return farthest(1);
    }

    private Object farthest(int sign) {
      Enum<?> farthest = null;
      for (Enum<?> choice : choices) {
        if (met[choice.ordinal()]
            && (farthest == null || sign * choice.name().compareTo(farthest.name()) > 0)) {
          farthest = choice;
        }
      }
      return farthest;
    }
  }

  private static final class Decimals extends WrittenColumn {
    private BigDecimal least;
    private BigDecimal greatest;

    Decimals(int place, String name, Column column) {
      super(place, name, column);
    }

    @Override
    void put(Object value, RecordConsumer to) {
      BigDecimal number = AvroRows.scaled(column(), (BigDecimal) value);
      to.addBinary(Binary.fromConstantByteArray(AvroRows.bytes(column(), number)));
      if (least == null) {
        least = number;
        greatest = number;
      } else if (number.compareTo(least) < 0) {
        least = number;
      } else if (number.compareTo(greatest) > 0) {
        greatest = number;
      }
    }

    @Override
    Object least() {
      return least;
    }

    @Override
    Object greatest() {
      return greatest;
    }
  }

  /** Whole numbers, and times as microseconds. */
  private static final class Longs extends WrittenColumn {
    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;

    Longs(int place, String name, Column column) {
      super(place, name, column);
    }

    @Override
    void put(Object value, RecordConsumer to) {
      long number = (Long) AvroRows.toAvro(column(), value);
      to.addLong(number);
      least = Math.min(least, number);
      greatest = Math.max(greatest, number);
    }

    @Override
    Object least() {
      return least > greatest ? null : AvroRows.fromAvro(column(), least);
    }

    @Override
    Object greatest() {
      return least > greatest ? null : AvroRows.fromAvro(column(), greatest);
    }
  }

  /** Whole numbers, and days since 1970. */
  private static final class Integers extends WrittenColumn {
    private int least = Integer.MAX_VALUE;
    private int greatest = Integer.MIN_VALUE;

    Integers(int place, String name, Column column) {
      super(place, name, column);
    }

    @Override
    void put(Object value, RecordConsumer to) {
      int number = (Integer) AvroRows.toAvro(column(), value);
      to.addInteger(number);
      least = Math.min(least, number);
      greatest = Math.max(greatest, number);
    }

    @Override
    Object least() {
      return least > greatest ? null : AvroRows.fromAvro(column(), least);
    }

    @Override
    Object greatest() {
      return least > greatest ? null : AvroRows.fromAvro(column(), greatest);
    }
  }

  /** Of which nobody tells bounds. */
  private static final class Booleans extends WrittenColumn {
    Booleans(int place, String name, Column column) {
      super(place, name, column);
    }

    @Override
    void put(Object value, RecordConsumer to) {
      to.addBoolean((Boolean) value);
    }

    @Override
    Object least() {
      return null;
    }

    @Override
    Object greatest() {
      return null;
    }
  }
}
