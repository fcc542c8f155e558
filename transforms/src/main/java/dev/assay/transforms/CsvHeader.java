package dev.assay.transforms;

import de.siegmar.fastcsv.reader.CsvParseException;
import dev.assay.schemas.Column;
import dev.assay.schemas.Table;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells a header of a table from another first record of a CSV file. A header names every column
 * that a payload must have, each column once, and has no name that is nearly one of a column.
 */
public final class CsvHeader implements Serializable {
  /** The rule that the first record of a file names the columns of the table. */
  static final String NAMES_COLUMNS = "header_names_the_columns";

  private final Table<?> table;
  private transient ColumnNames names;

  private CsvHeader(Table<?> table) {
    this.table = table;
  }

  public static CsvHeader of(Table<?> table) {
    return new CsvHeader(table);
  }

  /**
   * What a header says.
   *
   * @param columns the column of each field; null for a field that the table does not know
   * @param broken the rules that it breaks: if any, it is no header of the table
   */
  record Heading(List<Column> columns, List<String> broken) {}

  /**
   * Whether the first record of a file is a header of the table.
   *
   * @param utf8 if not, each character of the record stands for one byte
   */
  public boolean isHeader(String record, boolean utf8) {
    return read(utf8 ? record : legible(record)).broken().isEmpty();
  }

  /** Of a text in UTF-16 or another encoding, what is ASCII: names of columns are. */
  private static String legible(String bytes) {
    return bytes
        .replaceFirst("^(\u00FF\u00FE|\u00FE\u00FF|\u00EF\u00BB\u00BF)", "")
        .replace("\0", "");
  }

  Heading read(String header) {
    names = names == null ? new ColumnNames(table) : names;
    List<String> fields;
    try {
      fields = PayloadParser.fields(header);
    } catch (CsvParseException noRecord) {
      return new Heading(List.of(), List.of(NAMES_COLUMNS));
    }
    Column[] columns = new Column[fields.size()];
    boolean[] named = new boolean[table.columns().size()];
    boolean[] nearly = new boolean[named.length];
    List<String> broken = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      String name = fields.get(i).strip();
      columns[i] = names.columns().get(name);
      if (columns[i] == null) {
        names.note(name, nearly, broken);
      } else {
        if (named[columns[i].index()]) {
          ColumnNames.broken(ColumnNames.UNIQUE, broken);
        }
        named[columns[i].index()] = true;
      }
    }
    return new Heading(Arrays.asList(columns), judged(named, nearly, broken));
  }

  /** With what is known of all names; a record that lacks columns is no header, and no more. */
  private List<String> judged(boolean[] named, boolean[] nearly, List<String> broken) {
    for (Column column : table.columns()) {
      int i = column.index();
      if (!named[i] && nearly[i]) {
        ColumnNames.broken(ColumnNames.EXACT, broken);
      } else if (!named[i] && ColumnNames.isRequired(column)) {
        return List.of(NAMES_COLUMNS);
      }
    }
    return broken;
  }
}
