package dev.assay.transforms.insights;

import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.transforms.insights.Json.Arr;
import dev.assay.transforms.insights.Json.Num;
import dev.assay.transforms.insights.Json.Obj;
import dev.assay.transforms.insights.Json.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.stream.IntStream;

/** Works on images of rows as a {@link ChangeEvent} has them. */
final class Images {
  private static final int LONGEST_DECIMAL = 200;

  private Images() {}

  /**
   * The image with the values that the change left alone and the source did not read.
   *
   * @param before the image of the version before; null when none is known
   * @return null where such a value is not known
   */
  static String completed(String image, String before) {
    if (image == null || !image.contains(ChangeEvent.UNCHANGED)) {
      return image;
    }
    Obj whole = read(image);
    if (before != null) {
      whole = SourceTable.completed(whole, read(before));
    }
    return whole.fields().containsValue(Unchanged.VALUE) ? null : whole.write();
  }

  /**
   * Whether two images say the same. A decimal that the connector was told to send as a double
   * ({@code 1.0}) is the text that it was before ({@code "1.00"}): the schema of a double does not
   * tell one from a column of doubles.
   */
  static boolean areSame(String image, String other) {
    if (image.equals(other)) {
      return true;
    }
    int end = Math.min(image.length(), other.length());
    int first = 0;
    while (first < end && image.charAt(first) == other.charAt(first)) {
      first++;
    }
    // Up to there they are one text: so what differs first is a number and a text, or a value.
    boolean mayBeSame = first < end && (image.charAt(first) == '"') != (other.charAt(first) == '"');
    return mayBeSame && areSame(read(image), read(other));
  }

  private static boolean areSame(Json value, Json other) {
    if (value instanceof Obj object && other instanceof Obj another) {
      return object.fields().keySet().equals(another.fields().keySet())
          && object.fields().keySet().stream()
              .allMatch(name -> areSame(object.get(name), another.get(name)));
    }
    if (value instanceof Arr array && other instanceof Arr another) {
      int size = array.elements().size();
      return size == another.elements().size()
          && IntStream.range(0, size)
              .allMatch(i -> areSame(array.elements().get(i), another.elements().get(i)));
    }
    if (value instanceof Num number && other instanceof Text text) {
      return isDecimal(text.text(), number.text());
    }
    return value instanceof Text text && other instanceof Num number
        ? isDecimal(text.text(), number.text())
        : value.equals(other);
  }

  /** Only such as a double has all digits of, which is what Java's shortest text of one has. */
  private static boolean isDecimal(String text, String number) {
    try {
      return text.length() <= LONGEST_DECIMAL
          && number.length() <= LONGEST_DECIMAL
          && number.indexOf('.') >= 0
          && Json.isAscii(text)
          && new BigDecimal(text).compareTo(new BigDecimal(number)) == 0;
    } catch (NumberFormatException notDecimal) {
      return false;
    }
  }

  static Obj read(String image) {
    try {
      return (Obj) Json.read(image);
    } catch (IOException e) {
      // The reader of messages wrote it.
      throw new UncheckedIOException(e);
    }
  }
}
