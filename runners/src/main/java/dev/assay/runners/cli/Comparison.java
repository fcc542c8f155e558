package dev.assay.runners.cli;

import dev.assay.runners.simulate.Tally;
import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.wealth.Trade;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.List;

/** What was expected and what was found, side by side. */
final class Comparison {
  /** Of the money that is injected; what is found of another was not injected. */
  private static final String UNIT = Trade.CURRENCY;

  private final TablePrinter printer;
  private boolean same = true;

  Comparison(PrintStream out) {
    printer =
        new TablePrinter(
            out,
            "  ",
            List.of("", "rows injected", "found", UNIT + " injected", "found", "the same"));
  }

  /** What was found stands by unit. */
  void add(String what, Tally expected, List<ControlTotal> found) {
    long rows = found.stream().mapToLong(ControlTotal::rows).sum();
    Amount money =
        found.stream()
            .map(ControlTotal::money)
            .filter(amount -> UNIT.equals(amount.unit()))
            .reduce(Amount.zero(UNIT), Amount::plus);
    boolean isOfOther =
        found.stream().anyMatch(t -> !UNIT.equals(t.unit()) && t.amount().signum() != 0);
    boolean equal =
        !isOfOther
            && expected.rows() == rows
            && expected.tradedValue().compareTo(money.value()) == 0;
    same &= equal;
    printer.row(
        List.of(
            what,
            BigDecimal.valueOf(expected.rows()),
            BigDecimal.valueOf(rows),
            expected.tradedValue(),
            money.value(),
            equal ? "yes" : "NO"));
  }

  /** Prints all, and tells whether everything was the same. */
  boolean print() {
    printer.end();
    return same;
  }
}
