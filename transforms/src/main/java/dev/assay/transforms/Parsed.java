package dev.assay.transforms;

import java.time.LocalDate;
import java.util.List;

/**
 * What a payload said.
 *
 * @param row the typed row; null where a rule is broken
 * @param broken the names of the rules that the payload breaks
 * @param day the UTC day of the event, where it could be read; otherwise null
 */
record Parsed<T extends Record>(T row, List<String> broken, LocalDate day) {}
