package dev.assay.runners.cli;

import dev.assay.pipelines.insights.GoldFigure;
import dev.assay.pipelines.insights.SourceComparison;
import dev.assay.pipelines.insights.SourceComparison.Result;
import dev.assay.pipelines.insights.SourceComparison.Side;
import dev.assay.pipelines.io.jdbc.Warehouse;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a look at the source and the warehouse found.
 *
 * @param figures what is wrong with a figure of gold, where something is
 */
record Reconciliation(List<Result> tables, Map<GoldFigure, Optional<String>> figures) {
  private static final List<String> COLUMNS =
      List.of("table", "of", "rows", "sum_of", "sum", "hash", "equal");

  /** As many characters of a hash as tell two apart at sight. */
  private static final int SHOWN = 16;

  static Reconciliation of(Warehouse source, Warehouse warehouse) {
    Map<GoldFigure, Optional<String>> figures = new EnumMap<>(GoldFigure.class);
    for (GoldFigure figure : GoldFigure.values()) {
      figures.put(figure, figure.difference(source, warehouse));
    }
    return new Reconciliation(new SourceComparison(source, warehouse).all(), figures);
  }

  boolean isEqual() {
    return tables.stream().allMatch(Result::isEqual)
        && figures.values().stream().allMatch(Optional::isEmpty);
  }

  void print(PrintStream out) {
    TablePrinter printer = new TablePrinter(out, COLUMNS);
    for (Result table : tables) {
      printer.row(row(table, "source", table.source()));
      printer.row(row(table, "silver", table.silver()));
    }
    printer.end();
    figures.forEach(
        (figure, difference) ->
            out.println("insights." + figure.view() + " " + difference.orElse("is equal")));
    for (Result table : tables) {
      table.named().forEach(out::println);
      long more = table.differing() - table.named().size();
      if (more > 0) {
        out.println(
            Numbers.count(more, "more row")
                + " of "
                + table.table()
                + (more == 1 ? " differs" : " differ"));
      }
    }
    out.println(
        isEqual()
            ? "Source, silver and gold are equal, by count, sum and hash."
            : "They differ. While the source is written to, or a stream has not come as far, that is"
                + " so for a moment: try --wait=60.");
  }

  /** Of a side that cannot be asked, nothing is known. */
  private static List<Object> row(Result table, String of, Side side) {
    boolean known = side != null;
    Object sum = known && side.sum() != null ? side.sum() : known ? "no number" : "";
    return List.of(
        table.table(),
        of,
        known ? BigDecimal.valueOf(side.rows()) : "",
        String.join(" + ", table.summed()),
        sum,
        known ? side.hash().substring(0, SHOWN) : "",
        table.isEqual() ? "yes" : "NO");
  }
}
