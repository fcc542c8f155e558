package dev.assay.runners.cli;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** CSV as RFC 4180 has it, with a header; numbers exact, and an absent value as nothing. */
final class CsvPrinter implements RowPrinter {
  private static final String LINE_END = "\r\n";

  private final PrintStream out;

  CsvPrinter(PrintStream out, List<String> columns) {
    this.out = out;
    print(columns);
  }

  @Override
  public void row(List<Object> values) {
    print(values);
  }

  private void print(List<?> values) {
    out.print(values.stream().map(CsvPrinter::field).collect(Collectors.joining(",")) + LINE_END);
  }

  private static String field(Object value) {
    if (value == null) {
      return "";
    }
    String text = value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    boolean quoted = text.isEmpty() || text.chars().anyMatch(c -> ",\"\r\n".indexOf(c) >= 0);
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  @Override
  public void end() {}
}
