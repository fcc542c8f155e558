package dev.assay.schemas;

import dev.assay.schemas.Column.Maybe;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Locale;

/**
 * What one column of a table says on one day, whatever the order of its rows; see {@link
 * TableDigest}.
 *
 * @param day the UTC day; absent where the table has no event time
 * @param rows how many rows the day has
 * @param sum of the column's numbers, as text; 0 where it holds no numbers
 * @param hash over all rows, of their keys and the column's value, as 32 hexadecimal digits
 */
public record ColumnDigest(
    String table, @Maybe LocalDate day, String column, long rows, String sum, String hash) {
  private static final int HALF = 16;

  static ColumnDigest of(
      String table,
      LocalDate day,
      String column,
      long rows,
      BigDecimal sum,
      long upper,
      long lower) {
    return new ColumnDigest(
        table,
        day,
        column,
        rows,
        sum.signum() == 0 ? "0" : sum.stripTrailingZeros().toPlainString(),
        String.format(Locale.ROOT, "%016x%016x", upper, lower));
  }

  /** Of other rows of the same column and day as well. */
  public ColumnDigest plus(ColumnDigest other) {
    return of(
        table,
        day,
        column,
        rows + other.rows,
        new BigDecimal(sum).add(new BigDecimal(other.sum)),
        half(0) + other.half(0),
        half(1) + other.half(1));
  }

  private long half(int index) {
    return Long.parseUnsignedLong(hash.substring(index * HALF, index * HALF + HALF), 16);
  }
}
