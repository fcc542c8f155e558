package dev.assay.runners.cli;

import java.sql.SQLException;
import java.util.List;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/**
 * The one statement that a text holds, taken apart by PostgreSQL's own driver.
 *
 * @param sql the statement, as JDBC wants it: where it holds a question mark that is an operator,
 *     twice that
 */
record SingleStatement(String sql) {

  /**
   * The statement of a text, which may have comments around it and semicolons after it.
   *
   * @throws CommandFailed where there is none, or more than one
   */
  static SingleStatement of(String text) {
    List<NativeQuery> statements =
        parsed(text).stream().filter(each -> !isBlank(each.nativeSql)).toList();
    if (statements.isEmpty()) {
      throw new CommandFailed("There is no statement in what is given, only blanks and comments");
    }
    if (statements.size() > 1) {
      throw new CommandFailed(
          "There are %s statements, and query takes one. Nothing was done. Give them one by one"
              .formatted(statements.size()));
    }
    return new SingleStatement(withOperators(statements.get(0)));
  }

  private static List<NativeQuery> parsed(String text) {
    try {
      return Parser.parseJdbcSql(text, true, true, true, false, false);
    } catch (SQLException e) {
      throw new CommandFailed("The statement cannot be read: " + e.getMessage(), e);
    }
  }

  /** The driver counts a comment that stands alone as a statement. */
  private static boolean isBlank(String sql) {
    char[] chars = sql.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      int end =
          chars[i] == '-'
              ? Parser.parseLineComment(chars, i)
              : chars[i] == '/' ? Parser.parseBlockComment(chars, i) : i;
      if (end == i && !Character.isWhitespace(chars[i])) {
        return false;
      }
      i = end;
    }
    return true;
  }

  /** Nothing is bound: what the driver takes for a parameter is an operator, as those of jsonb. */
  private static String withOperators(NativeQuery query) {
    StringBuilder sql = new StringBuilder();
    int from = 0;
    for (int i = 0; i < query.bindPositions.length; i++) {
      sql.append(query.nativeSql, from, query.bindPositions[i]).append("??");
      from = query.bindPositions[i] + ("$" + (i + 1)).length();
    }
    return sql.append(query.nativeSql.substring(from)).toString();
  }
}
