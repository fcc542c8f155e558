package dev.assay.schemas;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of a row's content: canonical, typed, length-prefixed. Two rows have one hash exactly
 * when they say the same. Absent values do not count, so a table may gain a column; {@link
 * Column#added added} columns do not count, because they are not what the source said. Not safe for
 * use by several threads.
 */
public final class RowHash<T extends Record> {
  private final RecordShape shape;
  private final MessageDigest sha256 = sha256();
  private final RowBytes bytes = new RowBytes();

  public RowHash(Table<T> table) {
    this.shape = table.shape();
  }

  /** The hash as 64 hexadecimal digits. */
  public String of(T row) {
    bytes.clear();
    Object[] values = shape.values(row);
    for (Column column : shape.columns()) {
      Object value = column.added() ? null : values[column.index()];
      if (value != null) {
        bytes.unsigned(column.index());
        RecordCoder.encode(column, value, bytes);
      }
    }
    sha256.update(bytes.array(), 0, bytes.size());
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** A digest for one thread. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
