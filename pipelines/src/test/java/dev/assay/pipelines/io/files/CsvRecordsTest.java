package dev.assay.pipelines.io.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import de.siegmar.fastcsv.reader.CsvParseException;
import dev.assay.pipelines.io.files.CsvRecords.CsvText;
import dev.assay.transforms.PayloadParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CsvRecordsTest {
  private static final String SPECTRUM = "shared/data/dirty/csv-spectrum";

  /** The answers that csv-spectrum documents, the header first. */
  private static final Map<String, List<List<String>>> ANSWERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "comma_in_quotes.csv",
                  List.of(
                      List.of("first", "last", "address", "city", "zip"),
                      List.of("John", "Doe", "120 any st.", "Anytown, WW", "08123"))),
              Map.entry(
                  "empty.csv",
                  List.of(List.of("a", "b", "c"), List.of("1", "", ""), List.of("2", "3", "4"))),
              Map.entry(
                  "empty_crlf.csv",
                  List.of(List.of("a", "b", "c"), List.of("1", "", ""), List.of("2", "3", "4"))),
              Map.entry(
                  "escaped_quotes.csv",
                  List.of(List.of("a", "b"), List.of("1", "ha \"ha\" ha"), List.of("3", "4"))),
              Map.entry(
                  "json.csv",
                  List.of(
                      List.of("key", "val"),
                      List.of("1", "{\"type\": \"Point\", \"coordinates\": [102.0, 0.5]}"))),
              Map.entry(
                  "location_coordinates.csv",
                  List.of(
                      List.of("Contact Phone Number", "Location Coordinates", "Cities", "Counties"),
                      List.of(
                          "2095257564",
                          "37\uFFFD36'37.8\"N 121\uFFFD2'17.9\"W",
                          "Modesto",
                          "Stanislaus"))),
              Map.entry(
                  "newlines.csv",
                  List.of(
                      List.of("a", "b", "c"),
                      List.of("1", "2", "3"),
                      List.of("Once upon \na time", "5", "6"),
                      List.of("7", "8", "9"))),
              Map.entry(
                  "newlines_crlf.csv",
                  List.of(
                      List.of("a", "b", "c"),
                      List.of("1", "2", "3"),
                      List.of("Once upon \r\na time", "5", "6"),
                      List.of("7", "8", "9"))),
              Map.entry(
                  "quotes_and_newlines.csv",
                  List.of(List.of("a", "b"), List.of("1", "ha \n\"ha\" \nha"), List.of("3", "4"))),
              Map.entry("simple.csv", List.of(List.of("a", "b", "c"), List.of("1", "2", "3"))),
              Map.entry("simple_crlf.csv", List.of(List.of("a", "b", "c"), List.of("1", "2", "3"))),
              Map.entry(
                  "utf8.csv",
                  List.of(
                      List.of("a", "b", "c"),
                      List.of("1", "2", "3"),
                      List.of("4", "5", "\u02A4")))));

  private static List<CsvText> records(byte[] bytes) throws IOException {
    CsvRecords records = new CsvRecords(Lines.ofCsv(new ByteArrayInputStream(bytes)));
    List<CsvText> all = new ArrayList<>();
    for (CsvText record = records.next(); record != null; record = records.next()) {
      all.add(record);
    }
    return all;
  }

  private static List<CsvText> records(String text) throws IOException {
    return records(text.getBytes(StandardCharsets.UTF_8));
  }

  private static CsvText text(String text, long line) {
    return new CsvText(text, line, true);
  }

  @Test
  void csv_spectrum_gives_its_documented_answers() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve(SPECTRUM))) {
      folder = folder.getParent();
    }
    Assumptions.assumeTrue(folder != null, "../" + SPECTRUM + " is not there");
    Map<String, List<List<String>>> read = new TreeMap<>();
    try (var files = Files.list(folder.resolve(SPECTRUM))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".csv")).toList()) {
        read.put(
            file.getFileName().toString(),
            records(Files.readAllBytes(file)).stream()
                .map(record -> PayloadParser.fields(record.text()))
                .toList());
      }
    }
    assertThat(read, is(ANSWERS));
  }

  @Test
  void a_record_tells_its_first_line_and_keeps_its_text() throws IOException {
    assertThat(
        records("a,b\r\n\"1\r\nx\",2\r\n\r\n\n \n\"\"\"\n\"\"\",4\n5,6"),
        contains(
            text("a,b", 1),
            text("\"1\r\nx\",2", 2),
            text(" ", 6),
            text("\"\"\"\n\"\"\",4", 7),
            text("5,6", 9)));
  }

  @Test
  void nothing_and_blank_lines_hold_no_record() throws IOException {
    assertThat(records(""), is(empty()));
    assertThat(records("\n\r\n\r"), is(empty()));
    assertThat(records("\uFEFF"), is(empty()));
    assertThat(records("\uFEFF\na,b"), contains(text("a,b", 2)));
    assertThat(records("a,b\n"), contains(text("a,b", 1)));
  }

  @Test
  void a_byte_order_mark_is_no_part_of_the_header() throws IOException {
    assertThat(
        records("\uFEFF\"a\nx\",b\n1,\uFEFF2\n\uFEFF3,4"),
        contains(text("\"a\nx\",b", 1), text("1,\uFEFF2", 3), text("\uFEFF3,4", 4)));
  }

  @Test
  void lines_may_end_with_a_carriage_return_alone() throws IOException {
    assertThat(
        records("a,b\r1,2\r\"x\ry\",4\r"),
        contains(text("a,b", 1), text("1,2", 2), text("\"x\ry\",4", 3)));
  }

  @Test
  void a_quote_that_is_never_closed_takes_its_own_line_only() throws IOException {
    List<CsvText> records = records("a,b\n1,\"x\n2,y\n3,\"z\"\n\"4\n4\",w\n");
    assertThat(
        records,
        contains(
            text("a,b", 1),
            text("1,\"x", 2),
            text("2,y", 3),
            text("3,\"z\"", 4),
            text("\"4\n4\",w", 5)));
    Assertions.assertThrows(CsvParseException.class, () -> PayloadParser.fields("1,\"x"));
    assertThat(
        records("1,\"x\n2,y\n\n3,z"), contains(text("1,\"x", 1), text("2,y", 2), text("3,z", 4)));
    assertThat(records("1,2\n\""), contains(text("1,2", 1), text("\"", 2)));
  }

  @Test
  void text_after_a_closing_quote_spoils_its_own_line_only() throws IOException {
    assertThat(
        records("\"1\"x,\"2\n3,4\n5,\"6\"\n"),
        contains(text("\"1\"x,\"2", 1), text("3,4", 2), text("5,\"6\"", 3)));
  }

  @Test
  void a_quote_within_a_plain_field_is_text() throws IOException {
    assertThat(
        records("1,5\"3\n2, \"x\n3,y"),
        contains(text("1,5\"3", 1), text("2, \"x", 2), text("3,y", 3)));
    assertThat(PayloadParser.fields("2, \"x"), contains("2", " \"x"));
  }

  @Test
  void a_field_of_a_thousand_lines_is_one_record_and_a_longer_one_is_not() throws IOException {
    String thousand = "\"" + "x\n".repeat(999) + "\"";
    assertThat(records(thousand + "\ny"), contains(text(thousand, 1), text("y", 1_001)));
    List<CsvText> longer = records("\"" + "x\n".repeat(1_000) + "\"");
    assertThat(longer.size(), is(1_001));
    assertThat(longer.get(1_000), is(text("\"", 1_001)));
  }

  /** Looked for anew from every line on, the end of each would take hours. */
  @Test
  @Timeout(120)
  void open_quotes_on_every_line_end_where_they_are_closed() throws IOException {
    String text = ("\"x\n" + "\"\"y\n".repeat(20) + "z,\"a\"b\n").repeat(10_000);
    assertThat(records(text).size(), is(220_000));
  }

  @Test
  void bytes_that_are_no_text_make_their_record_bytes() throws IOException {
    byte[] bytes = "a\n\"\u00E4\n\u00FF\",2\n\u00E4,3".getBytes(StandardCharsets.ISO_8859_1);
    byte[] mixed = "a\n\"\u00E4\n".getBytes(StandardCharsets.UTF_8);
    byte[] latin = "\u00FF\",2\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(
        records(bytes),
        contains(
            text("a", 1),
            new CsvText("\"\u00E4\n\u00FF\",2", 2, false),
            new CsvText("\u00E4,3", 4, false)));
    assertThat(
        records(joined(mixed, latin)),
        contains(text("a", 1), new CsvText("\"\u00C3\u00A4\n\u00FF\",2", 2, false)));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /** Put together again, with the line ends that a record leaves out, records are the file. */
  @Test
  void every_line_is_in_one_record_or_blank() throws IOException {
    Random random = new Random(4);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder random_text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        random_text.append("\"\"\"\n\n,,\rax\u00E4".charAt(random.nextInt(11)));
      }
      String text = random_text.toString();
      StringBuilder rest = new StringBuilder(text);
      long line = 1;
      for (CsvText record : records(text)) {
        for (; isBreak(rest); line++) {
          takeBreak(rest);
        }
        assertThat(text, record.line(), is(line));
        assertThat(text, rest.indexOf(record.text()), is(0));
        rest.delete(0, record.text().length());
        line += lines(record.text());
        takeBreak(rest);
      }
      while (isBreak(rest)) {
        takeBreak(rest);
      }
      assertThat(text, rest.length(), is(0));
    }
  }

  private static boolean isBreak(StringBuilder text) {
    return text.length() > 0 && (text.charAt(0) == '\n' || text.charAt(0) == '\r');
  }

  private static void takeBreak(StringBuilder text) {
    if (isBreak(text)) {
      text.delete(0, text.length() > 1 && text.substring(0, 2).equals("\r\n") ? 2 : 1);
    }
  }

  /** How many lines a record stands on. */
  private static long lines(String record) {
    return 1 + record.replace("\r\n", "\n").chars().filter(c -> c == '\n' || c == '\r').count();
  }

  /** Whatever was written comes back, however its fields look. */
  @Test
  void written_fields_come_back() throws IOException {
    Random random = new Random(5);
    for (int round = 0; round < 5_000; round++) {
      List<List<String>> written = new ArrayList<>();
      StringBuilder file = new StringBuilder();
      for (int row = 1 + random.nextInt(4); row > 0; row--) {
        List<String> fields = new ArrayList<>();
        for (int field = 1 + random.nextInt(3); field > 0; field--) {
          StringBuilder value = new StringBuilder();
          for (int i = random.nextInt(6); i > 0; i--) {
            value.append("\",\n\ra \uFEFF\u02A4".charAt(random.nextInt(8)));
          }
          fields.add(value.toString());
          file.append('"').append(value.toString().replace("\"", "\"\"")).append("\",");
        }
        file.setLength(file.length() - 1);
        file.append(random.nextBoolean() ? "\r\n" : "\n");
        written.add(fields);
      }
      assertThat(
          records(file.toString()).stream().map(r -> PayloadParser.fields(r.text())).toList(),
          is(written));
    }
  }

  @Test
  void a_file_in_another_encoding_loses_no_line() throws IOException {
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      assertThat(records("a,b\n1,2\n3,4\n".getBytes(charset)).size() >= 3, is(true));
    }
  }
}
