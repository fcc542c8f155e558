package dev.assay.runners.cli;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns side by side, for a person: numbers on the right, without zeros at their end. */
final class TablePrinter implements RowPrinter {
  private final PrintStream out;
  private final String indent;
  private final List<String> columns;
  private final List<List<String>> rows = new ArrayList<>();
  private final boolean[] numeric;

  TablePrinter(PrintStream out, List<String> columns) {
    this(out, "", columns);
  }

  TablePrinter(PrintStream out, String indent, List<String> columns) {
    this.out = out;
    this.indent = indent;
    this.columns = columns;
    this.numeric = new boolean[columns.size()];
  }

  @Override
  public void row(List<Object> values) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      numeric[i] |= value instanceof BigDecimal;
      texts.add(text(value));
    }
    rows.add(texts);
  }

  private static String text(Object value) {
    if (value instanceof BigDecimal number) {
      return Numbers.trimmed(number).toPlainString();
    }
    return value == null
        ? ""
        : value.toString().replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
  }

  @Override
  public void end() {
    int[] widths = new int[columns.size()];
    rows.forEach(row -> widen(widths, row));
    widen(widths, columns);
    print(columns, widths);
    print(Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths);
    rows.forEach(row -> print(row, widths));
  }

  private static void widen(int[] widths, List<String> texts) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], length(texts.get(i)));
    }
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private void print(List<String> texts, int[] widths) {
    StringBuilder line = new StringBuilder(indent);
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - length(texts.get(i)));
      line.append(i == 0 ? "" : "  ");
      line.append(numeric[i] ? padding + texts.get(i) : texts.get(i) + padding);
    }
    out.println(line.toString().stripTrailing());
  }
}
