package dev.assay.runners.cli;

import dev.assay.schemas.Rejected;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many payloads are in quarantine by table and broken rules, and their money. */
final class QuarantineCounts {
  /** A table and the rules that payloads meant for it break. */
  record Reason(String table, String rules) implements Comparable<Reason> {
    @Override
    public int compareTo(Reason other) {
      int tables = table.compareTo(other.table);
      return tables != 0 ? tables : rules.compareTo(other.rules);
    }
  }

  record Count(long rows, BigDecimal amount) {
    Count plus(Count other) {
      return new Count(rows + other.rows, amount.add(other.amount));
    }
  }

  private final SortedMap<Reason, Count> counts = new TreeMap<>();

  void add(Rejected rejected) {
    Reason reason = new Reason(rejected.table(), rejected.rules());
    counts.merge(reason, new Count(1, rejected.amount()), Count::plus);
  }

  long rows() {
    return counts.values().stream().mapToLong(Count::rows).sum();
  }

  /** How many payloads of this table break exactly this rule. */
  Count of(String table, String rule) {
    return counts.getOrDefault(new Reason(table, rule), new Count(0, BigDecimal.ZERO));
  }

  void print(PrintStream out, String indent) {
    TablePrinter printer =
        new TablePrinter(out, indent, List.of("table", "rules", "rows", "money"));
    counts.forEach(
        (reason, count) ->
            printer.row(
                List.of(
                    reason.table(),
                    reason.rules(),
                    BigDecimal.valueOf(count.rows()),
                    count.amount())));
    printer.end();
  }
}
