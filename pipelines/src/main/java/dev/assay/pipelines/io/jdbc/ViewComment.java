package dev.assay.pipelines.io.jdbc;

import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a view says of itself: the lines of comment that stand right before the statement that
 * creates it, first those of the view, then those of columns, which begin with the column's name
 * and a colon. A column of which nothing is said there has the text of its contract: that of the
 * first table of gold named in the statement that has a column of its name.
 *
 * @param columns by name, what they hold; of more columns than the view has
 */
record ViewComment(String schema, String name, String text, Map<String, String> columns) {
  private static final Pattern VIEW =
      Pattern.compile(
          "((?:^--.*\\n)*)^CREATE OR REPLACE VIEW (\\w+)\\.(\\w+) AS\\b", Pattern.MULTILINE);

  private static final Pattern OF_COLUMN = Pattern.compile("([a-z0-9_]+): (.*)");

  /**
   * Of this statement; empty where it creates no view.
   *
   * @param tables that it may name
   */
  static Optional<ViewComment> of(String statement, List<Table<?>> tables) {
    Matcher view = VIEW.matcher(statement);
    if (!view.find()) {
      return Optional.empty();
    }
    Map<String, String> columns = contracts(statement, tables);
    Map<String, String> said = new LinkedHashMap<>();
    String place = "";
    for (String line : view.group(1).lines().map(each -> each.substring(2).strip()).toList()) {
      Matcher column = OF_COLUMN.matcher(line);
      boolean begins = column.matches();
      place = begins ? column.group(1) : place;
      said.merge(place, begins ? column.group(2) : line, (first, next) -> first + " " + next);
    }
    String text = said.remove("");
    columns.putAll(said);
    return Optional.of(
        new ViewComment(view.group(2), view.group(3), text == null ? "" : text, columns));
  }

  private static Map<String, String> contracts(String statement, List<Table<?>> tables) {
    Map<String, String> columns = new HashMap<>();
    tables.stream()
        .filter(table -> first(statement, table).isPresent())
        .sorted(Comparator.comparing(table -> first(statement, table).orElseThrow()))
        .map(Table::columns)
        .flatMap(List::stream)
        .forEach((Column column) -> columns.putIfAbsent(column.name(), column.comment()));
    return columns;
  }

  /** Where the statement first names the table: by its name in a schema. */
  private static Optional<Integer> first(String statement, Table<?> table) {
    return Pattern.compile("\\b\\w+\\." + Pattern.quote(table.name()) + "\\b")
        .matcher(statement)
        .results()
        .map(MatchResult::start)
        .findFirst();
  }
}
