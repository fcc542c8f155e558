package dev.assay.schemas;

import dev.assay.schemas.Column.Mask;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides the personal columns of a table's rows, as its contract says. */
public final class Masks {
  /** A letter or a digit of any script. */
  private static final String LETTER = "[\\p{L}\\p{M}\\p{Nd}]";

  /**
   * A plain address, and from its at sign on what is not the person's: a host's name with a domain.
   * What else a mail program takes (names beside it, brackets, comments, several addresses) may say
   * anything behind the sign.
   */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:[\\p{L}\\p{M}\\p{Nd}!#$%&'*+/=?^_`{|}~.-]{1,64}|\"[^\"\\\\\\p{C}]{0,62}\")"
              + "(@(?:"
              + LETTER
              + "(?:["
              + LETTER
              + "-]{0,61}"
              + LETTER
              + ")?\\.)+(?:xn--[a-z0-9-]{1,59}|[\\p{L}\\p{M}]{2,63}))",
          Pattern.CASE_INSENSITIVE);

  private static final int LONGEST_ADDRESS = 254;

  /** A phone number as it is dialled: of any other text, the last characters may be a name. */
  private static final Pattern PHONE = Pattern.compile("[0-9+(). /-]*");

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
      case EMAIL_DOMAIN -> domain(value.toString());
      case LAST_FOUR -> lastFour(value.toString());
      case YEAR -> ((LocalDate) value).withDayOfYear(1);
    };
  }

  private static String domain(String email) {
    Matcher plain = ADDRESS.matcher(email);
    return email.length() <= LONGEST_ADDRESS && plain.matches() ? "***" + plain.group(1) : "***";
  }

  private static String lastFour(String text) {
    boolean shows = text.length() > 4 && PHONE.matcher(text).matches();
    int hidden = shows ? text.length() - 4 : text.length();
    return "*".repeat(hidden) + text.substring(hidden);
  }
}
