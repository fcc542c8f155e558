package dev.assay.schemas;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;

/**
 * SHA-256 of what a row says, as one JSON object of its values by column name: {@code
 * {"price":0.5,"trade_id":"T-1"}}. Two rows of a table have one hash exactly when they say the
 * same.
 *
 * <p>Names stand in the order of their UTF-8 bytes, so the order of the record's components does
 * not count, and nothing stands between the parts. Numbers of every type are exact, without
 * exponent and without zeros at the end of their decimals: 1.50 is {@code 1.5}. Days and times are
 * texts in ISO 8601, times in UTC and without zeros at the end of their second: {@code
 * "2026-01-05T18:36:40.5+00:00"}. A choice is the text of its name. In texts, {@code "} and {@code
 * \} are escaped, and what is below U+0020, in the shortest way, with small letters.
 *
 * <p>Absent values do not count, so a table may gain a column; {@link Column#added added} columns
 * do not count, because they are not what the source said. Not safe for use by several threads.
 */
public final class RowHash<T extends Record> {
  private static final byte[] HEX = utf8("0123456789abcdef");

  private final RecordShape shape;
  private final Column[] columns;
  private final byte[][] names;
  private final MessageDigest sha256 = sha256();
  private final JsonBytes json = new JsonBytes();

  public RowHash(Table<T> table) {
    this.shape = table.shape();
    this.columns =
        shape.columns().stream()
            .filter(column -> !column.added())
            .sorted(Comparator.comparing(column -> utf8(column.name()), Arrays::compareUnsigned))
            .toArray(Column[]::new);
    this.names =
        Arrays.stream(columns)
            .map(column -> utf8(",\"" + column.name() + "\":"))
            .toArray(byte[][]::new);
  }

  /**
   * The hash as 64 hexadecimal digits.
   *
   * @param row as its source said it: before {@link Masks} hide anything of it
   */
  public String of(T row) {
    write(row);
    sha256.update(json.array(), 0, json.size());
    return hex(sha256.digest());
  }

  private static String hex(byte[] digest) {
    byte[] digits = new byte[2 * digest.length];
    for (int i = 0; i < digest.length; i++) {
      digits[2 * i] = HEX[digest[i] >> 4 & 0xF];
      digits[2 * i + 1] = HEX[digest[i] & 0xF];
    }
    return new String(digits, StandardCharsets.ISO_8859_1);
  }

  /** The text whose bytes in UTF-8 are hashed. */
  public String text(T row) {
    write(row);
    return new String(json.array(), 0, json.size(), StandardCharsets.UTF_8);
  }

  private void write(T row) {
    Object[] values = shape.values(row);
    json.clear();
    for (int i = 0; i < columns.length; i++) {
      Object value = values[columns[i].index()];
      if (value != null) {
        json.raw(names[i]);
        json.value(columns[i].kind(), value);
      }
    }
    json.close();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
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
