package dev.assay.schemas;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The key of a row, to compare and to spread rows by; its hash is the same in every JVM. Keys of
 * one table are in the order of their columns' values, the first column first.
 */
public final class RowKey implements Comparable<RowKey> {
  private static final Comparator<Comparable<Object>> ABSENT_FIRST =
      Comparator.nullsFirst(Comparator.naturalOrder());

  private final Object[] values;
  private final int hash;

  private RowKey(Object[] values) {
    this.values = values;
    int mixed = 17;
    for (Object value : values) {
      // An enum's own hash is another one in every JVM.
      int part = Objects.hashCode(value instanceof Enum<?> choice ? choice.name() : value);
      // With a small number, keys of several short texts would share their hashes.
      mixed = mixed * 0x9E3779B1 + part;
    }
    this.hash = spread(mixed);
  }

  /**
   * The key of these values.
   *
   * @param values such as columns hold, none absent
   */
  public static RowKey of(Object... values) {
    return new RowKey(values.clone());
  }

  /** Gives the keys of a table's rows. */
  public static final class Reader<T extends Record> {
    private final RecordShape shape;
    private final int[] keys;

    public Reader(Table<T> table) {
      this(table, table.keys());
    }

    /** By these columns in place of the table's key; they may be absent. */
    public Reader(Table<T> table, List<Column> columns) {
      this.shape = table.shape();
      this.keys = columns.stream().mapToInt(Column::index).toArray();
    }

    public RowKey of(T row) {
      Object[] values = new Object[keys.length];
      for (int i = 0; i < keys.length; i++) {
        values[i] = shape.get(row, keys[i]);
      }
      return new RowKey(values);
    }
  }

  /** The key as text: equal for equal keys only. */
  public String text() {
    if (values.length == 1) {
      return values[0].toString();
    }
    StringBuilder text = new StringBuilder();
    for (Object value : values) {
      String part = value.toString();
      text.append(part.length()).append(':').append(part);
    }
    return text.toString();
  }

  /** Which of so many shards holds this key. */
  public int shard(int shards) {
    return Math.floorMod(hash, shards);
  }

  /**
   * 64 bits that are equal for equal keys, the same in every JVM. Those of different keys differ
   * but for one pair in 10<sup>19</sup>: enough to leave rows alone, not to take them for one.
   */
  public long hash64() {
    String text = text();
    long mixed = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      mixed = (mixed ^ text.charAt(i)) * 0x100000001B3L;
    }
    mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
    return mixed ^ (mixed >>> 33);
  }

  /** Hashes of texts that differ in their last characters only differ in their last bits only. */
  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }

  @Override
  @SuppressWarnings("unchecked")
  public int compareTo(RowKey other) {
    for (int i = 0; i < values.length; i++) {
      int order =
          Objects.compare(
              (Comparable<Object>) values[i], (Comparable<Object>) other.values[i], ABSENT_FIRST);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowKey key && key.hash == hash && Arrays.equals(key.values, values);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
