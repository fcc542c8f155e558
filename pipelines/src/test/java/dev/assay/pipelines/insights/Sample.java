package dev.assay.pipelines.insights;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.schemas.Table;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** The sample of messages, and what must become of it. */
final class Sample {
  private static final Path FOLDER = Path.of("..", "data", "insights").toAbsolutePath().normalize();
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private Sample() {}

  static Path file(String name) {
    return FOLDER.resolve(name);
  }

  /** The rows of a table or view. */
  static List<List<String>> expected(String name) throws IOException {
    Path file = FOLDER.resolve("expected").resolve(name + ".csv");
    try (CsvReader<CsvRecord> records = CsvReader.builder().ofCsvRecord(file)) {
      return records.stream().skip(1).map(CsvRecord::getFields).toList();
    }
  }

  /** The source database as it stands after all changes. */
  static Warehouse source() throws IOException {
    return source("public.");
  }

  /** A database with the tables of the source, as they stand after all changes, by other names. */
  static Warehouse source(String prefix) throws IOException {
    Warehouse source = TestPostgres.freshDatabase();
    TestPostgres.execute(
        source, "CREATE SCHEMA IF NOT EXISTS " + prefix.substring(0, prefix.indexOf('.')));
    String sql = Files.readString(FOLDER.resolve("expected").resolve("source.sql"));
    TestPostgres.execute(source, sql.replace("public.", prefix));
    return source;
  }

  /** A row as the expected files have it. */
  static List<String> csv(Table<?> table, Record row) {
    return table.columns().stream()
        .map(column -> text(table.shape().get(row, column.index())))
        .toList();
  }

  private static String text(Object value) {
    if (value == null) {
      return "";
    }
    return value instanceof BigDecimal number
        ? number.toPlainString()
        : value instanceof Instant instant ? MICROS.format(instant) : value.toString();
  }
}
