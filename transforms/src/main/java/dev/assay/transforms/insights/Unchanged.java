package dev.assay.transforms.insights;

import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import dev.assay.transforms.insights.Json.Arr;
import dev.assay.transforms.insights.Json.Bool;
import dev.assay.transforms.insights.Json.Num;
import dev.assay.transforms.insights.Json.Obj;
import dev.assay.transforms.insights.Json.Text;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What stands in a message for a value that PostgreSQL stores out of line (TOAST) and that a change
 * left alone, so that its log does not hold it: Debezium's {@code unavailable.value.placeholder} as
 * it is by default, in the forms that its {@code UnchangedToastedPlaceholder} gives to it by the
 * type of the column, up to those of 2026.
 */
final class Unchanged {
  /** What an image has in its place. */
  static final Json VALUE = new Text(ChangeEvent.UNCHANGED);

  private static final byte[] BYTES = ChangeEvent.UNCHANGED.getBytes(StandardCharsets.UTF_8);

  /** Text, bytes in either form, and what an array of UUIDs has; so a value of its own, too. */
  private static final Set<Json> TEXTS =
      Set.of(
          VALUE,
          new Text(Base64.getEncoder().encodeToString(BYTES)),
          new Text(HexFormat.of().formatHex(BYTES)),
          new Text(UUID.nameUUIDFromBytes(BYTES).toString()));

  private static final Obj HSTORE = Json.object(Map.of(ChangeEvent.UNCHANGED, VALUE));

  /** As a map, as pairs of a map, and as JSON in a text. */
  private static final Set<Json> MAPS =
      Set.of(
          HSTORE,
          new Arr(List.of(new Arr(List.of(VALUE, VALUE)))),
          new Text(HSTORE.write()),
          new Text(HSTORE.write().replace(":", ": ")));

  /** A geometry and a geography, as well-known binary. */
  private static final Set<String> SHAPES =
      Set.of(
          wellKnownBinary("0101000020E6100000000000FC83D797C1000000FC83D797C1"),
          wellKnownBinary("0101000020E61000000C21E7FDFF7F66401842CEFBFF7F5640"));

  /** Both coordinates of a point. */
  private static final BigDecimal FAR = new BigDecimal(-99_999_999);

  /**
   * What a row before the change has for a column that its identity does not cover. Never a value
   * stored out of line: those are long.
   */
  private static final Set<Json> FILLERS =
      Set.of(Json.NULL, new Text(""), new Text("{}"), new Arr(List.of()), Json.object(Map.of()));

  private Unchanged() {}

  /**
   * Whether it stands in a row after a change.
   *
   * @param value as it came
   */
  static boolean stands(Json value, Operation operation) {
    return stands(value) || (operation == Operation.UPDATE && areTrue(value));
  }

  private static boolean stands(Json value) {
    if (TEXTS.contains(value) || MAPS.contains(value)) {
      return true;
    }
    if (value instanceof Arr array) {
      List<Json> elements = array.elements();
      return elements.size() == 1 ? TEXTS.contains(elements.get(0)) : areBytes(elements);
    }
    return value instanceof Obj struct && isShape(struct);
  }

  /** An array of numbers has one of them per byte. */
  private static boolean areBytes(List<Json> elements) {
    if (elements.size() != BYTES.length) {
      return false;
    }
    for (int i = 0; i < BYTES.length; i++) {
      if (!isByte(elements.get(i), BYTES[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isByte(Json element, byte b) {
    if (element instanceof Num number) {
      return isEqual(number, BigDecimal.valueOf(b));
    }
    Json decimal = element instanceof Obj struct ? struct.get("value") : element;
    return decimal.equals(new Text(Base64.getEncoder().encodeToString(new byte[] {b})));
  }

  /**
   * An array of booleans as long as the text. A row may have such a value, but not one that is
   * stored out of line; so this is only taken for it where it may come, in an update.
   */
  private static boolean areTrue(Json value) {
    return value instanceof Arr array
        && array.elements().size() == BYTES.length
        && array.elements().stream().allMatch(new Bool(true)::equals);
  }

  private static boolean isShape(Obj struct) {
    if (struct.get("x") instanceof Num x && struct.get("y") instanceof Num y) {
      return isEqual(x, FAR) && isEqual(y, FAR);
    }
    return struct.get("wkb") instanceof Text wkb && SHAPES.contains(wkb.text());
  }

  /** A long number is none of these. */
  private static boolean isEqual(Num number, BigDecimal other) {
    try {
      return number.text().length() < 20 && new BigDecimal(number.text()).compareTo(other) == 0;
    } catch (NumberFormatException beyond) {
      return false;
    }
  }

  private static String wellKnownBinary(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  /** Whether the value that a row had before the change can be the one that did not change. */
  static boolean mayHaveBeen(Json before) {
    return !stands(before) && !FILLERS.contains(before);
  }
}
