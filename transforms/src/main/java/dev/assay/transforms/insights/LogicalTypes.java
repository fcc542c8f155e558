package dev.assay.transforms.insights;

import dev.assay.transforms.insights.Json.Num;
import dev.assay.transforms.insights.Json.Obj;
import dev.assay.transforms.insights.Json.Text;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Base64;

/**
 * What the values of a message mean, by the names that Kafka Connect and Debezium give to their
 * types: decimals become text without exponent, days and times ISO 8601 text, times in UTC. A value
 * that is not as its type has it stays as it came.
 */
final class LogicalTypes {
  private static final long NANOS = 1_000_000_000L;

  /** More digits than PostgreSQL's longest numeric, as bytes and as a power of ten. */
  private static final int MOST_BYTES = 65_536;

  private static final int MOST_DIGITS = 150_000;

  private LogicalTypes() {}

  /**
   * The plain form of a value.
   *
   * @return null where it is a decimal as bytes, and its schema does not tell the scale
   */
  static Json plain(ConnectSchema schema, Json value) {
    return switch (schema.name()) {
      case "org.apache.kafka.connect.data.Decimal" -> decimal(schema.scale(), value);
      case "io.debezium.data.VariableScaleDecimal" -> variableScale(value);
      case "io.debezium.time.Date", "org.apache.kafka.connect.data.Date" -> day(value);
      case "io.debezium.time.Timestamp", "org.apache.kafka.connect.data.Timestamp" ->
          instant(value, 1_000);
      case "io.debezium.time.MicroTimestamp" -> instant(value, 1_000_000);
      case "io.debezium.time.NanoTimestamp" -> instant(value, NANOS);
      case "io.debezium.time.Time", "org.apache.kafka.connect.data.Time" -> time(value, 1_000);
      case "io.debezium.time.MicroTime" -> time(value, 1_000_000);
      case "io.debezium.time.NanoTime" -> time(value, NANOS);
      case "io.debezium.time.ZonedTimestamp", "io.debezium.time.IsoTimestamp" -> instant(value);
      case "io.debezium.time.IsoDate" -> day(value);
      case "io.debezium.time.IsoTime" -> time(value);
      default -> value;
    };
  }

  private static Json decimal(Integer scale, Json value) {
    if (value instanceof Text bytes) {
      return scale == null ? null : unscaled(bytes, scale);
    }
    return value instanceof Num number ? decimal(number) : value;
  }

  /** A decimal that brings its own scale, as unbounded columns have it. */
  static Json variableScale(Json value) {
    Long scale = value instanceof Obj struct ? struct.whole("scale") : null;
    if (scale == null
        || scale != scale.intValue()
        || !(((Obj) value).get("value") instanceof Text bytes)) {
      return value;
    }
    Json decimal = unscaled(bytes, scale.intValue());
    return decimal == bytes ? value : decimal;
  }

  private static Json unscaled(Text base64, int scale) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64.text());
      return bytes.length > MOST_BYTES
          ? base64
          : new Text(text(new BigDecimal(new BigInteger(bytes), scale)));
    } catch (IllegalArgumentException notDecimal) {
      return base64;
    }
  }

  private static Json decimal(Num number) {
    try {
      return number.text().length() > MOST_DIGITS
          ? number
          : new Text(text(new BigDecimal(number.text())));
    } catch (NumberFormatException beyond) {
      return number;
    }
  }

  /** Without exponent, unless that would take more digits than a database has. */
  private static String text(BigDecimal number) {
    boolean isWritable = Math.abs((long) number.scale()) < MOST_DIGITS;
    return isWritable ? number.toPlainString() : number.toString();
  }

  /** A day, from days since 1970 or ISO text. */
  static Json day(Json value) {
    Long days = Json.whole(value);
    try {
      if (days != null) {
        return new Text(LocalDate.ofEpochDay(days).toString());
      }
      if (value instanceof Text text && text.text().endsWith("Z")) {
        String day = text.text().substring(0, text.text().length() - 1);
        return new Text(LocalDate.parse(day).toString());
      }
      return value;
    } catch (DateTimeException notDay) {
      return value;
    }
  }

  /** An instant, from so many units a second since 1970. */
  static Json instant(Json value, long perSecond) {
    Long units = Json.whole(value);
    if (units == null) {
      return instant(value);
    }
    long seconds = Math.floorDiv(units, perSecond);
    long nanos = Math.floorMod(units, perSecond) * (NANOS / perSecond);
    return new Text(Instant.ofEpochSecond(seconds, nanos).toString());
  }

  /** An instant, from ISO text with an offset. */
  static Json instant(Json value) {
    try {
      return value instanceof Text text
          ? new Text(OffsetDateTime.parse(text.text()).toInstant().toString())
          : value;
    } catch (DateTimeException notInstant) {
      return value;
    }
  }

  /** A time of day, from ISO text; the time of Debezium's text is in UTC, and says so. */
  private static Json time(Json value) {
    try {
      return value instanceof Text text
          ? new Text(LocalTime.parse(text.text().replaceFirst("Z$", "")).toString())
          : value;
    } catch (DateTimeException notTime) {
      return value;
    }
  }

  private static Json time(Json value, long perSecond) {
    Long units = Json.whole(value);
    return units == null || units < 0 || units >= 86_400 * perSecond
        ? value
        : new Text(LocalTime.ofNanoOfDay(units * (NANOS / perSecond)).toString());
  }
}
