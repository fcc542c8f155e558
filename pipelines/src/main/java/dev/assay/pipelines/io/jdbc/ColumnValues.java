package dev.assay.pipelines.io.jdbc;

import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.stream.Stream;

/** The row that a query of all columns of a table stands at. */
final class ColumnValues {
  private ColumnValues() {}

  /**
   * Its values as a record has them, but choices as text; a number that is none, such as NaN, as
   * text too.
   */
  static Object[] of(Table<?> table, ResultSet result) throws SQLException {
    Object[] values = new Object[table.columns().size()];
    for (Column column : table.columns()) {
      values[column.index()] = value(column, result, column.index() + 1);
    }
    return values;
  }

  /** Its record; empty where none can have such values. */
  static <T extends Record> Optional<T> row(Table<T> table, ResultSet result) throws SQLException {
    Object[] values = of(table, result);
    for (Column column : table.columns()) {
      Object value = values[column.index()];
      if (value instanceof String text && column.kind() == Column.Kind.CHOICE) {
        value = choice(column.type(), text);
        values[column.index()] = value;
      }
      boolean isUnfit = value == null ? !column.maybe() : !isOf(column, value);
      if (isUnfit) {
        return Optional.empty();
      }
    }
    return Optional.of(table.type().cast(table.shape().make(values)));
  }

  private static Object choice(Class<?> type, String name) {
    return Stream.of(type.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static boolean isOf(Column column, Object value) {
    return column.kind() != Column.Kind.DECIMAL || value instanceof BigDecimal;
  }

  private static Object value(Column column, ResultSet result, int index) throws SQLException {
    String text = result.getString(index);
    if (text == null) {
      return null;
    }
    return switch (column.kind()) {
      case TEXT, CHOICE -> text;
      case DECIMAL -> isNumber(text) ? new BigDecimal(text) : text;
      case INSTANT -> result.getObject(index, OffsetDateTime.class).toInstant();
      case DATE -> result.getObject(index, LocalDate.class);
      case INT -> result.getInt(index);
      case LONG -> result.getLong(index);
      case BOOLEAN -> result.getBoolean(index);
    };
  }

  private static boolean isNumber(String text) {
    return !text.equals("NaN") && !text.endsWith("Infinity");
  }
}
