package dev.assay.schemas;

import dev.assay.schemas.Column.Mask;
import java.time.LocalDate;

/** Hides the personal columns of a table's rows, as its contract says. */
public final class Masks {
  private Masks() {}

  /** The row as silver may keep it; the same row where it holds nothing personal. */
  @SuppressWarnings("unchecked")
  public static <T extends Record> T hide(Table<T> table, T row) {
    RecordShape shape = table.shape();
    Object[] values = null;
    for (Column column : shape.columns()) {
      if (column.mask().isPresent()) {
        values = values == null ? shape.values(row) : values;
        values[column.index()] = hidden(column.mask().get(), values[column.index()]);
      }
    }
    return values == null ? row : (T) shape.make(values);
  }

  private static Object hidden(Mask mask, Object value) {
    if (value == null) {
      return null;
    }
    return switch (mask) {
      case DROP -> null;
      case EMAIL_DOMAIN -> "***" + value.toString().substring(Math.max(0, at(value.toString())));
      case LAST_FOUR -> lastFour(value.toString());
      case YEAR -> ((LocalDate) value).withDayOfYear(1);
    };
  }

  /** Where the domain begins; at the end where there is none, so that nothing shows. */
  private static int at(String email) {
    int at = email.lastIndexOf('@');
    return at < 0 ? email.length() : at;
  }

  private static String lastFour(String text) {
    int hidden = text.length() > 4 ? text.length() - 4 : text.length();
    return "*".repeat(hidden) + text.substring(hidden);
  }
}
