package dev.assay.transforms.insights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A JSON value. Numbers stay the text that they came as, so that none is rounded. */
sealed interface Json {
  /** Field names that were chosen to collide, or a long number nobody reads, harm nothing here. */
  JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
          .build();

  Json NULL = new Null();

  record Null() implements Json {}

  record Bool(boolean value) implements Json {}

  record Num(String text) implements Json {}

  record Text(String text) implements Json {}

  record Arr(List<Json> elements) implements Json {}

  /** Its fields are sorted by name, so that equal objects are written as equal text. */
  record Obj(TreeMap<String, Json> fields) implements Json {
    static final Obj EMPTY = new Obj(new TreeMap<>());

    boolean has(String name) {
      return fields.containsKey(name);
    }

    /** The value of a field; JSON's null where there is none. */
    Json get(String name) {
      return fields.getOrDefault(name, NULL);
    }

    /** The field where it is text, otherwise null. */
    String text(String name) {
      return get(name) instanceof Text text ? text.text() : null;
    }

    /** The field where it is a whole number that fits, otherwise null. */
    Long whole(String name) {
      return Json.whole(get(name));
    }

    /** The field where it is an object, otherwise null. */
    Obj object(String name) {
      return get(name) instanceof Obj object ? object : null;
    }
  }

  /** The whole number that the value is; null where it is none. */
  static Long whole(Json value) {
    return value instanceof Num number ? whole(number.text()) : null;
  }

  /** The whole number that the text is; null where it is none, or has over 64 bits. */
  static Long whole(String text) {
    try {
      return isAscii(text) ? Long.valueOf(text) : null;
    } catch (NumberFormatException notWhole) {
      return null;
    }
  }

  /** Whether a number in this text has no digits but 0 to 9: Java reads those of other scripts. */
  static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads a text that is one JSON value.
   *
   * @throws IOException when it is not, or when an object in it has two fields of one name
   */
  static Json read(String text) throws IOException {
    int start = text.startsWith("\uFEFF") ? 1 : 0;
    try (JsonParser parser = FACTORY.createParser(start == 0 ? text : text.substring(start))) {
      if (parser.nextToken() == null) {
        throw new IOException("no value");
      }
      Json value = value(parser);
      if (parser.nextToken() != null) {
        throw new IOException("text after the value");
      }
      return value;
    }
  }

  private static Json value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> NULL;
      case VALUE_TRUE -> new Bool(true);
      case VALUE_FALSE -> new Bool(false);
      case VALUE_STRING -> new Text(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(parser.getText());
      case START_ARRAY -> array(parser);
      case START_OBJECT -> object(parser);
      default -> throw new IOException("not a value");
    };
  }

  private static Arr array(JsonParser parser) throws IOException {
    List<Json> elements = new ArrayList<>();
    while (present(parser.nextToken()) != JsonToken.END_ARRAY) {
      elements.add(value(parser));
    }
    return new Arr(elements);
  }

  private static Obj object(JsonParser parser) throws IOException {
    TreeMap<String, Json> fields = new TreeMap<>();
    while (present(parser.nextToken()) != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      present(parser.nextToken());
      if (fields.put(name, value(parser)) != null) {
        throw new IOException("two fields of one name");
      }
    }
    return new Obj(fields);
  }

  private static JsonToken present(JsonToken token) throws IOException {
    if (token == null) {
      throw new IOException("cut short");
    }
    return token;
  }

  /** The value as JSON, without spaces. */
  default String write() {
    StringBuilder out = new StringBuilder();
    JsonText.write(this, out);
    return out.toString();
  }

  /** An array of texts. */
  static Arr texts(List<String> texts) {
    return new Arr(texts.stream().<Json>map(Text::new).toList());
  }

  static Obj object(Map<String, Json> fields) {
    return new Obj(new TreeMap<>(fields));
  }
}
