package dev.assay.transforms.insights;

import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.Operation;
import dev.assay.transforms.Parsed;
import dev.assay.transforms.PayloadParser;
import dev.assay.transforms.insights.Json.Obj;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A table of the source database, as its contract has it: its keys, images and rules. */
final class SourceTable<T extends Record> {
  /** As the views call the columns that no contract knows. */
  private static final String MORE = "more_";

  private final Table<T> table;
  private final PayloadParser<T> parser;
  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final List<String> keys;

  private SourceTable(Table<T> table) {
    this.table = table;
    this.parser = new PayloadParser<>(table);
    this.keys = table.keys().stream().map(Column::name).toList();
    table.columns().forEach(column -> columns.put(column.name(), column));
  }

  static <T extends Record> SourceTable<T> of(Table<T> table) {
    return new SourceTable<>(table);
  }

  /** A row in canonical form, without the decimals whose scale is told nowhere. */
  Obj image(Obj row, ConnectSchema schema, Operation operation) {
    TreeMap<String, Json> image = new TreeMap<>();
    row.fields()
        .forEach(
            (name, value) -> {
              Json canonical =
                  Unchanged.stands(value, operation)
                      ? Unchanged.VALUE
                      : ColumnValue.of(columns.get(name), schema.field(name), value);
              if (canonical != null) {
                image.put(name, canonical);
              }
            });
    return new Obj(image);
  }

  /** The image with the values from before the change where the change left them alone. */
  static Obj completed(Obj image, Obj before) {
    TreeMap<String, Json> whole = new TreeMap<>(image.fields());
    whole.replaceAll(
        (name, value) ->
            value.equals(Unchanged.VALUE) && Unchanged.mayHaveBeen(before.get(name))
                ? before.get(name)
                : value);
    return new Obj(whole);
  }

  /** The rules that a row breaks, by its image and what the image was made of. */
  List<String> broken(Obj image, Obj row) {
    List<String> broken = new ArrayList<>();
    List<String> excused = new ArrayList<>();
    TreeMap<String, Json> told = new TreeMap<>(image.fields());
    for (Column column : columns.values()) {
      String name = column.name();
      if (row.has(name) && !image.has(name)) {
        broken.add(name + "_has_a_known_scale");
        excused.add(presence(name));
      } else if (image.get(name).equals(Unchanged.VALUE) && column.kind() != Column.Kind.TEXT) {
        // As text it would be no number and no day, and nothing is known against it.
        told.remove(name);
        excused.add(presence(name));
      }
    }
    Parsed<T> parsed = parser.parse(new Obj(told).write(), null, null);
    parsed.broken().stream().filter(rule -> !excused.contains(rule)).forEach(broken::add);
    if (parsed.row() != null) {
      table.checks(Table.Action.QUARANTINE).stream()
          .filter(check -> !check.holds().test(parsed.row()))
          .forEach(check -> broken.add(check.name()));
    }
    brokenByUnknown(image).forEach(rule -> broken.add(MORE + rule));
    return broken;
  }

  /** The rules that the columns break which no contract knows. */
  private Set<String> brokenByUnknown(Obj image) {
    Set<String> broken = new LinkedHashSet<>();
    image
        .fields()
        .forEach(
            (name, value) -> {
              if (!columns.containsKey(name)) {
                Jsonb.check(name, broken);
                Jsonb.check(value, broken);
              }
            });
    return broken;
  }

  /** The rules that the key of an image breaks. */
  List<String> brokenByKey(Obj image) {
    TreeMap<String, Json> key = new TreeMap<>(image.fields());
    key.keySet().retainAll(keys);
    key.values().removeIf(Unchanged.VALUE::equals);
    List<String> others =
        columns.keySet().stream()
            .filter(name -> !keys.contains(name))
            .map(SourceTable::presence)
            .toList();
    return parser.parse(new Obj(key).write(), null, null).broken().stream()
        .filter(rule -> !others.contains(rule))
        .toList();
  }

  /** The key of an image, as text; null where there is none, or it lacks a part of the key. */
  String key(Obj image) {
    if (image == null) {
      return null;
    }
    List<String> values = new ArrayList<>();
    for (String name : keys) {
      String value = text(image.get(name));
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return Json.texts(values).write();
  }

  private static String text(Json value) {
    if (value instanceof Json.Null || value.equals(Unchanged.VALUE)) {
      return null;
    }
    return value instanceof Json.Text text ? text.text() : value.write();
  }

  private static String presence(String column) {
    return column + "_is_present";
  }
}
