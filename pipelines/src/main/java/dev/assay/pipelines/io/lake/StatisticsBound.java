package dev.assay.pipelines.io.lake;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * A bound as Delta's log has it: of a text the beginning, of a time the milliseconds. What is cut
 * off makes a least value less and a greatest value greater, so that every value lies between.
 */
final class StatisticsBound {
  /** As Spark's own writer has it. */
  static final int MOST_CHARACTERS = 32;

  private static final int LAST_ASCII = 0x7f;

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private StatisticsBound() {}

  /** A text or a number; null where the log has no way to say it. */
  static Object of(Object value, boolean greatest) {
    if (value instanceof Instant time) {
      Instant millis = greatest ? ceiling(time) : time.truncatedTo(ChronoUnit.MILLIS);
      return isOfOurEra(millis.atZone(ZoneOffset.UTC).getYear()) ? MILLIS.format(millis) : null;
    }
    if (value instanceof LocalDate day) {
      return isOfOurEra(day.getYear()) ? day.toString() : null;
    }
    if (value instanceof Number) {
      return value;
    }
    String text = value instanceof Enum<?> choice ? choice.name() : (String) value;
    return greatest ? greatest(text) : least(text);
  }

  /** Readers take years of four digits only. */
  private static boolean isOfOurEra(int year) {
    return year >= 1 && year <= 9999;
  }

  private static Instant ceiling(Instant time) {
    return time.plus(Duration.ofNanos(999_999)).truncatedTo(ChronoUnit.MILLIS);
  }

  private static String least(String text) {
    return text.substring(0, cut(text));
  }

  /** With a character after the cut that is greater than the one that stood there. */
  private static String greatest(String text) {
    for (int at = cut(text); at < text.length(); ) {
      int next = text.codePointAt(at);
      if (next < LAST_ASCII) {
        return text.substring(0, at) + Character.toString(LAST_ASCII);
      }
      if (next < Character.MAX_CODE_POINT) {
        return text.substring(0, at) + Character.toString(Character.MAX_CODE_POINT);
      }
      at += Character.charCount(next);
    }
    return text;
  }

  /** Where the text is cut, never within a character; its end where it is short enough. */
  private static int cut(String text) {
    return text.codePointCount(0, text.length()) <= MOST_CHARACTERS
        ? text.length()
        : text.offsetByCodePoints(0, MOST_CHARACTERS);
  }
}
