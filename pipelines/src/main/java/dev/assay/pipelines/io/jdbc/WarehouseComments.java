package dev.assay.pipelines.io.jdbc;

import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What contracts and views say of themselves, as comments of the warehouse's tables and columns. A
 * comment takes a lock, so one is written only where another text, or none, stands there.
 */
final class WarehouseComments {
  private static final String VERSION_COMMENT = "the number of the run that wrote the row";

  /** What is ours: a table of another owner is left alone. */
  private static final String THERE =
      """
      SELECT n.nspname, c.relname, c.relkind = 'v' AS is_view, a.attname,
             CASE WHEN a.attnum IS NULL THEN obj_description(c.oid, 'pg_class')
                  ELSE col_description(c.oid, a.attnum) END AS comment
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN LATERAL (
        SELECT NULL::smallint AS attnum, NULL::name AS attname
        UNION ALL
        SELECT attnum, attname FROM pg_attribute
        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) a ON true
      WHERE n.nspname %s AND c.relkind IN ('r', 'p', 'v')
        AND pg_has_role(c.relowner, 'USAGE')
      ORDER BY n.nspname, c.relname, a.attnum NULLS FIRST
      """;

  /** A table, a view, or where a column is named, a column of it. */
  private record Place(String schema, String relation, String column) {
    String sql(boolean isView) {
      String name = Sql.quoted(schema) + "." + Sql.quoted(relation);
      return column == null
          ? (isView ? "VIEW " : "TABLE ") + name
          : "COLUMN " + name + "." + Sql.quoted(column);
    }
  }

  private final Map<Place, String> texts = new HashMap<>();

  /**
   * @param views statements that create views, each with what {@link ViewComment} reads
   */
  WarehouseComments(List<Table<?>> tables, List<String> views) {
    tables.forEach(this::add);
    views.stream().flatMap(sql -> ViewComment.of(sql, tables).stream()).forEach(this::add);
  }

  private void add(Table<?> table) {
    String schema = Sql.schema(table);
    texts.put(new Place(schema, table.name(), null), table.comment());
    for (Column column : table.columns()) {
      texts.put(new Place(schema, table.name(), column.name()), column.comment());
    }
    if (Sql.versioned(table)) {
      texts.put(new Place(schema, table.name(), Sql.VERSION), VERSION_COMMENT);
    }
  }

  private void add(ViewComment view) {
    texts.put(new Place(view.schema(), view.name(), null), view.text());
    view.columns()
        .forEach((column, text) -> texts.put(new Place(view.schema(), view.name(), column), text));
  }

  void write(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : missing(statement)) {
        statement.execute(sql);
      }
    }
  }

  private List<String> missing(Statement statement) throws SQLException {
    Set<String> schemas = texts.keySet().stream().map(Place::schema).collect(Collectors.toSet());
    List<String> missing = new ArrayList<>();
    try (ResultSet there = statement.executeQuery(THERE.formatted(Sql.among(schemas)))) {
      while (there.next()) {
        Place place = new Place(there.getString(1), there.getString(2), there.getString(4));
        String text = texts.getOrDefault(place, "");
        if (!text.isEmpty() && !text.equals(there.getString(5))) {
          missing.add("COMMENT ON " + place.sql(there.getBoolean(3)) + " IS " + Sql.literal(text));
        }
      }
    }
    return missing;
  }
}
