package dev.assay.transforms.insights;

import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.transforms.insights.Json.Arr;
import dev.assay.transforms.insights.Json.Num;
import dev.assay.transforms.insights.Json.Text;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stands in a message for a value that PostgreSQL stores out of line (TOAST) and that a change
 * left alone, so that its log does not hold it.
 */
final class Unchanged {
  /** What an image has in its place. */
  static final Json VALUE = new Text(ChangeEvent.UNCHANGED);

  private static final byte[] BYTES = ChangeEvent.UNCHANGED.getBytes(StandardCharsets.UTF_8);
  private static final Json BASE64 = new Text(Base64.getEncoder().encodeToString(BYTES));

  /** By the type of the column: text, bytes, arrays of these and of numbers, hstore. */
  private static final Set<Json> FORMS =
      Set.of(
          VALUE,
          BASE64,
          new Arr(List.of(VALUE)),
          new Arr(List.of(BASE64)),
          new Arr(
              ChangeEvent.UNCHANGED
                  .chars()
                  .<Json>mapToObj(c -> new Num(Integer.toString(c)))
                  .toList()),
          Json.object(Map.of(ChangeEvent.UNCHANGED, VALUE)));

  /**
   * What a row before the change has for a column that its identity does not cover. Never a value
   * stored out of line: those are long.
   */
  private static final Set<Json> FILLERS =
      Set.of(Json.NULL, new Text(""), new Text("{}"), new Arr(List.of()), Json.object(Map.of()));

  private Unchanged() {}

  static boolean stands(Json value) {
    return FORMS.contains(value);
  }

  /** Whether the value that a row had before the change can be the one that did not change. */
  static boolean mayHaveBeen(Json before) {
    return !FORMS.contains(before) && !FILLERS.contains(before);
  }
}
