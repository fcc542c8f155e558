package dev.assay.transforms.insights;

import dev.assay.transforms.insights.Json.Arr;
import dev.assay.transforms.insights.Json.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The plain form of a value and of all its parts: what {@link LogicalTypes} makes of a value of its
 * own, it is in an array, a map and a struct too.
 */
final class PlainValue {
  private PlainValue() {}

  /**
   * The plain form.
   *
   * @return null where it is a decimal as bytes, and its schema does not tell the scale; a part
   *     that is one stays as it came
   */
  static Json of(ConnectSchema schema, Json value) {
    Json plain = LogicalTypes.plain(schema, value);
    if (plain != value) {
      return plain;
    }
    return switch (schema.type()) {
      case "array" -> value instanceof Arr array ? array(schema.part("items"), array) : value;
      case "map" -> map(schema, value);
      case "struct" -> value instanceof Obj struct ? struct(schema, struct) : value;
      default -> value;
    };
  }

  private static Json array(ConnectSchema items, Arr array) {
    List<Json> elements = new ArrayList<>(array.elements().size());
    for (Json element : array.elements()) {
      elements.add(part(items, element));
    }
    return new Arr(elements);
  }

  /** An object, or an array of pairs where a key is no text. */
  private static Json map(ConnectSchema schema, Json value) {
    ConnectSchema values = schema.part("values");
    if (value instanceof Arr pairs) {
      List<Json> entries = new ArrayList<>(pairs.elements().size());
      for (Json pair : pairs.elements()) {
        boolean isPair = pair instanceof Arr array && array.elements().size() == 2;
        entries.add(isPair ? pair(schema.part("keys"), values, (Arr) pair) : pair);
      }
      return new Arr(entries);
    }
    if (!(value instanceof Obj object)) {
      return value;
    }
    TreeMap<String, Json> entries = new TreeMap<>();
    for (Map.Entry<String, Json> entry : object.fields().entrySet()) {
      entries.put(entry.getKey(), part(values, entry.getValue()));
    }
    return new Obj(entries);
  }

  private static Json pair(ConnectSchema keys, ConnectSchema values, Arr pair) {
    return new Arr(
        List.of(part(keys, pair.elements().get(0)), part(values, pair.elements().get(1))));
  }

  private static Json struct(ConnectSchema schema, Obj struct) {
    TreeMap<String, Json> fields = new TreeMap<>();
    for (Map.Entry<String, Json> field : struct.fields().entrySet()) {
      fields.put(field.getKey(), part(schema.field(field.getKey()), field.getValue()));
    }
    return new Obj(fields);
  }

  private static Json part(ConnectSchema schema, Json value) {
    Json plain = of(schema, value);
    return plain == null ? value : plain;
  }
}
