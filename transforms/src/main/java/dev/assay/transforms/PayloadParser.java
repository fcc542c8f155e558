package dev.assay.transforms;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.assay.schemas.Column;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Table;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads payloads of one table: a JSON object, or a CSV record where the payload comes with a
 * header. Fields that the table does not know are passed over. Not safe for use by several threads.
 */
public final class PayloadParser<T extends Record> implements PayloadReader<T> {
  private static final String READABLE = "payload_is_readable";
  private static final String UNIQUE_COLUMNS = "columns_are_unique";
  private static final String FIELD_COUNT = "field_count_matches_header";
  private static final String UTF_8 = "payload_is_utf_8";

  private final Table<T> table;
  private final Column[] columns;
  private final Object[] defaults;
  private final Map<String, Column> byName = new HashMap<>();
  private final Map<String, List<String>> headers = new HashMap<>();

  /** The payload at hand: its values, the columns that it named or spoilt, what it breaks. */
  private Object[] values;

  private final boolean[] named;
  private final boolean[] spoilt;
  private List<String> broken;

  public PayloadParser(Table<T> table) {
    this.table = table;
    this.columns = table.columns().toArray(new Column[0]);
    this.defaults = new Object[columns.length];
    this.named = new boolean[columns.length];
    this.spoilt = new boolean[columns.length];
    for (Column column : columns) {
      if (!column.added()) {
        byName.put(column.name(), column);
      }
      column
          .otherwise()
          .ifPresent(
              text -> defaults[column.index()] = Values.parse(column, text, new ArrayList<>()));
    }
  }

  @Override
  public Parsed<T> parse(Raw raw) {
    return parse(raw.payload(), raw.header(), raw.encoding());
  }

  /** Parses one payload; header and encoding as in {@link Raw}. */
  public Parsed<T> parse(String payload, String header, String encoding) {
    values = new Object[columns.length];
    broken = new ArrayList<>(0);
    Arrays.fill(named, false);
    Arrays.fill(spoilt, false);
    try {
      if (encoding != null) {
        broken.add(UTF_8);
      } else if (header == null) {
        JsonFields.read(payload, byName, this::readJson);
        checkPresence();
      } else if (readCsv(payload, header)) {
        checkPresence();
      }
    } catch (IOException | CsvParseException unreadable) {
      broken.clear();
      Arrays.fill(values, null);
      broken.add(READABLE);
    }
    return finished();
  }

  private Parsed<T> finished() {
    T row = broken.isEmpty() ? made() : null;
    return new Parsed<>(row, broken, row == null ? dayRead() : table.dayOf(row).orElse(null));
  }

  private void checkPresence() {
    for (Column column : columns) {
      int i = column.index();
      if (values[i] == null && !column.added() && !spoilt[i]) {
        values[i] = defaults[i];
        if (values[i] == null && !column.maybe()) {
          Values.broken(column, "is_present", broken);
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private T made() {
    return (T) table.shape().make(values);
  }

  private LocalDate dayRead() {
    return table
        .eventTime()
        .map(column -> values[column.index()])
        .map(
            time ->
                time instanceof LocalDate day
                    ? day
                    : LocalDate.ofInstant((Instant) time, ZoneOffset.UTC))
        .orElse(null);
  }

  private void readJson(Column column, String text, boolean fits) {
    if (fits) {
      read(column, text);
    } else {
      name(column);
      spoilt[column.index()] = true;
      Values.broken(column, Values.typeRule(column), broken);
    }
  }

  /** Whether the payload has the fields that its header names. */
  private boolean readCsv(String payload, String header) {
    List<String> names = headers.computeIfAbsent(header, PayloadParser::names);
    List<String> fields = fields(payload);
    if (fields.size() != names.size()) {
      broken.add(FIELD_COUNT);
      return false;
    }
    for (int i = 0; i < fields.size(); i++) {
      Column column = byName.get(names.get(i));
      if (column != null) {
        read(column, fields.get(i));
      }
    }
    return true;
  }

  private static List<String> names(String header) {
    return fields(header).stream().map(String::strip).toList();
  }

  /** The fields of one CSV record, as RFC 4180 has it. */
  public static List<String> fields(String record) {
    if (record.isEmpty()) {
      return List.of("");
    }
    return record.indexOf('"') < 0 ? split(record) : closed(split(record + ","));
  }

  private static List<String> split(String record) {
    List<CsvRecord> records =
        CsvReader.builder()
            .skipEmptyLines(false)
            .acceptCharsAfterQuotes(false)
            .ofCsvRecord(record)
            .stream()
            .toList();
    if (records.size() != 1) {
      throw new CsvParseException("the payload holds " + records.size() + " records");
    }
    return records.get(0).getFields();
  }

  /** A comma that was put at the end falls into a field whose quote is never closed. */
  private static List<String> closed(List<String> fieldsAndOneMore) {
    int last = fieldsAndOneMore.size() - 1;
    if (!fieldsAndOneMore.get(last).isEmpty()) {
      throw new CsvParseException("a quote is never closed");
    }
    return fieldsAndOneMore.subList(0, last);
  }

  private void read(Column column, String text) {
    name(column);
    if (text != null && !text.isEmpty()) {
      Object value = Values.parse(column, text, broken);
      values[column.index()] = value;
      spoilt[column.index()] |= value == null;
    }
  }

  private void name(Column column) {
    if (named[column.index()] && !broken.contains(UNIQUE_COLUMNS)) {
      broken.add(UNIQUE_COLUMNS);
    }
    named[column.index()] = true;
  }
}
