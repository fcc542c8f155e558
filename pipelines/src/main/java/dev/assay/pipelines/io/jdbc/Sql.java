package dev.assay.pipelines.io.jdbc;

import static java.util.stream.Collectors.joining;

import dev.assay.schemas.Column;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The statements that PostgreSQL needs for a table, derived from its contract. */
public final class Sql {
  /** The run that wrote a row: a row is only replaced by one of the same or a later run. */
  public static final String VERSION = "_version";

  private Sql() {}

  /** Creates the table where there is none; an existing one is left as it is. */
  public static String createTable(Table<?> table) {
    List<String> lines = new ArrayList<>();
    for (Column column : table.columns()) {
      lines.add(quoted(column.name()) + " " + type(column) + (column.maybe() ? "" : " NOT NULL"));
    }
    if (versioned(table)) {
      lines.add(quoted(VERSION) + " bigint NOT NULL");
    }
    if (hasPrimaryKey(table)) {
      lines.add("PRIMARY KEY (" + names(table.keys()) + ")");
    }
    return "CREATE TABLE IF NOT EXISTS "
        + name(table)
        + " (\n  "
        + String.join(",\n  ", lines)
        + "\n)";
  }

  /** Adds rows, given as one array per column. */
  public static String insert(Table<?> table) {
    List<String> columns = new ArrayList<>(table.columns().stream().map(Column::name).toList());
    List<String> arrays =
        new ArrayList<>(table.columns().stream().map(column -> "?::" + array(column)).toList());
    if (versioned(table)) {
      columns.add(VERSION);
      arrays.add("?::int8[]");
    }
    return "INSERT INTO "
        + name(table)
        + " AS t ("
        + columns.stream().map(Sql::quoted).collect(joining(", "))
        + ") SELECT * FROM unnest("
        + String.join(", ", arrays)
        + ")";
  }

  /** Adds or replaces rows by key, but for those that a later run has written. */
  public static String upsert(Table<?> table) {
    if (!versioned(table) || !hasPrimaryKey(table)) {
      throw new IllegalArgumentException(
          table + " cannot be upserted: it needs a key whose columns are never absent");
    }
    String version = quoted(VERSION);
    return insert(table)
        + " ON CONFLICT ("
        + names(table.keys())
        + ") DO UPDATE SET "
        + table.columns().stream()
            .filter(column -> !column.key())
            .map(column -> replaced(column.name()) + ", ")
            .collect(joining())
        + replaced(VERSION)
        + " WHERE t."
        + version
        + " <= EXCLUDED."
        + version;
  }

  /** Removes rows by key, given like those of an insert, but for those of a later run. */
  static String delete(Table<?> table) {
    List<String> columns = new ArrayList<>(table.columns().stream().map(Column::name).toList());
    List<String> arrays =
        new ArrayList<>(table.columns().stream().map(column -> "?::" + array(column)).toList());
    columns.add(VERSION);
    arrays.add("?::int8[]");
    String names = columns.stream().map(Sql::quoted).collect(joining(", "));
    String sameKey =
        table.keys().stream()
            .map(column -> "t." + quoted(column.name()) + " = gone." + quoted(column.name()))
            .collect(joining(" AND "));
    return "DELETE FROM %s AS t USING unnest(%s) AS gone (%s) WHERE %s AND t.%s <= gone.%s"
        .formatted(
            name(table),
            String.join(", ", arrays),
            names,
            sameKey,
            quoted(VERSION),
            quoted(VERSION));
  }

  /** The table's name with its schema. */
  public static String name(Table<?> table) {
    return quoted(schema(table)) + "." + quoted(table.name());
  }

  /**
   * The schema of the table: {@code audit}, which all pipelines share, or that of its pipeline,
   * which holds gold by its names.
   */
  static String schema(Table<?> table) {
    if (table.layer() == Layer.AUDIT) {
      return table.layer().toString();
    }
    if (table.pipeline() == null || table.layer() != Layer.GOLD) {
      throw new IllegalStateException(table + " has no place in a warehouse");
    }
    return table.pipeline();
  }

  /** A name as PostgreSQL takes it, whatever words it reserves. */
  public static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** That something is one of these names: {@code IN ('a', 'b')}. */
  public static String among(Collection<String> names) {
    return names.stream().map(Sql::literal).collect(joining(", ", "IN (", ")"));
  }

  /** A text as PostgreSQL takes it, whatever stands in it. */
  public static String literal(String text) {
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** The table's day in UTC as an expression. */
  public static String day(Table<?> table) {
    Column time =
        table
            .eventTime()
            .orElseThrow(() -> new IllegalArgumentException(table + " has no event time"));
    return time.kind() == Column.Kind.DATE
        ? quoted(time.name())
        : "(" + quoted(time.name()) + " AT TIME ZONE 'UTC')::date";
  }

  /** Audit tables are kept by run, not by key. */
  static boolean versioned(Table<?> table) {
    return table.layer() != Layer.AUDIT;
  }

  private static boolean hasPrimaryKey(Table<?> table) {
    return !table.keys().isEmpty() && table.keys().stream().noneMatch(Column::maybe);
  }

  /** The type of the column's values. */
  public static String type(Column column) {
    return switch (column.kind()) {
      case TEXT, CHOICE -> "text";
      case DECIMAL -> "numeric(" + column.precision() + "," + column.scale() + ")";
      case INSTANT -> "timestamptz";
      case DATE -> "date";
      case INT -> "integer";
      case LONG -> "bigint";
      case BOOLEAN -> "boolean";
    };
  }

  private static String array(Column column) {
    return ColumnArrays.element(column) + "[]";
  }

  private static String names(List<Column> columns) {
    return columns.stream().map(column -> quoted(column.name())).collect(joining(", "));
  }

  private static String replaced(String column) {
    return quoted(column) + " = EXCLUDED." + quoted(column);
  }
}
