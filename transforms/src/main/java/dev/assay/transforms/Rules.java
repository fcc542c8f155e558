package dev.assay.transforms;

import dev.assay.schemas.Column;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The names of the rules that a payload of a table can break, as its contract states them. */
public final class Rules {
  private static final List<String> OF_EVERY_COLUMN =
      List.of("is_present", "is_in_range", "has_no_nul", "is_valid_unicode");
  private static final List<String> OF_EVERY_PAYLOAD =
      List.of(
          Rejected.LATE,
          "columns_are_unique",
          "field_count_matches_header",
          "payload_is_readable",
          "payload_is_utf_8");

  private Rules() {}

  public static Set<String> of(Table<?> table) {
    Set<String> rules = new TreeSet<>(OF_EVERY_PAYLOAD);
    table.checks(Table.Action.QUARANTINE).forEach(check -> rules.add(check.name()));
    table.references().forEach(reference -> rules.add(reference.name()));
    rules.add(table.uniqueness());
    for (Column column : table.columns()) {
      OF_EVERY_COLUMN.forEach(rule -> rules.add(column.name() + "_" + rule));
      rules.add(column.name() + "_" + Values.typeRule(column));
      switch (column.kind()) {
        case DECIMAL -> rules.add(column.name() + "_has_at_most_" + column.scale() + "_decimals");
        case INSTANT -> rules.add(column.name() + "_has_at_most_6_decimals");
        default -> {}
      }
    }
    return rules;
  }
}
