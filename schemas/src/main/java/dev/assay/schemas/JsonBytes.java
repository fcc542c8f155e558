package dev.assay.schemas;

import dev.assay.schemas.Column.Kind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;

/** The bytes of a JSON text, of values in the one form that {@link RowHash} knows of each. */
final class JsonBytes {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] UTC = "+00:00".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[512];
  private int size;
  private long knownDay = Long.MIN_VALUE;
  private byte[] knownDate;

  /** The bytes, and beyond {@link #size} others. */
  byte[] array() {
    return bytes;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Makes an object of what stands there, each part behind a comma. */
  void close() {
    if (size == 0) {
      sign('{');
    }
    bytes[0] = '{';
    sign('}');
  }

  void raw(byte[] some) {
    room(some.length);
    System.arraycopy(some, 0, bytes, size, some.length);
    size += some.length;
  }

  void value(Kind kind, Object value) {
    switch (kind) {
      case TEXT -> text((String) value);
      case CHOICE -> text(((Enum<?>) value).name());
      case DECIMAL -> decimal((BigDecimal) value);
      case INSTANT -> time((Instant) value);
      case DATE -> day((LocalDate) value);
      case INT, LONG -> number(((Number) value).longValue(), 0);
      case BOOLEAN -> ascii(value.toString());
    }
  }

  private void text(String text) {
    sign('"');
    int plain = plain(text);
    if (plain < text.length()) {
      others(text, plain);
    }
    sign('"');
  }

  /** Writes the characters that stand for themselves, up to the first that does not. */
  private int plain(String text) {
    int length = text.length();
    room(length);
    byte[] to = bytes;
    int start = size;
    int i = 0;
    for (; i < length; i++) {
      char c = text.charAt(i);
      if (!isPlain(c)) {
        break;
      }
      to[start + i] = (byte) c;
    }
    size += i;
    return i;
  }

  private void others(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      room(6);
      char c = text.charAt(i);
      if (isPlain(c)) {
        bytes[size++] = (byte) c;
      } else if (c < 0x80) {
        escaped(c);
      } else {
        int point = text.codePointAt(i);
        i += Character.charCount(point) - 1;
        beyondAscii(point);
      }
    }
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
  }

  private void escaped(char c) {
    bytes[size++] = '\\';
    switch (c) {
      case '"', '\\' -> bytes[size++] = (byte) c;
      case '\b' -> bytes[size++] = 'b';
      case '\t' -> bytes[size++] = 't';
      case '\n' -> bytes[size++] = 'n';
      case '\f' -> bytes[size++] = 'f';
      case '\r' -> bytes[size++] = 'r';
      default -> {
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[c >> 4];
        bytes[size++] = HEX[c & 0xF];
      }
    }
  }

  /** In UTF-8. */
  private void beyondAscii(int point) {
    if (point < 0x800) {
      bytes[size++] = (byte) (0xC0 | point >> 6);
    } else {
      if (point < 0x10000) {
        bytes[size++] = (byte) (0xE0 | point >> 12);
      } else {
        bytes[size++] = (byte) (0xF0 | point >> 18);
        bytes[size++] = (byte) (0x80 | point >> 12 & 0x3F);
      }
      bytes[size++] = (byte) (0x80 | point >> 6 & 0x3F);
    }
    bytes[size++] = (byte) (0x80 | point & 0x3F);
  }

  private void decimal(BigDecimal value) {
    int scale = value.scale();
    if (scale >= 0 && scale <= 18 && value.precision() <= 18) {
      // 18 digits always fit a long; this keeps most decimals off BigInteger.
      number(value.scaleByPowerOfTen(scale).longValue(), scale);
    } else {
      ascii(value.stripTrailingZeros().toPlainString());
    }
  }

  private void number(long unscaled, int scale) {
    // Below zero, where the least of all longs has a place too.
    long rest = unscaled < 0 ? unscaled : -unscaled;
    int decimals = scale;
    while (decimals > 0 && rest % 10 == 0) {
      rest /= 10;
      decimals--;
    }
    int digits = Math.max(digits(rest), decimals + 1);
    room(digits + 2);
    if (unscaled < 0) {
      bytes[size++] = '-';
    }
    size += decimals > 0 ? digits + 1 : digits;
    byte[] to = bytes;
    for (int i = 0, at = size; i < digits; i++) {
      if (i == decimals && i > 0) {
        to[--at] = '.';
      }
      to[--at] = (byte) ('0' - rest % 10);
      rest /= 10;
    }
  }

  /** Of a number that is not above zero. */
  private static int digits(long number) {
    int digits = 1;
    for (long limit = -10; number <= limit && digits < 19; limit *= 10) {
      digits++;
    }
    return digits;
  }

  private void time(Instant time) {
    long seconds = time.getEpochSecond();
    int ofDay = (int) Math.floorMod(seconds, 86_400L);
    sign('"');
    date(Math.floorDiv(seconds, 86_400L));
    two('T', ofDay / 3_600);
    two(':', ofDay / 60 % 60);
    two(':', ofDay % 60);
    if (time.getNano() > 0) {
      fraction(time.getNano());
    }
    raw(UTC);
    sign('"');
  }

  private void fraction(int nanos) {
    // Sources mostly know milliseconds, or else microseconds.
    int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
    int rest = digits == 3 ? nanos / 1_000_000 : digits == 6 ? nanos / 1_000 : nanos;
    while (rest % 10 == 0) {
      rest /= 10;
      digits--;
    }
    sign('.');
    padded(rest, digits);
  }

  private void day(LocalDate day) {
    sign('"');
    date(day.toEpochDay());
    sign('"');
  }

  /** The rows of a table are of few days, and mostly of the same as the one before. */
  private void date(long epochDay) {
    if (epochDay != knownDay) {
      knownDate = LocalDate.ofEpochDay(epochDay).toString().getBytes(StandardCharsets.US_ASCII);
      knownDay = epochDay;
    }
    raw(knownDate);
  }

  private void two(char before, int number) {
    room(3);
    bytes[size++] = (byte) before;
    bytes[size++] = (byte) ('0' + number / 10);
    bytes[size++] = (byte) ('0' + number % 10);
  }

  private void padded(int number, int digits) {
    room(digits);
    int rest = number;
    for (int at = size + digits - 1; at >= size; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
  }

  private void sign(char sign) {
    room(1);
    bytes[size++] = (byte) sign;
  }

  private void ascii(String text) {
    raw(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
