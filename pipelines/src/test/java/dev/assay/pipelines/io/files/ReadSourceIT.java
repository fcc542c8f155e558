package dev.assay.pipelines.io.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.books.ReplayFilter;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.books.SourceFile;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.InputException;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import dev.assay.transforms.CsvHeader;
import dev.assay.transforms.Payload;
import dev.assay.transforms.Rows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadSourceIT {
  private static final Instant MODIFIED = Instant.parse("2026-01-05T10:00:00Z");
  private static final Instant STARTED = Instant.parse("2026-01-06T00:00:00Z");
  private static final long WHOLE = ReadSource.PART_BYTES;

  /** What the pipeline of the test at hand read; a DoFn can only tell it to a static place. */
  private static final ConcurrentLinkedQueue<Payload> READ = new ConcurrentLinkedQueue<>();

  @TempDir Path folder;

  private static final class Remember extends DoFn<Rows<Payload>, Void> {
    @ProcessElement
    public void process(@Element Rows<Payload> rows) {
      READ.addAll(rows.list());
    }
  }

  /** A table of two columns, of which one may be left out. */
  public record Pair(@Key String a, @Maybe String b) {
    static final Table<Pair> TABLE = Table.of("pairs", Pair.class);
  }

  /** A position and a text, the rest being alike for all payloads of a file. */
  private record Read(long position, String text) {}

  @BeforeEach
  void forget() {
    READ.clear();
  }

  private SourceFile file(String name, byte[] bytes) throws IOException {
    Path file = folder.toRealPath().resolve(name);
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
    return SourceFiles.find("trades", Endpoint.files(file.toString())).get(0);
  }

  private SourceFile file(String name, String text) throws IOException {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] gzip(String text) throws IOException {
    return gzip(text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }

  /** What is read of these files, in the order of names and positions. */
  static List<Payload> payloads(long partBytes, SourceFile... files) {
    Pipeline p = Pipeline.create(PipelineOptionsFactory.create());
    RunPlan plan =
        new RunPlan(
            1,
            "r1",
            "wealth",
            "LOAD",
            STARTED.toString(),
            List.of(files),
            Map.of(),
            null,
            ReplayFilter.ALL,
            List.of(),
            Map.of());
    PCollectionView<RunPlan> view =
        p.apply("Plan", Create.of(plan).withCoder(RunPlan.coder())).apply(View.asSingleton());
    p.apply(Create.of(List.of(files)).withCoder(RecordCoder.of(SourceFile.class)))
        .apply(ReadSource.in(view, CsvHeader.of(Pair.TABLE)).inPartsOf(partBytes))
        .apply("Remember", ParDo.of(new Remember()));
    p.run().waitUntilFinish();
    List<Payload> read = new ArrayList<>(READ);
    READ.clear();
    read.sort(Comparator.comparing(Payload::source).thenComparing(Payload::position));
    return read;
  }

  private static List<Read> read(long partBytes, SourceFile... files) {
    return payloads(partBytes, files).stream()
        .map(payload -> new Read(payload.position(), payload.text()))
        .toList();
  }

  @Test
  void a_line_becomes_a_payload_with_its_place_and_times() throws IOException {
    SourceFile file = file("a.jsonl", "{\"a\":1}\n");
    assertThat(
        payloads(WHOLE, file),
        contains(new Payload(file.uri(), 1, "{\"a\":1}", null, MODIFIED, STARTED, "r1", null)));
  }

  @Test
  void a_csv_record_comes_with_its_header() throws IOException {
    SourceFile file = file("a.csv", "\uFEFF\n\"a\",b\r\n1,\"x\r\ny\"\r\n\r\n2,3");
    assertThat(
        payloads(WHOLE, file),
        contains(
            new Payload(file.uri(), 3, "1,\"x\r\ny\"", "\"a\",b", MODIFIED, STARTED, "r1", null),
            new Payload(file.uri(), 6, "2,3", "\"a\",b", MODIFIED, STARTED, "r1", null)));
  }

  @Test
  void a_csv_file_with_old_line_ends_loses_no_row() throws IOException {
    assertThat(
        read(WHOLE, file("a.csv", "a,b\r1,2\r3,4")),
        contains(new Read(2, "1,2"), new Read(3, "3,4")));
  }

  @Test
  void bytes_that_are_no_utf_8_are_kept_one_by_one() throws IOException {
    byte[] bytes = {'a', (byte) 0xFF, '\n', 'b', '\n'};
    List<Payload> read = payloads(WHOLE, file("a.jsonl", bytes));
    assertThat(read.stream().map(Payload::text).toList(), contains("a\u00FF", "b"));
    assertThat(read.get(0).encoding(), is("ISO-8859-1"));
    assertThat(read.get(1).encoding() == null, is(true));
  }

  @Test
  void line_ends_and_blank_lines_are_no_part_of_a_payload() throws IOException {
    assertThat(
        read(WHOLE, file("a.jsonl", "{}\r\n\r\n \t\n{\"a\":\r1}\n\n{\"b\":2}")),
        contains(new Read(1, "{}"), new Read(4, "{\"a\":\r1}"), new Read(6, "{\"b\":2}")));
  }

  @Test
  void a_file_without_rows_gives_none() throws IOException {
    assertThat(
        read(
            WHOLE,
            file("a.jsonl", ""),
            file("b.csv", ""),
            file("c.csv", "\r\n\n"),
            file("e.json", "\n\n"),
            file("f.csv.gz", gzip("")),
            file("g.csv", "\uFEFF")),
        is(empty()));
  }

  @Test
  void a_header_without_rows_is_a_payload_with_itself_as_header() throws IOException {
    SourceFile file = file("a.csv", "\uFEFF\n\"a\",b\r\n\r\n");
    assertThat(
        payloads(WHOLE, file),
        contains(new Payload(file.uri(), 2, "\"a\",b", "\"a\",b", MODIFIED, STARTED, "r1", null)));
  }

  @Test
  void a_first_record_that_is_no_header_is_a_payload_before_the_others() throws IOException {
    SourceFile file = file("a.csv", "\n1,x\n2,y\n");
    assertThat(
        payloads(WHOLE, file),
        contains(
            new Payload(file.uri(), 2, "1,x", "1,x", MODIFIED, STARTED, "r1", null),
            new Payload(file.uri(), 3, "2,y", "1,x", MODIFIED, STARTED, "r1", null)));
  }

  @Test
  void header_and_record_are_bytes_where_one_of_them_is_no_utf_8() throws IOException {
    byte[] latinHeader = "a,\u00FC\n1,\u00FC\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] latinRow = "a,\u00C3\u00BC\n1,\u00FF\n2,x".getBytes(StandardCharsets.ISO_8859_1);
    SourceFile header = file("a.csv", latinHeader);
    SourceFile row = file("b.csv", latinRow);
    assertThat(
        payloads(WHOLE, header, row),
        contains(
            new Payload(
                header.uri(), 2, "1,\u00FC", "a,\u00FC", MODIFIED, STARTED, "r1", "ISO-8859-1"),
            new Payload(
                row.uri(), 2, "1,\u00FF", "a,\u00C3\u00BC", MODIFIED, STARTED, "r1", "ISO-8859-1"),
            new Payload(row.uri(), 3, "2,x", "a,\u00FC", MODIFIED, STARTED, "r1", null)));
  }

  @Test
  void a_file_in_utf_16_gives_as_many_payloads_as_it_has_rows() throws IOException {
    for (String charset : List.of("UTF-16LE", "UTF-16BE")) {
      for (String end : List.of("\n", "\r\n", "\r")) {
        String text = String.join(end, "\uFEFFa,b", "1,\"x" + end + "y\"", "", "2,z", "");
        assertThat(
            payloads(WHOLE, file("a.csv", text.getBytes(charset))).stream()
                .map(payload -> payload.position() + " " + payload.encoding())
                .toList(),
            contains("2 ISO-8859-1", "5 ISO-8859-1"));
      }
      byte[] lines = "\uFEFF{\"a\":1}\r\n{}\r\n".getBytes(charset);
      for (long partBytes : List.of(1L, WHOLE)) {
        assertThat(read(partBytes, file("b.jsonl", lines)).size(), is(2));
      }
    }
  }

  @Test
  void only_blanks_make_a_blank_line() throws IOException {
    for (String line : List.of("\0", "\u2003", "\u00A0", "\u001C", "\u000B", "\uFEFF", "\u0085")) {
      assertThat(read(WHOLE, file("a.jsonl", " \n" + line + "\n\t")), contains(new Read(2, line)));
    }
  }

  @Test
  void parts_give_the_payloads_and_line_numbers_of_the_whole() throws IOException {
    for (String end : List.of("\n", "\r\n")) {
      StringBuilder text = new StringBuilder();
      List<Read> expected = new ArrayList<>();
      for (int line = 1; line <= 300; line++) {
        String body = line % 7 == 0 ? "" : "{\"\u00E4\":\"" + "x".repeat(line * 31 % 97) + "\"}";
        text.append(body).append(line < 300 ? end : "");
        if (!body.isEmpty()) {
          expected.add(new Read(line, body));
        }
      }
      SourceFile file = file("a.jsonl", text.toString());
      assertThat(read(WHOLE, file), is(expected));
      for (long partBytes : List.of(1L, 10L, 64L, 1_000L, file.bytes() - 1, file.bytes())) {
        assertThat("parts of " + partBytes, read(partBytes, file), is(expected));
      }
    }
  }

  @Test
  void a_large_file_is_read_in_parts_of_the_usual_size() throws IOException {
    String line = "{\"a\":\"" + "x".repeat(1_000_000) + "\"}";
    SourceFile file = file("a.jsonl", (line + "\n").repeat(70));
    assertThat(
        read(WHOLE, file),
        is(IntStream.rangeClosed(1, 70).mapToObj(i -> new Read(i, line)).toList()));
  }

  @Test
  void rows_travel_in_limited_numbers_and_none_is_lost_between() throws IOException {
    int count = Rows.LIMIT * 2 + 1;
    StringBuilder text = new StringBuilder("a\n");
    IntStream.rangeClosed(1, count).forEach(i -> text.append(i).append('\n'));
    assertThat(
        read(WHOLE, file("a.csv", text.toString())),
        is(
            IntStream.rangeClosed(1, count)
                .mapToObj(i -> new Read(i + 1, String.valueOf(i)))
                .toList()));
  }

  @Test
  void compressed_files_are_read_whole_also_of_several_members() throws IOException {
    byte[] first = gzip("{}\n{\"a\":1}\n");
    byte[] second = gzip("{\"b\":2}");
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(first);
    both.write(second);
    assertThat(
        read(1, file("a.jsonl.gz", both.toByteArray())),
        contains(new Read(1, "{}"), new Read(2, "{\"a\":1}"), new Read(3, "{\"b\":2}")));
    assertThat(read(1, file("b.csv.gz", gzip("a\n\"x\ny\""))), contains(new Read(2, "\"x\ny\"")));
  }

  @Test
  void a_name_with_the_signs_of_a_pattern_is_a_name() throws IOException {
    for (String name : List.of("a[1].jsonl", "b*.jsonl", "c?{d}.jsonl", "e f%20.jsonl")) {
      assertThat(name, read(WHOLE, file(name, "{}")), contains(new Read(1, "{}")));
    }
  }

  private static String refusal(long partBytes, SourceFile file) {
    Throwable failure = assertThrows(RuntimeException.class, () -> read(partBytes, file));
    while (failure != null && !(failure instanceof InputException)) {
      failure = failure.getCause();
    }
    return failure == null ? null : failure.getMessage();
  }

  @Test
  void a_file_that_vanishes_is_told_in_words() throws IOException {
    for (String name : List.of("a.jsonl", "b.csv", "c.jsonl.gz")) {
      SourceFile file = file(name, "{}\n{}\n{}\n");
      Files.delete(Path.of(file.uri()));
      for (long partBytes : List.of(1L, WHOLE)) {
        assertThat(
            refusal(partBytes, file),
            is(
                "Cannot read "
                    + file.uri()
                    + ": it is not there any more. Nothing of this run was kept. Put it back, or"
                    + " leave it out, and start the run again"));
      }
    }
  }

  @Test
  void a_file_that_is_not_what_its_name_says_is_told_in_words() throws IOException {
    byte[] whole = gzip("{}\n".repeat(100));
    Map<SourceFile, String> why =
        Map.of(
            file("a.jsonl.gz", "{}\n"), "Not in GZIP format",
            file("b.jsonl.gz", ""), "it ends too early",
            file("c.jsonl.gz", java.util.Arrays.copyOf(whole, whole.length - 10)),
                "Unexpected end of ZLIB input stream");
    why.forEach(
        (file, reason) ->
            assertThat(
                refusal(WHOLE, file),
                is(
                    "Cannot read "
                        + file.uri()
                        + ": "
                        + reason
                        + ". Nothing of this run was kept. Check the file and who may read it, and"
                        + " start the run again")));
  }
}
