package dev.assay.transforms;

import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The columns that a payload of a table may name, and the names that are nearly one of theirs. Not
 * safe for use by several threads.
 */
final class ColumnNames {
  /** The rule that no name is nearly that of a column. */
  static final String EXACT = "columns_are_named_exactly";

  /** The rule that no column is named twice. */
  static final String UNIQUE = "columns_are_unique";

  /** So many names that no column has are remembered; payloads may hold any number. */
  private static final int REMEMBERED = 1_000;

  /** No name of a column is nearly as long. */
  private static final int LONGEST = 200;

  /**
   * The column that a name nearly is.
   *
   * @param alike whether the two differ only in what a reader does not see or heed: case, blanks,
   *     invisible characters, compatible forms of a letter. If not, they have the same letters and
   *     digits all the same: {@code tradeId}
   */
  private record Near(Column column, boolean alike) {}

  private final Map<String, Column> columns = new HashMap<>();
  private final Map<String, Column> byLooks = new HashMap<>();
  private final Map<String, Column> byLetters = new HashMap<>();
  private final Map<String, Optional<Near>> strangers = new HashMap<>();

  ColumnNames(Table<?> table) {
    for (Column column : table.columns()) {
      if (!column.added()) {
        columns.put(column.name(), column);
        byLooks.put(looks(column.name()), column);
        byLetters.put(letters(column.name()), column);
      }
    }
  }

  /** The columns by their names. */
  Map<String, Column> columns() {
    return columns;
  }

  /** The column that a name, which none has, is nearly; null where it is like none. */
  private Near near(String name) {
    Optional<Near> known = strangers.get(name);
    if (known == null) {
      known = Optional.ofNullable(name.length() > LONGEST ? null : compared(name));
      if (strangers.size() < REMEMBERED) {
        strangers.put(name, known);
      }
    }
    return known.orElse(null);
  }

  private Near compared(String name) {
    Column alike = byLooks.get(looks(name));
    Column similar = alike == null ? byLetters.get(letters(name)) : alike;
    return similar == null ? null : new Near(similar, alike != null);
  }

  /**
   * Notes a name that none has: the column that it nearly is, and a rule where nothing else can be
   * meant.
   *
   * @param nearly by the index of a column, whether a name was nearly its own
   */
  void note(String name, boolean[] nearly, List<String> broken) {
    Near near = near(name);
    if (near != null) {
      nearly[near.column().index()] = true;
      if (near.alike()) {
        broken(EXACT, broken);
      }
    }
  }

  /** Whether a payload must name the column. */
  static boolean isRequired(Column column) {
    return !column.maybe() && !column.added() && column.otherwise().isEmpty();
  }

  static void broken(String rule, List<String> broken) {
    if (!broken.contains(rule)) {
      broken.add(rule);
    }
  }

  private static String looks(String name) {
    return kept(Normalizer.normalize(name, Normalizer.Form.NFKC), false);
  }

  private static String letters(String name) {
    return kept(Normalizer.normalize(name, Normalizer.Form.NFKD), true);
  }

  private static String kept(String name, boolean lettersOnly) {
    StringBuilder kept = new StringBuilder(name.length());
    name.codePoints()
        .filter(c -> c != ' ' && !Invisible.is(c))
        .filter(c -> !lettersOnly || Character.isLetterOrDigit(c))
        .forEach(kept::appendCodePoint);
    // There and back: some letters have two small forms and one great one.
    return kept.toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
