package dev.assay.runners.cli;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Numbers as a person reads them. */
final class Numbers {
  private Numbers() {}

  /** With thousands separators. */
  static String rows(long rows) {
    return String.format(Locale.ROOT, "%,d", rows);
  }

  /** A number of things, whose name takes an s where there is not one of them. */
  static String count(long number, String thing) {
    return rows(number) + " " + thing + (number == 1 ? "" : "s");
  }

  /** Exact, with thousands separators and two decimals or more. */
  static String money(BigDecimal amount) {
    BigDecimal shown = trimmed(amount.setScale(Math.max(2, amount.scale())));
    DecimalFormat format =
        new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
    format.setMinimumFractionDigits(shown.scale());
    format.setMaximumFractionDigits(shown.scale());
    return format.format(shown);
  }

  /** Without zeros at the end, but with two decimals where there were two or more. */
  static BigDecimal trimmed(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return number.scale() >= 2 && stripped.scale() < 2
        ? stripped.setScale(2)
        : stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
