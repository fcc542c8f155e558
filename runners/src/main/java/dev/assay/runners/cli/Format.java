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
      case TABLE -> new TablePrinter(out, "", Terminal.columns(), columns);
      case CSV -> new CsvPrinter(VisibleStream.exact(out), columns);
      case JSON -> new JsonPrinter(VisibleStream.exact(out), columns);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
