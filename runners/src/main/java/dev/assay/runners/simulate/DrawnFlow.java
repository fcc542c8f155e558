package dev.assay.runners.simulate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.assay.pipelines.Flow;
import dev.assay.pipelines.Source;
import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import dev.assay.schemas.Table.Action;
import dev.assay.schemas.Table.Check;
import dev.assay.schemas.Table.Reference;
import dev.assay.transforms.Enrich;
import dev.assay.transforms.PayloadForm;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Input of any flow, drawn from its contracts: valid rows, repeated and cut-off lines, rows that
 * break each check, and rows that refer to nothing. The same flow and numbers give the same files.
 */
public final class DrawnFlow {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int ONE_REPEATED_OF = 33;
  private static final int ONE_BROKEN_OF = 200;

  /** Rows of a table that others refer to are fewer than theirs. */
  private static final int REFERRED = 20;

  private final Flow flow;
  private final Path folder;
  private final Random random;
  private final Map<String, List<String>> keys = new HashMap<>();

  private DrawnFlow(Flow flow, Path folder, long seed) {
    this.flow = flow;
    this.folder = folder;
    this.random = new Random(seed);
  }

  /**
   * Writes a file per table.
   *
   * @param count valid rows of each table that no other refers to
   * @throws SimulationException when the contracts do not say enough
   */
  public static List<DrawnTable> write(Flow flow, Path folder, long count, long seed)
      throws IOException {
    Files.createDirectories(folder);
    DrawnFlow drawn = new DrawnFlow(flow, folder, seed);
    List<DrawnTable> tables = new ArrayList<>();
    for (Source<?> source : flow.sources()) {
      tables.add(drawn.write(source, count));
    }
    return tables;
  }

  private <T extends Record> DrawnTable write(Source<T> source, long count) throws IOException {
    Table<T> table = source.table();
    if (!(source.form() instanceof PayloadForm.Plain)) {
      throw new SimulationException(
          "Payloads of "
              + table.name()
              + " are in a form of their own, which no contract states: run the pipeline over"
              + " input of your own");
    }
    DrawnRows<T> rows = new DrawnRows<>(table, keys, random);
    List<String> lines = new ArrayList<>();
    List<String> known = new ArrayList<>();
    long valid = isReferredTo(table) ? Math.max(1, count / REFERRED) : count;
    for (long row = 0; row < valid; row++) {
      T drawn = rows.valid();
      known.add(String.valueOf(table.shape().get(drawn, table.keys().get(0).index())));
      lines.add(line(table, drawn));
    }
    keys.put(table.name(), known);
    SortedMap<String, Long> quarantined = breakSome(source, rows, lines);
    long duplicates = valid / ONE_REPEATED_OF;
    for (long repeated = 0; repeated < duplicates; repeated++) {
      lines.add(lines.get((int) repeated * ONE_REPEATED_OF));
    }
    Collections.shuffle(lines, random);
    return new DrawnTable(table.name(), write(table, lines), valid, duplicates, quarantined);
  }

  private boolean isReferredTo(Table<?> table) {
    return flow.silver().stream()
        .flatMap(each -> each.references().stream())
        .anyMatch(reference -> reference.table().equals(table));
  }

  /** Adds lines that go to quarantine; tells how many by rule. */
  private <T extends Record> SortedMap<String, Long> breakSome(
      Source<T> source, DrawnRows<T> rows, List<String> lines) {
    Table<T> table = source.table();
    long each = Math.max(1, lines.size() / ONE_BROKEN_OF);
    SortedMap<String, Long> broken = new TreeMap<>();
    for (long line = 0; line < each; line++) {
      String whole = line(table, rows.valid());
      add(
          Fault.CUT_OFF.brokenRule().orElseThrow(),
          whole.substring(0, whole.length() / 2),
          lines,
          broken);
      for (Check<T> check : table.checks(Action.QUARANTINE)) {
        rows.breaking(check).ifPresent(row -> add(check.name(), line(table, row), lines, broken));
      }
      for (Enrich<T, ?> enrich : source.enriched()) {
        Reference<T> reference = enrich.reference(table);
        add(reference.name(), line(table, rows.orphan(reference)), lines, broken);
      }
    }
    return broken;
  }

  private static void add(
      String rule, String line, List<String> lines, SortedMap<String, Long> broken) {
    lines.add(line);
    broken.merge(rule, 1L, Long::sum);
  }

  /** A file that is there as it would be written stays as it is: a run has taken it already. */
  private Path write(Table<?> table, List<String> lines) throws IOException {
    Path file = folder.resolve(table.name() + ".jsonl");
    String text = String.join("\n", lines) + "\n";
    if (!Files.isRegularFile(file) || !Files.readString(file).equals(text)) {
      WholeFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
    return file;
  }

  private static String line(Table<?> table, Record row) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Column column : table.columns()) {
        Object value = table.shape().get(row, column.index());
        if (value != null && !column.added()) {
          write(json, column, value);
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Column column, Object value) throws IOException {
    json.writeFieldName(column.name());
    switch (column.kind()) {
      case DECIMAL -> json.writeString(((BigDecimal) value).toPlainString());
      case INT, LONG -> json.writeNumber(((Number) value).longValue());
      case BOOLEAN -> json.writeBoolean((Boolean) value);
      case CHOICE -> json.writeString(((Enum<?>) value).name());
      case TEXT, INSTANT, DATE -> json.writeString(value.toString());
    }
  }
}
