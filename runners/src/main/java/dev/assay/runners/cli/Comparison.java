package dev.assay.runners.cli;

import dev.assay.runners.cli.QuarantineCounts.Count;
import dev.assay.runners.simulate.Tally;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.List;

/** What was expected and what was found, side by side. */
final class Comparison {
  private static final Count NONE = new Count(0, BigDecimal.ZERO);

  private final TablePrinter printer;
  private boolean same = true;

  Comparison(PrintStream out) {
    printer =
        new TablePrinter(
            out,
            "  ",
            List.of("", "rows injected", "found", "money injected", "found", "the same"));
  }

  void add(String what, Tally expected, Count maybeFound) {
    Count found = maybeFound == null ? NONE : maybeFound;
    boolean equal =
        expected.rows() == found.rows() && expected.tradedValue().compareTo(found.amount()) == 0;
    same &= equal;
    printer.row(
        List.of(
            what,
            BigDecimal.valueOf(expected.rows()),
            BigDecimal.valueOf(found.rows()),
            expected.tradedValue(),
            found.amount(),
            equal ? "yes" : "NO"));
  }

  /** Prints all, and tells whether everything was the same. */
  boolean print() {
    printer.end();
    return same;
  }
}
