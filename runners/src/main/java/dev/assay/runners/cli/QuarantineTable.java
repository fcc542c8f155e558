package dev.assay.runners.cli;

import dev.assay.schemas.Rejected;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Quarantined payloads side by side with what broke their rules; the payload gets what is left. */
record QuarantineTable(PrintStream out, BlamedValues values) {
  private static final List<String> COLUMNS = List.of("table", "rules", "value", "line", "payload");
  private static final int BETWEEN = 2;
  private static final int LONGEST_VALUE = 32;
  private static final int SHORTEST_PAYLOAD = 40;

  void print(List<Rejected> rejected) {
    List<List<String>> rows = new ArrayList<>();
    rejected.forEach(each -> rows.add(row(each)));
    int most = room(rows);
    TablePrinter printer = new TablePrinter(out, COLUMNS);
    for (int i = 0; i < rows.size(); i++) {
      List<Object> cells = new ArrayList<>(rows.get(i));
      cells.add(shortened(rejected.get(i).payload(), most));
      printer.row(cells);
    }
    printer.end();
  }

  private List<String> row(Rejected rejected) {
    String value = values.of(rejected);
    return List.of(
        rejected.table(),
        rejected.rules(),
        Terminal.isLimited() ? shortened(value, LONGEST_VALUE) : value,
        rejected.source().replaceFirst(".*/", "") + ":" + rejected.position());
  }

  /** What the other columns leave of a line; never less than a payload needs to be known by. */
  private static int room(List<List<String>> rows) {
    if (!Terminal.isLimited()) {
      return Integer.MAX_VALUE;
    }
    int taken = 0;
    for (int i = 0; i < COLUMNS.size() - 1; i++) {
      int width = COLUMNS.get(i).length();
      for (List<String> row : rows) {
        width = Math.max(width, row.get(i).length());
      }
      taken += width + BETWEEN;
    }
    return Math.max(SHORTEST_PAYLOAD, Terminal.columns() - taken);
  }

  private static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 3) + "...";
  }
}
