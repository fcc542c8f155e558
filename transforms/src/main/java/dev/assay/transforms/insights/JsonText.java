package dev.assay.transforms.insights;

import dev.assay.transforms.insights.Json.Arr;
import dev.assay.transforms.insights.Json.Bool;
import dev.assay.transforms.insights.Json.Null;
import dev.assay.transforms.insights.Json.Num;
import dev.assay.transforms.insights.Json.Obj;
import dev.assay.transforms.insights.Json.Text;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/** Writes JSON: equal values give equal text, and every text can be encoded as UTF-8. */
final class JsonText {
  private JsonText() {}

  static void write(Json value, StringBuilder out) {
    if (value instanceof Text text) {
      quote(text.text(), out);
    } else if (value instanceof Num number) {
      out.append(number.text());
    } else if (value instanceof Bool bool) {
      out.append(bool.value());
    } else if (value instanceof Null) {
      out.append("null");
    } else if (value instanceof Arr array) {
      writeArray(array, out);
    } else if (value instanceof Obj object) {
      writeObject(object, out);
    }
  }

  private static void writeArray(Arr array, StringBuilder out) {
    out.append('[');
    for (Iterator<Json> each = array.elements().iterator(); each.hasNext(); ) {
      write(each.next(), out);
      out.append(each.hasNext() ? "," : "");
    }
    out.append(']');
  }

  private static void writeObject(Obj object, StringBuilder out) {
    out.append('{');
    Iterator<Map.Entry<String, Json>> fields = object.fields().entrySet().iterator();
    while (fields.hasNext()) {
      Map.Entry<String, Json> field = fields.next();
      quote(field.getKey(), out);
      out.append(':');
      write(field.getValue(), out);
      out.append(fields.hasNext() ? "," : "");
    }
    out.append('}');
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || isLoneSurrogate(text, i)) {
        // Half a surrogate pair has no UTF-8, and PostgreSQL's text has no NUL.
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static boolean isLoneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
