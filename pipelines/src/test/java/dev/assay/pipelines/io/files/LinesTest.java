package dev.assay.pipelines.io.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.io.Line;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static List<Line> all(Lines lines) throws IOException {
    List<Line> all = new ArrayList<>();
    for (Line line = lines.next(); line != null; line = lines.next()) {
      all.add(line);
    }
    return all;
  }

  private static List<String> bodies(String text) throws IOException {
    return all(Lines.of(stream(text.getBytes(StandardCharsets.UTF_8)))).stream()
        .map(Line::body)
        .toList();
  }

  private static List<String> csvBodies(String text) throws IOException {
    return all(Lines.ofCsv(stream(text.getBytes(StandardCharsets.UTF_8)))).stream()
        .map(Line::body)
        .toList();
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  @Test
  void a_line_ends_with_a_line_feed_and_the_last_one_without() throws IOException {
    assertThat(bodies(""), is(empty()));
    assertThat(bodies("a"), contains("a"));
    assertThat(bodies("a\n"), contains("a"));
    assertThat(bodies("a\r\nb\n\nc"), contains("a", "b", "", "c"));
    assertThat(bodies("\n\r\n"), contains("", ""));
    assertThat(bodies("a\rb\r\r\nc"), contains("a\rb\r", "c"));
  }

  @Test
  void a_csv_line_may_end_with_a_carriage_return_alone() throws IOException {
    assertThat(csvBodies("a\rb\r\nc\nd\r"), contains("a", "b", "c", "d"));
    assertThat(csvBodies("\r\ra"), contains("", "", "a"));
  }

  @Test
  void what_is_no_utf_8_keeps_every_byte_as_a_character() throws IOException {
    byte[] bytes = {'a', (byte) 0xFF, (byte) 0xC3, '\n', (byte) 0xC3, (byte) 0xA4, '\n'};
    assertThat(
        all(Lines.of(stream(bytes))),
        contains(new Line("a\u00FF\u00C3\n", 1, false), new Line("\u00E4\n", 1, true)));
    assertThat(
        all(Lines.of(stream("\uFFFD".getBytes(StandardCharsets.UTF_8)))),
        contains(new Line("\uFFFD", 0, true)));
  }

  @Test
  void lines_of_wider_characters_end_where_their_reader_sees_it() throws IOException {
    for (String charset : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
      for (String mark : List.of("", "\uFEFF")) {
        for (String end : List.of("\n", "\r\n", "\r")) {
          String text = mark + "first" + end + end + "\u010A\u0A0D" + end;
          byte[] bytes = text.getBytes(charset);
          List<Line> lines = all(Lines.ofCsv(stream(bytes)));
          assertThat(
              lines.stream().map(line -> decoded(line.body(), charset)).toList(),
              contains("first", "", "\u010A\u0A0D"));
          assertThat(lines.stream().noneMatch(Line::utf8), is(true));
        }
      }
    }
  }

  /** Some of Java's decoders keep a byte-order mark, others do not. */
  private static String decoded(String bytes, String charset) {
    return new String(
            bytes.getBytes(StandardCharsets.ISO_8859_1), java.nio.charset.Charset.forName(charset))
        .replace("\uFEFF", "");
  }

  @Test
  void single_zeros_make_no_wide_characters() throws IOException {
    assertThat(bodies("\0{\"a\":1}\n{}\n\0\n"), contains("\0{\"a\":1}", "{}", "\0"));
    assertThat(bodies("a\0\nb"), contains("a\0", "b"));
  }

  @Test
  void lines_beyond_the_buffer_are_whole() throws IOException {
    String line = "\u00E4".repeat(1_000_000);
    assertThat(bodies("x\n" + line + "\r\n" + line), contains("x", line, line));
  }

  /** Bytes come in as small pieces as a stream likes. */
  @Test
  void no_byte_is_lost_however_the_stream_cuts_them() throws IOException {
    Random random = new Random(3);
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = new byte[random.nextInt(60)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) "a\n\r\u00C3\u00A4".charAt(random.nextInt(5));
      }
      InputStream pieces =
          new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
              return super.read(into, offset, Math.min(length, 1 + random.nextInt(3)));
            }
          };
      Lines lines = random.nextBoolean() ? Lines.ofCsv(pieces) : Lines.of(pieces);
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      for (Line line = lines.next(); line != null; line = lines.next()) {
        read.write(
            line.text()
                .getBytes(line.utf8() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
        assertThat(lines.consumed(), is((long) read.size()));
      }
      assertThat(read.toByteArray(), is(bytes));
    }
  }
}
