package dev.assay.transforms;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.assay.schemas.Column;
import dev.assay.schemas.Column.Kind;
import java.io.IOException;
import java.util.Map;

/** The fields of a payload that is one JSON object. */
final class JsonFields {
  /** Takes the field of a column. */
  interface Field {
    /**
     * The field as text.
     *
     * @param text null where the field is null
     * @param fits whether a value of this JSON type can be one of the column; if not, there is no
     *     text
     */
    void read(Column column, String text, boolean fits);

    /** Is told the name of a field that is no column. */
    default void passOver(String name) {}
  }

  /** Field names that were chosen to collide, or a long number nobody reads, harm nothing here. */
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
          .build();

  private JsonFields() {}

  /**
   * Reads the fields that are columns, in the payload's order; passes over the others.
   *
   * @throws IOException when the payload is not one JSON object
   */
  static void read(String payload, Map<String, Column> columns, Field field) throws IOException {
    int start = payload.startsWith("\uFEFF") ? 1 : 0;
    try (JsonParser json = JSON.createParser(start == 0 ? payload : payload.substring(start))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not an object");
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken token = json.nextToken();
        Column column = columns.get(name);
        if (column == null) {
          field.passOver(name);
          json.skipChildren();
        } else if (fits(column, token)) {
          field.read(column, token == JsonToken.VALUE_NULL ? null : json.getText(), true);
        } else {
          json.skipChildren();
          field.read(column, null, false);
        }
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw new IOException("text after the object");
      }
    }
  }

  private static boolean fits(Column column, JsonToken token) {
    return switch (token) {
      case VALUE_NULL, VALUE_STRING -> true;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Values.isNumeric(column);
      case VALUE_TRUE, VALUE_FALSE -> column.kind() == Kind.BOOLEAN;
      default -> false;
    };
  }
}
