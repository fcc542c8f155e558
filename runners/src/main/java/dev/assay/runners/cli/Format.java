package dev.assay.runners.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** How rows are printed. */
enum Format {
  TABLE,
  CSV,
  JSON;

  RowPrinter printer(PrintStream out, List<String> columns) {
    return switch (this) {
      case TABLE -> new TablePrinter(out, columns);
      case CSV -> new CsvPrinter(out, columns);
      case JSON -> new JsonPrinter(out, columns);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
