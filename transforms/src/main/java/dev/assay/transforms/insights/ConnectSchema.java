package dev.assay.transforms.insights;

import dev.assay.transforms.insights.Json.Arr;
import dev.assay.transforms.insights.Json.Obj;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a schema of Kafka Connect, embedded in a message, says of a value.
 *
 * @param type the form of the value, such as {@code int64}; empty where no schema came with it
 * @param name what the value means, such as {@code io.debezium.time.Date}; empty where it is plain
 * @param scale the scale of a decimal; null where the schema has none
 * @param fields the schemas of a struct's fields
 * @param parts the schemas of an array's {@code items}, or of a map's {@code keys} and {@code
 *     values}
 */
record ConnectSchema(
    String type,
    String name,
    Integer scale,
    Map<String, ConnectSchema> fields,
    Map<String, ConnectSchema> parts) {
  static final ConnectSchema NONE = new ConnectSchema("", "", null, Map.of(), Map.of());

  private static final List<String> PARTS = List.of("items", "keys", "values");

  static ConnectSchema of(Json json) {
    if (!(json instanceof Obj schema)) {
      return NONE;
    }
    Map<String, ConnectSchema> fields = new HashMap<>();
    if (schema.get("fields") instanceof Arr array) {
      for (Json field : array.elements()) {
        String name = field instanceof Obj object ? object.text("field") : null;
        if (name != null) {
          fields.put(name, of(field));
        }
      }
    }
    Map<String, ConnectSchema> parts = new HashMap<>();
    for (String part : PARTS) {
      if (schema.has(part)) {
        parts.put(part, of(schema.get(part)));
      }
    }
    return new ConnectSchema(
        orEmpty(schema.text("type")), orEmpty(schema.text("name")), scale(schema), fields, parts);
  }

  ConnectSchema field(String name) {
    return fields.getOrDefault(name, NONE);
  }

  ConnectSchema part(String name) {
    return parts.getOrDefault(name, NONE);
  }

  boolean isKnown() {
    return !type.isEmpty();
  }

  private static Integer scale(Obj schema) {
    Obj parameters = schema.object("parameters");
    String text = parameters == null ? null : parameters.text("scale");
    Long scale = text == null ? null : Json.whole(text);
    return scale == null || scale != scale.intValue() ? null : scale.intValue();
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
