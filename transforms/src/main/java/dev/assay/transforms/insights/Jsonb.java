package dev.assay.transforms.insights;

import dev.assay.transforms.insights.Json.Arr;
import dev.assay.transforms.insights.Json.Num;
import dev.assay.transforms.insights.Json.Obj;
import dev.assay.transforms.insights.Json.Text;
import java.math.BigDecimal;
import java.util.Set;

/**
 * What PostgreSQL's type jsonb can hold. One value that it cannot would make a view fail that reads
 * images as JSON, for every row of its table.
 */
final class Jsonb {
  /** As many as PostgreSQL's numeric has before its point, and behind it. */
  private static final int MOST_DIGITS = 131_072;

  private static final int MOST_DECIMALS = 16_383;

  private Jsonb() {}

  /** Adds the rules that a value breaks, or a part of it, as the ends of their names. */
  static void check(Json value, Set<String> broken) {
    if (value instanceof Text text) {
      check(text.text(), broken);
    } else if (value instanceof Num number && !isInRange(number.text())) {
      broken.add("is_in_range");
    } else if (value instanceof Arr array) {
      array.elements().forEach(element -> check(element, broken));
    } else if (value instanceof Obj object) {
      object
          .fields()
          .forEach(
              (name, field) -> {
                check(name, broken);
                check(field, broken);
              });
    }
  }

  /** Likewise of a text, or of a field's name. */
  static void check(String text, Set<String> broken) {
    if (text.indexOf(0) >= 0) {
      broken.add("has_no_nul");
    }
    if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      broken.add("is_valid_unicode");
    }
  }

  private static boolean isInRange(String number) {
    if (number.length() > MOST_DIGITS) {
      return false;
    }
    try {
      BigDecimal value = new BigDecimal(number);
      return value.scale() <= MOST_DECIMALS
          && (long) value.precision() - value.scale() <= MOST_DIGITS;
    } catch (NumberFormatException exponentBeyond) {
      return false;
    }
  }
}
