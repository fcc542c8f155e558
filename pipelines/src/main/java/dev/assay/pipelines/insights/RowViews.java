package dev.assay.pipelines.insights;

import dev.assay.pipelines.io.jdbc.Sql;
import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.RowVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Silver as tables of a source whose changes are followed: views of each as it stands, {@code
 * silver_TABLE}, with its history (slowly changing dimension of type 2), {@code
 * silver_TABLE_history}, and of the columns that no contract knows, {@code silver_unknown_columns}.
 * They follow from the contracts of the source's tables.
 */
public final class RowViews {
  private RowViews() {}

  /**
   * Statements that make the views.
   *
   * @param flow the flow whose gold has the versions of rows
   * @param tables of the source
   */
  public static List<String> of(String flow, List<Table<?>> tables) {
    List<String> statements = new ArrayList<>();
    for (Table<?> table : tables) {
      statements.add(history(flow, table));
      statements.add(current(flow, table));
    }
    statements.add(unknownColumns(flow, tables));
    return statements;
  }

  private static String history(String flow, Table<?> table) {
    String known =
        table.columns().stream()
            .map(column -> Sql.literal(column.name()))
            .collect(Collectors.joining(", "));
    String columns =
        table.columns().stream()
            .map(RowViews::ofImage)
            .collect(Collectors.joining(",\n       ", "       ", ",\n"));
    return """
        -- Rows of %1$s, as they stood in the source at any time. One row per version of a row.
        %2$sCREATE OR REPLACE VIEW %3$s AS
        SELECT
        %4$s       valid_from,
               valid_to,
               is_current,
               lsn,
               image - ARRAY[%5$s] AS more
        FROM (SELECT changed_table, lsn, valid_from, valid_to, is_current, image::jsonb AS image
              FROM %6$s.%7$s) versions
        WHERE changed_table = '%1$s'"""
        .formatted(
            table.name(),
            comments(table),
            history(flow, table.name()),
            columns,
            known,
            flow,
            RowVersion.TABLE.name());
  }

  private static String comments(Table<?> table) {
    return table.columns().stream()
        .map(column -> "-- " + column.name() + ": " + column.comment() + "\n")
        .collect(
            Collectors.joining(
                "",
                "",
                "-- more: columns of the source that Assay does not know, as a JSON object\n"));
  }

  private static String ofImage(Column column) {
    return "(image->>%s)::%s AS %s"
        .formatted(Sql.literal(column.name()), Sql.type(column), column.name());
  }

  private static String current(String flow, Table<?> table) {
    String columns = table.columns().stream().map(Column::name).collect(Collectors.joining(", "));
    return """
        -- Rows of %s, as they stand in the source. %s
        %sCREATE OR REPLACE VIEW %s.silver_%s AS
        SELECT %s, more
        FROM %s
        WHERE is_current"""
        .formatted(
            table.name(),
            table.comment(),
            comments(table),
            flow,
            table.name(),
            columns,
            history(flow, table.name()));
  }

  private static String unknownColumns(String flow, List<Table<?>> tables) {
    String seen =
        tables.stream()
            .map(Table::name)
            .map(
                name ->
                    "SELECT '%s' AS changed_table, jsonb_object_keys(more) AS column_name, valid_from FROM %s"
                        .formatted(name, history(flow, name)))
            .collect(Collectors.joining("\n      UNION ALL "));
    return """
        -- Columns of the source that Assay does not know. One row per table and column.
        -- changed_table: the source table, without its schema
        -- column_name: the column, as the source calls it
        -- first_seen: when the first version of a row with it began
        -- last_seen: when the last version of a row with it began
        CREATE OR REPLACE VIEW %s.silver_unknown_columns AS
        SELECT changed_table, column_name, min(valid_from) AS first_seen, max(valid_from) AS last_seen
        FROM (%s) seen
        GROUP BY changed_table, column_name"""
        .formatted(flow, seen);
  }

  private static String history(String flow, String table) {
    return flow + ".silver_" + table + "_history";
  }
}
