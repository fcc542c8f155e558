package dev.assay.schemas;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * How much of what: 12.50 USD, 3 shares. Amounts of two units are never added.
 *
 * @param value how much
 * @param unit of what: for money the currency, as ISO 4217 has it; absent where there is no amount
 */
public record Amount(BigDecimal value, String unit) {
  /** What has no amount, or tells none that can be counted. */
  public static final Amount NONE = new Amount(BigDecimal.ZERO, null);

  /**
   * Money in a currency that a row names; {@link #NONE} where what it names has not the form of a
   * currency's code. Such money can be added to no other, and sums by whatever a payload may say
   * would have no end.
   */
  static Amount in(String currency, BigDecimal value) {
    return isCode(currency) ? new Amount(value, currency) : NONE;
  }

  private static boolean isCode(String text) {
    return text != null
        && text.length() == 3
        && isCapital(text.charAt(0))
        && isCapital(text.charAt(1))
        && isCapital(text.charAt(2));
  }

  private static boolean isCapital(char letter) {
    return letter >= 'A' && letter <= 'Z';
  }

  /** Nothing of this unit. */
  public static Amount zero(String unit) {
    return unit == null ? NONE : new Amount(BigDecimal.ZERO, unit);
  }

  public Amount negate() {
    return new Amount(value.negate(), unit);
  }

  /**
   * The sum.
   *
   * @throws IllegalArgumentException when the other is of another unit
   */
  public Amount plus(Amount other) {
    checkUnits(unit, other.unit);
    return new Amount(value.add(other.value), unit);
  }

  /** Whether it is as much of the same unit, however many decimals either is written with. */
  public boolean isEqualTo(Amount other) {
    return Objects.equals(unit, other.unit) && value.compareTo(other.value) == 0;
  }

  /**
   * That what is counted in these may be added.
   *
   * @throws IllegalArgumentException when they are two units
   */
  static void checkUnits(String unit, String other) {
    if (!Objects.equals(unit, other)) {
      throw new IllegalArgumentException(
          "An amount of " + named(unit) + " cannot be added to one of " + named(other));
    }
  }

  private static String named(String unit) {
    return unit == null ? "no unit" : unit;
  }

  /** In plain digits, without zeros at the end, with its unit: {@code 12.5 USD}. */
  @Override
  public String toString() {
    return value.stripTrailingZeros().toPlainString() + (unit == null ? "" : " " + unit);
  }
}
