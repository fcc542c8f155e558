package dev.assay.runners.simulate;

import java.nio.file.Path;
import java.util.SortedMap;

/**
 * What was drawn of a table, and so what a correct pipeline must find of it.
 *
 * @param table its name
 * @param file of JSON lines; valid, duplicate and quarantined rows add up to them
 * @param valid distinct rows that hold every rule
 * @param duplicates lines that repeat one of them
 * @param quarantined lines by the rule that they break
 */
public record DrawnTable(
    String table, Path file, long valid, long duplicates, SortedMap<String, Long> quarantined) {}
