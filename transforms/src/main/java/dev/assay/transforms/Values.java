package dev.assay.transforms;

import dev.assay.schemas.Column;
import dev.assay.schemas.Column.Kind;
import dev.assay.schemas.TimeRange;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns the text of a value into the value, or names the rule that the text breaks. */
final class Values {
  /** No number that fits a column is longer; parsing time grows with the square of the length. */
  private static final int LONGEST_NUMBER = 200;

  private static final Predicate<String> WHOLE = Pattern.compile("[+-]?[0-9]+").asMatchPredicate();
  private static final Predicate<String> NUMBER =
      Pattern.compile("[+-]?([0-9]++(\\.[0-9]*+)?|\\.[0-9]++)([eE][+-]?[0-9]++)?")
          .asMatchPredicate();

  private Values() {}

  /** The value; null where a rule was added to {@code broken}. */
  static Object parse(Column column, String text, List<String> broken) {
    try {
      return switch (column.kind()) {
        case TEXT -> text(column, text, broken);
        case CHOICE -> choice(column, text);
        case DECIMAL -> decimal(column, text, broken);
        case INSTANT -> instant(column, text, broken);
        case DATE -> day(column, LocalDate.parse(text), broken);
        case INT, LONG -> whole(column, text, broken);
        case BOOLEAN -> bool(text);
      };
    } catch (IllegalArgumentException | DateTimeException unreadable) {
      return broken(column, typeRule(column), broken);
    }
  }

  /** What the text of this column must be, as the end of a rule's name. */
  static String typeRule(Column column) {
    return switch (column.kind()) {
      case TEXT -> "is_text";
      case CHOICE ->
          Arrays.stream(column.type().getEnumConstants())
              .map(choice -> ((Enum<?>) choice).name().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining("_or_", "is_", ""));
      case DECIMAL -> "is_a_number";
      case INSTANT -> "is_a_time";
      case DATE -> "is_a_date";
      case INT, LONG -> "is_a_whole_number";
      case BOOLEAN -> "is_true_or_false";
    };
  }

  static Object broken(Column column, String rule, List<String> broken) {
    ColumnNames.broken(column.name() + "_" + rule, broken);
    return null;
  }

  private static String text(Column column, String text, List<String> broken) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return (String) broken(column, "has_no_nul", broken);
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(++i))) {
          return (String) broken(column, "is_valid_unicode", broken);
        }
      }
    }
    String rule = column.isIdentifier() ? KeyText.broken(text, column.maxBytes()) : null;
    return rule == null ? text : (String) broken(column, rule, broken);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Object choice(Column column, String text) {
    return Enum.valueOf((Class) column.type(), text);
  }

  private static Boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static Object whole(Column column, String text, List<String> broken) {
    if (!isAscii(text)) {
      return broken(column, typeRule(column), broken);
    }
    try {
      if (column.kind() == Kind.INT) {
        return Integer.valueOf(text);
      }
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return broken(column, WHOLE.test(text) ? "is_in_range" : typeRule(column), broken);
    }
  }

  private static Object decimal(Column column, String text, List<String> broken) {
    if (!isAscii(text)) {
      return broken(column, typeRule(column), broken);
    }
    if (text.length() > LONGEST_NUMBER) {
      return broken(column, NUMBER.test(text) ? "is_in_range" : typeRule(column), broken);
    }
    try {
      return decimal(column, new BigDecimal(text), broken);
    } catch (NumberFormatException e) {
      // An exponent of ten digits is beyond BigDecimal, and a number nevertheless.
      return broken(column, NUMBER.test(text) ? "is_in_range" : typeRule(column), broken);
    }
  }

  /** The digits are 0 to 9; Java takes those of every script, which people mistake for others. */
  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** At the column's scale, without rounding. The checks come first: 1e999999999 is short text. */
  private static BigDecimal decimal(Column column, BigDecimal number, List<String> broken) {
    if (number.signum() == 0) {
      return BigDecimal.ZERO.setScale(column.scale());
    }
    if ((long) number.precision() - number.scale() > column.precision() - column.scale()) {
      return (BigDecimal) broken(column, "is_in_range", broken);
    }
    if (number.scale() > column.scale() && number.stripTrailingZeros().scale() > column.scale()) {
      return (BigDecimal) broken(column, "has_at_most_" + column.scale() + "_decimals", broken);
    }
    return number.setScale(column.scale(), RoundingMode.UNNECESSARY);
  }

  private static Instant instant(Column column, String text, List<String> broken) {
    Instant instant = Timestamps.utc(text);
    if (instant == null) {
      instant = OffsetDateTime.parse(text).toInstant();
    }
    if (instant.getNano() % 1_000 != 0) {
      return (Instant) broken(column, "has_at_most_6_decimals", broken);
    }
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(instant.getEpochSecond(), 86_400L));
    return day(column, day, broken) == null ? null : instant;
  }

  private static LocalDate day(Column column, LocalDate day, List<String> broken) {
    return TimeRange.holds(day) ? day : (LocalDate) broken(column, "is_in_range", broken);
  }

  /** Whether the text of a JSON number is acceptable for the column. */
  static boolean isNumeric(Column column) {
    return column.kind() == Kind.DECIMAL || column.kind() == Kind.INT || column.kind() == Kind.LONG;
  }
}
