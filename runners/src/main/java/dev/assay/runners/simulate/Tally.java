package dev.assay.runners.simulate;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A number of lines and what they are worth together.
 *
 * @param rows lines
 * @param tradedValue the exact sum of quantity times price, with {@link #SCALE} decimals
 */
public record Tally(long rows, BigDecimal tradedValue) {

  /** Quantities have four decimals at most and prices two. */
  public static final int SCALE = 6;

  public Tally {
    tradedValue = tradedValue.setScale(SCALE);
  }

  /** A tally that still grows. The sum cannot overflow. */
  static final class Running {

    private long rows;
    private long recent;
    private BigInteger earlier = BigInteger.ZERO;

    /** Counts a line worth this many millionths. */
    void add(long millionths) {
      rows++;
      try {
        recent = Math.addExact(recent, millionths);
      } catch (ArithmeticException e) {
        earlier = earlier.add(BigInteger.valueOf(recent));
        recent = millionths;
      }
    }

    Tally total() {
      return new Tally(rows, new BigDecimal(earlier.add(BigInteger.valueOf(recent)), SCALE));
    }
  }
}
