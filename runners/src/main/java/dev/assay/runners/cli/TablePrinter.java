package dev.assay.runners.cli;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Columns side by side, for a person: numbers on the right, without zeros at their end. Where there
 * is not room for all, text is cut; numbers and names of columns never are.
 */
final class TablePrinter implements RowPrinter {
  private static final String GAP = "  ";

  /** As much of a text as still tells something. */
  private static final int LEAST = 12;

  private final PrintStream out;
  private final String indent;
  private final int room;
  private final List<String> columns;
  private final List<List<String>> rows = new ArrayList<>();
  private final Map<Integer, String> notes = new HashMap<>();
  private final boolean[] numeric;

  TablePrinter(PrintStream out, List<String> columns) {
    this(out, "", Integer.MAX_VALUE, columns);
  }

  TablePrinter(PrintStream out, String indent, List<String> columns) {
    this(out, indent, Integer.MAX_VALUE, columns);
  }

  /**
   * A table.
   *
   * @param room how many places a line has
   */
  TablePrinter(PrintStream out, String indent, int room, List<String> columns) {
    this.out = out;
    this.indent = indent;
    this.room = room;
    this.columns = columns.stream().map(Visible::of).toList();
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

  /** A line of its own below the last row. */
  void note(String text) {
    notes.put(rows.size() - 1, text);
  }

  private static String text(Object value) {
    if (value instanceof BigDecimal number) {
      return Numbers.trimmed(number).toPlainString();
    }
    return value == null ? "" : Visible.of(value.toString());
  }

  @Override
  public void end() {
    int[] natural = new int[columns.size()];
    rows.forEach(row -> widen(natural, row));
    widen(natural, columns);
    int[] widths = fitted(natural);
    print(columns, widths);
    boolean cut = !Arrays.equals(widths, natural);
    print(Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths);
    for (int i = 0; i < rows.size(); i++) {
      print(rows.get(i), widths);
      if (notes.containsKey(i)) {
        out.println(indent + GAP + notes.get(i));
      }
    }
    if (cut) {
      out.println(indent + "Text that ends in ... is cut to fit; --format=csv shows all of it.");
    }
  }

  private int[] fitted(int[] natural) {
    int[] least = new int[natural.length];
    for (int i = 0; i < least.length; i++) {
      int shortest = Math.max(LEAST, DisplayWidth.of(columns.get(i)));
      least[i] = numeric[i] ? natural[i] : Math.min(natural[i], shortest);
    }
    int taken = indent.length() + GAP.length() * (natural.length - 1);
    return ColumnWidths.fitted(natural, least, room - taken);
  }

  private static void widen(int[] widths, List<String> texts) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], DisplayWidth.of(texts.get(i)));
    }
  }

  private void print(List<String> texts, int[] widths) {
    StringBuilder line = new StringBuilder(indent);
    for (int i = 0; i < widths.length; i++) {
      String text = DisplayWidth.cut(texts.get(i), widths[i]);
      String padding = " ".repeat(widths[i] - DisplayWidth.of(text));
      line.append(i == 0 ? "" : GAP);
      line.append(numeric[i] ? padding + text : text + padding);
    }
    out.println(line.toString().stripTrailing());
  }
}
