package dev.assay.transforms.insights;

import dev.assay.schemas.Column;
import dev.assay.transforms.insights.Json.Num;
import dev.assay.transforms.insights.Json.Text;
import java.math.BigDecimal;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The one form in which an image has the value of a column, whatever the settings of the connector:
 * decimals as text at the column's scale, whole numbers as JSON numbers, days and times as ISO 8601
 * text. A value that does not fit its column stays as it is: the contract names the rule it breaks.
 */
final class ColumnValue {
  /** As {@code PayloadParser} has it. */
  private static final int LONGEST_NUMBER = 200;

  /** Below this, a time without unit is in milliseconds: until the year 5138. */
  private static final long MOST_MILLIS = 100_000_000_000_000L;

  /** Below this, a time without unit is in microseconds: until the year 5138. */
  private static final long MOST_MICROS = 100_000_000_000_000_000L;

  private static final Json EMPTY = new Text("");

  private static final Predicate<String> BASE64 =
      Pattern.compile("[A-Za-z0-9+/]++={0,2}").asMatchPredicate();

  private ColumnValue() {}

  /**
   * The canonical form of a value.
   *
   * @param column null where no contract knows the column
   * @return null where a contract wants a decimal, and its scale is told nowhere
   */
  static Json of(Column column, ConnectSchema schema, Json value) {
    Json plain = PlainValue.of(schema, value);
    if (column == null) {
      return plain == null ? value : plain;
    }
    if (plain == null) {
      return null;
    }
    if (column.kind() != Column.Kind.TEXT && plain.equals(EMPTY)) {
      // Absent to the contract, which would let it pass; a view can make no day of it.
      return Json.NULL;
    }
    return switch (column.kind()) {
      case DECIMAL -> decimal(column, schema, plain);
      case INT, LONG -> whole(plain);
      case DATE -> LogicalTypes.day(plain);
      case INSTANT -> instant(plain);
      case TEXT, CHOICE, BOOLEAN -> plain;
    };
  }

  private static Json decimal(Column column, ConnectSchema schema, Json plain) {
    Json value = LogicalTypes.variableScale(plain);
    if (value == plain && value instanceof Text text && isBytes(schema, text.text())) {
      return null;
    }
    String number = number(value);
    if (number == null || number.length() > LONGEST_NUMBER) {
      return value;
    }
    if (!Json.isAscii(number)) {
      return value;
    }
    try {
      return atScale(column, value, new BigDecimal(number));
    } catch (NumberFormatException notNumber) {
      return value;
    }
  }

  /**
   * Whether the text is bytes, not digits. Without schema that can only be told by its form, and
   * {@code 1234} has both: it is taken for bytes, since a column with decimals writes {@code
   * 1234.00}, and no amount may be guessed.
   */
  private static boolean isBytes(ConnectSchema schema, String text) {
    return schema.isKnown()
        ? schema.type().equals("bytes") && schema.name().isEmpty()
        : text.length() % 4 == 0 && BASE64.test(text);
  }

  private static Json atScale(Column column, Json value, BigDecimal number) {
    if (number.signum() == 0) {
      return new Text(BigDecimal.ZERO.setScale(column.scale()).toPlainString());
    }
    boolean huge = Math.abs((long) number.scale()) > LONGEST_NUMBER;
    if (huge) {
      return value;
    }
    BigDecimal shortest = number.stripTrailingZeros();
    int scale = Math.max(shortest.scale(), column.scale());
    return new Text(shortest.setScale(scale).toPlainString());
  }

  private static Json whole(Json plain) {
    String number = number(plain);
    Long whole = number == null ? null : Json.whole(number);
    return whole == null ? plain : new Num(whole.toString());
  }

  /**
   * A number without unit is told by its size: right for milli-, micro- and nanoseconds from March
   * 1973 on.
   */
  private static Json instant(Json plain) {
    Long units = Json.whole(plain);
    if (units == null) {
      return LogicalTypes.instant(plain);
    }
    long size = units == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(units);
    long perSecond = size < MOST_MILLIS ? 1_000L : size < MOST_MICROS ? 1_000_000L : 1_000_000_000L;
    return LogicalTypes.instant(plain, perSecond);
  }

  private static String number(Json value) {
    return value instanceof Num number
        ? number.text()
        : value instanceof Text text ? text.text() : null;
  }
}
