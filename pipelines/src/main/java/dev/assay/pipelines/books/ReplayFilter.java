package dev.assay.pipelines.books;

import dev.assay.schemas.Rejected;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * Picks quarantined payloads. A part that is null picks all.
 *
 * @param table only those of this table
 * @param rule only those that break this rule
 * @param since only those that arrived at this time or later, as ISO-8601
 */
public record ReplayFilter(String table, String rule, String since) implements Serializable {
  public static final ReplayFilter ALL = new ReplayFilter(null, null, null);

  public boolean picks(Rejected rejected) {
    return (table == null || table.equals(rejected.table()))
        && (rule == null || List.of(rejected.rules().split(",")).contains(rule))
        && (since == null || !rejected.arrivedAt().isBefore(Instant.parse(since)));
  }
}
