package dev.assay.runners.cli;

import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Rejected;
import dev.assay.transforms.Totals;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** How many payloads are in quarantine by table and broken rules, and their money by unit. */
final class QuarantineCounts {
  private static final Comparator<ControlTotal> ORDER =
      Comparator.comparing(ControlTotal::table)
          .thenComparing(ControlTotal::stage)
          .thenComparing(ControlTotal::unit, Comparator.nullsFirst(Comparator.naturalOrder()));

  /** The rules that a payload breaks stand where a total has its stage. */
  private final Totals counts = new Totals();

  void add(Rejected rejected) {
    counts.add(rejected.table(), rejected.rules(), null, 1, rejected.money());
  }

  long rows() {
    return counts.list().stream().mapToLong(ControlTotal::rows).sum();
  }

  /** The payloads of this table that break exactly this rule, by unit. */
  List<ControlTotal> of(String table, String rule) {
    return counts.list().stream()
        .filter(count -> count.table().equals(table) && count.stage().equals(rule))
        .toList();
  }

  void print(PrintStream out, String indent) {
    TablePrinter printer =
        new TablePrinter(out, indent, List.of("table", "rules", "rows", "money", "unit"));
    counts.list().stream()
        .sorted(ORDER)
        .forEach(
            count ->
                printer.row(
                    Arrays.asList(
                        count.table(),
                        count.stage(),
                        BigDecimal.valueOf(count.rows()),
                        count.amount(),
                        count.unit())));
    printer.end();
  }
}
