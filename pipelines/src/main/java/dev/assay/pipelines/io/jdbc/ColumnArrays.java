package dev.assay.pipelines.io.jdbc;

import dev.assay.schemas.Column;
import dev.assay.schemas.RecordShape;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Rows as one SQL array per column: one statement, parsed once, takes thousands of rows. */
final class ColumnArrays {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT);

  private ColumnArrays() {}

  /** Sets the first parameters of the statement, one per column. */
  static void bind(PreparedStatement statement, Table<?> table, List<? extends Record> rows)
      throws SQLException {
    RecordShape shape = table.shape();
    List<Object[]> all = rows.stream().map(shape::values).toList();
    for (Column column : shape.columns()) {
      Object[] values = empty(column, rows.size());
      for (int i = 0; i < values.length; i++) {
        values[i] = toSql(column, all.get(i)[column.index()]);
      }
      set(statement, column.index() + 1, element(column), values);
    }
  }

  static void set(PreparedStatement statement, int index, String element, Object[] values)
      throws SQLException {
    statement.setArray(index, statement.getConnection().createArrayOf(element, values));
  }

  /** PostgreSQL's name of the type of one element. */
  static String element(Column column) {
    return switch (column.kind()) {
      case TEXT, CHOICE -> "text";
      case DECIMAL -> "numeric";
      case INSTANT -> "timestamptz";
      case DATE -> "date";
      case INT -> "int4";
      case LONG -> "int8";
      case BOOLEAN -> "bool";
    };
  }

  private static Object[] empty(Column column, int size) {
    return switch (column.kind()) {
      case INT -> new Integer[size];
      case LONG -> new Long[size];
      case BOOLEAN -> new Boolean[size];
      default -> new String[size];
    };
  }

  private static Object toSql(Column column, Object value) {
    if (value == null) {
      return null;
    }
    return switch (column.kind()) {
      case CHOICE -> ((Enum<?>) value).name();
      // PostgreSQL would round what has too many digits; this throws.
      case DECIMAL -> ((BigDecimal) value).setScale(column.scale()).toPlainString();
      case DATE -> date((LocalDate) value, "");
      case INSTANT -> instant((Instant) value);
      default -> value;
    };
  }

  /** To the microsecond, cut off as in the lake. */
  private static String instant(Instant value) {
    OffsetDateTime time = value.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    return date(time.toLocalDate(), " " + time.format(TIME) + "+00");
  }

  /** PostgreSQL writes no sign before a year: it has BC, and no year 0. */
  static String date(LocalDate date, String rest) {
    int year = date.getYear();
    if (year > 999 && year < 10_000) {
      return date + rest;
    }
    return String.format(
            Locale.ROOT,
            "%04d-%02d-%02d",
            year > 0 ? year : 1 - year,
            date.getMonthValue(),
            date.getDayOfMonth())
        + rest
        + (year > 0 ? "" : " BC");
  }
}
