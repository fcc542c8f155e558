package dev.assay.runners.cli;

import dev.assay.schemas.Rejected;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Quarantined payloads side by side with what broke their rules. The payload gets what is left of a
 * line, or one of its own where that is too little.
 */
record QuarantineTable(PrintStream out, BlamedValues values) {
  private static final List<String> COLUMNS = List.of("table", "rules", "value", "line");
  private static final String PAYLOAD = "payload";
  private static final int BETWEEN = 2;
  private static final int LONGEST_VALUE = 32;
  private static final int SHORTEST_PAYLOAD = 40;

  void print(List<Rejected> rejected) {
    List<List<String>> rows = rejected.stream().map(this::row).toList();
    List<String> payloads = rejected.stream().map(each -> Visible.of(each.payload())).toList();
    int left = left(rows);
    boolean beside = left >= SHORTEST_PAYLOAD;
    List<String> columns = new ArrayList<>(COLUMNS);
    if (beside) {
      columns.add(PAYLOAD);
    }
    TablePrinter printer = new TablePrinter(out, "", Terminal.columns(), columns);
    for (int i = 0; i < rows.size(); i++) {
      List<Object> cells = new ArrayList<>(rows.get(i));
      if (beside) {
        cells.add(DisplayWidth.cut(payloads.get(i), left));
      }
      printer.row(cells);
      if (!beside) {
        printer.note(DisplayWidth.cut(payloads.get(i), Terminal.columns() - BETWEEN));
      }
    }
    printer.end();
  }

  private List<String> row(Rejected rejected) {
    String value = Visible.of(values.of(rejected));
    return List.of(
        rejected.table(),
        rejected.rules(),
        Terminal.isLimited() ? DisplayWidth.cut(value, LONGEST_VALUE) : value,
        Visible.of(rejected.source().replaceFirst(".*/", "") + ":" + rejected.position()));
  }

  /** What these columns leave of a line. */
  private static int left(List<List<String>> rows) {
    int taken = 0;
    for (int i = 0; i < COLUMNS.size(); i++) {
      int width = COLUMNS.get(i).length();
      for (List<String> row : rows) {
        width = Math.max(width, DisplayWidth.of(row.get(i)));
      }
      taken += width + BETWEEN;
    }
    return Terminal.columns() - taken;
  }
}
