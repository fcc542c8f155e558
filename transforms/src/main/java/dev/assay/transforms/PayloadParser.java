package dev.assay.transforms;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.assay.schemas.Column;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Table;
import dev.assay.transforms.CsvHeader.Heading;
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
  private static final String FIELD_COUNT = "field_count_matches_header";
  private static final String UTF_8 = "payload_is_utf_8";

  /** So many headers are remembered; in a large set of bad files each has another first line. */
  private static final int MOST_HEADINGS = 1_000;

  private final Table<T> table;
  private final Column[] columns;
  private final Object[] defaults;
  private final ColumnNames names;
  private final CsvHeader csvHeader;
  private final Map<String, Heading> headings = new HashMap<>();

  /** The payload at hand: its values, the columns it named, nearly or spoilt, what it breaks. */
  private Object[] values;

  private final boolean[] named;
  private final boolean[] nearly;
  private final boolean[] spoilt;
  private List<String> broken;

  private final JsonFields.Field jsonField =
      new JsonFields.Field() {
        @Override
        public void read(Column column, String text, boolean fits) {
          readJson(column, text, fits);
        }

        @Override
        public void passOver(String name) {
          names.note(name, nearly, broken);
        }
      };

  public PayloadParser(Table<T> table) {
    this.table = table;
    this.columns = table.columns().toArray(new Column[0]);
    this.defaults = new Object[columns.length];
    this.named = new boolean[columns.length];
    this.nearly = new boolean[columns.length];
    this.spoilt = new boolean[columns.length];
    this.names = new ColumnNames(table);
    this.csvHeader = CsvHeader.of(table);
    for (Column column : columns) {
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
    Arrays.fill(nearly, false);
    Arrays.fill(spoilt, false);
    try {
      if (encoding != null) {
        broken.add(UTF_8);
      } else if (header == null) {
        JsonFields.read(payload, names.columns(), jsonField);
        checkPresence();
      } else if (isRepeated(payload, header)) {
        return Parsed.repetition();
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
        if (nearly[i]) {
          ColumnNames.broken(ColumnNames.EXACT, broken);
        } else if (values[i] == null && !column.maybe()) {
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

  /** A header without rows, or once more among the rows of its file. */
  private boolean isRepeated(String payload, String header) {
    return payload.equals(header) && heading(header).broken().isEmpty();
  }

  private Heading heading(String header) {
    if (headings.size() == MOST_HEADINGS && !headings.containsKey(header)) {
      headings.clear();
    }
    return headings.computeIfAbsent(header, csvHeader::read);
  }

  /** Whether the payload has the fields that its header names. */
  private boolean readCsv(String payload, String header) {
    Heading heading = heading(header);
    if (!heading.broken().isEmpty()) {
      broken.addAll(heading.broken());
      return false;
    }
    List<String> fields = fields(payload);
    if (fields.size() != heading.columns().size()) {
      broken.add(FIELD_COUNT);
      return false;
    }
    for (int i = 0; i < fields.size(); i++) {
      Column column = heading.columns().get(i);
      if (column != null) {
        read(column, fields.get(i));
      }
    }
    return true;
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
    if (named[column.index()]) {
      ColumnNames.broken(ColumnNames.UNIQUE, broken);
    }
    named[column.index()] = true;
  }
}
