package dev.assay.pipelines.io.jdbc;

import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;

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
