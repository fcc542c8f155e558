package dev.assay.runners.simulate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/** One line of ASCII text under construction: as text would be built, without the strings. */
final class LineBuffer {

  private static final int MILLIS_PER_DAY = 86_400_000;

  private byte[] bytes = new byte[512];
  private int length;
  private long dateDay = Long.MIN_VALUE;
  private byte[] date = {};

  void clear() {
    length = 0;
  }

  int length() {
    return length;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  void cutTo(int newLength) {
    length = newLength;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, length);
  }

  LineBuffer append(byte[] ascii) {
    grow(ascii.length);
    System.arraycopy(ascii, 0, bytes, length, ascii.length);
    length += ascii.length;
    return this;
  }

  LineBuffer append(char ascii) {
    grow(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** A number of 0 or more with at least this many digits, zeros first. */
  LineBuffer digits(long number, int minimum) {
    int count = minimum;
    for (long rest = number / power(minimum); rest > 0; rest /= 10) {
      count++;
    }
    grow(count);
    long rest = number;
    for (int at = length + count - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
    return this;
  }

  /** Hundredths with both decimals. */
  LineBuffer cents(long cents) {
    return digits(cents / 100, 1).append('.').digits(cents % 100, 2);
  }

  /** Ten-thousandths with as many decimals as needed. */
  LineBuffer quantity(long tenThousandths) {
    if (tenThousandths < 0) {
      append('-');
    }
    long size = Math.abs(tenThousandths);
    digits(size / 10_000, 1);
    long fraction = size % 10_000;
    if (fraction > 0) {
      int decimals = 4;
      for (; fraction % 10 == 0; fraction /= 10) {
        decimals--;
      }
      append('.').digits(fraction, decimals);
    }
    return this;
  }

  /** An instant as ISO-8601 in UTC with milliseconds. */
  LineBuffer instant(long epochMilli) {
    long day = Math.floorDiv(epochMilli, MILLIS_PER_DAY);
    if (day != dateDay) {
      date = LocalDate.ofEpochDay(day).toString().getBytes(StandardCharsets.US_ASCII);
      dateDay = day;
    }
    int milli = Math.floorMod(epochMilli, MILLIS_PER_DAY);
    append(date).append('T').digits(milli / 3_600_000, 2);
    append(':').digits(milli / 60_000 % 60, 2);
    append(':').digits(milli / 1_000 % 60, 2);
    return append('.').digits(milli % 1_000, 3).append('Z');
  }

  private static long power(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }

  private void grow(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
