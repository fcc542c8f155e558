package dev.assay.transforms;

import java.time.LocalDate;
import java.util.List;

/**
 * What a payload said.
 *
 * @param row the typed row; null where a rule is broken, or where it says nothing new
 * @param broken the names of the rules that the payload breaks
 * @param day the UTC day of the event, where it could be read; otherwise null
 */
public record Parsed<T extends Record>(T row, List<String> broken, LocalDate day) {
  /** Of a payload that repeats what the one before it says. */
  public static <T extends Record> Parsed<T> repetition() {
    return new Parsed<>(null, List.of(), null);
  }

  boolean saysNothing() {
    return row == null && broken.isEmpty();
  }
}
