package dev.assay.schemas;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Count, sums and hashes of a table's rows by day and column, so that two copies of a table can be
 * compared wherever they lie: equal rows give equal digests in any order. A row's hash is SHA-256
 * of its key and the column's value, and the hashes of rows are added up, so a row that stands
 * twice counts twice. Times count to the microsecond, as every copy keeps them. Not safe for use by
 * several threads.
 */
public final class TableDigest {
  private final Table<?> table;
  private final List<Column> columns;
  private final MessageDigest sha256 = RowHash.sha256();
  private final RowBytes bytes = new RowBytes();
  private final Map<LocalDate, Sums> days = new HashMap<>();

  private static final class Sums {
    private final long[] upper;
    private final long[] lower;
    private final BigDecimal[] sums;
    private long rows;

    Sums(int columns) {
      upper = new long[columns];
      lower = new long[columns];
      sums = new BigDecimal[columns];
      Arrays.fill(sums, BigDecimal.ZERO);
    }
  }

  public TableDigest(Table<?> table) {
    this.table = table;
    this.columns = table.columns();
  }

  public void add(Record row) {
    add(table.shape().values(row));
  }

  /**
   * Adds a row that is no record yet, or can be none: a copy that was changed by hand may hold what
   * the contract does not know.
   *
   * @param values in the order of the columns; a value of another type than the column's counts as
   *     its text, as a choice does
   */
  public void add(Object[] values) {
    Sums day = days.computeIfAbsent(day(values), d -> new Sums(columns.size()));
    byte[] key = key(values);
    day.rows++;
    for (Column column : columns) {
      int i = column.index();
      ByteBuffer hash = ByteBuffer.wrap(hash(key, column, values[i]));
      day.upper[i] += hash.getLong();
      day.lower[i] += hash.getLong();
      day.sums[i] = day.sums[i].add(number(values[i]));
    }
  }

  /** What was added, by day and column. */
  public List<ColumnDigest> columns() {
    List<ColumnDigest> digests = new ArrayList<>();
    days.forEach(
        (day, of) -> {
          for (Column column : columns) {
            int i = column.index();
            digests.add(
                ColumnDigest.of(
                    table.name(),
                    day,
                    column.name(),
                    of.rows,
                    of.sums[i],
                    of.upper[i],
                    of.lower[i]));
          }
        });
    return digests;
  }

  private LocalDate day(Object[] values) {
    Object time = table.eventTime().map(column -> values[column.index()]).orElse(null);
    return time == null ? null : Table.day(time);
  }

  private byte[] key(Object[] values) {
    bytes.clear();
    table.keys().forEach(column -> put(column, values[column.index()]));
    sha256.update(bytes.array(), 0, bytes.size());
    return sha256.digest();
  }

  private byte[] hash(byte[] key, Column column, Object value) {
    bytes.clear();
    put(column, value);
    sha256.update(key);
    sha256.update(bytes.array(), 0, bytes.size());
    return sha256.digest();
  }

  private void put(Column column, Object value) {
    bytes.flag(value != null);
    if (value == null) {
      return;
    }
    boolean expected = column.type().isInstance(value);
    bytes.flag(expected && column.kind() != Column.Kind.CHOICE);
    if (!expected || column.kind() == Column.Kind.CHOICE) {
      bytes.text(value instanceof Enum<?> choice ? choice.name() : value.toString());
    } else if (value instanceof Instant time) {
      RecordCoder.encode(column, time.truncatedTo(ChronoUnit.MICROS), bytes);
    } else {
      RecordCoder.encode(column, value, bytes);
    }
  }

  private static BigDecimal number(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    return value instanceof Long || value instanceof Integer
        ? BigDecimal.valueOf(((Number) value).longValue())
        : BigDecimal.ZERO;
  }
}
