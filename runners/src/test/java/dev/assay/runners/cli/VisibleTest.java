package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x07, 0x08, 0x0b, 0x1b, 0x7f, 0x85, 0x9b, 0xa0, 0xad, 0x34f, 0x61c, 0x115f, 0x180e,
        0x2003, 0x200b, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x202f, 0x2060,
        0x2064, 0x2066, 0x2069, 0x2800, 0x3164, 0xd800, 0xdfff, 0xe000, 0xfe0f, 0xfeff, 0xffa0,
        0xfff9, 0xffff
      })
  void what_cannot_be_seen_is_an_escape(int point) {
    String escape = "\\u" + String.format("%04x", point);
    assertThat(Visible.of("a" + Character.toString(point) + "b"), is("a" + escape + "b"));
  }

  @Test
  void tags_beyond_the_first_plane_are_escapes_with_their_number_in_braces() {
    assertThat(Visible.of("a\udb40\udc41b"), is("a\\u{e0041}b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "C:\\new", "Chloé", "Müller", "山田　太郎", "한글", "שלום", "नमस्ते", "e\u0301", "😀👍🏽",
        "€ ½"
      })
  void what_can_be_seen_stays(String text) {
    assertThat(Visible.of(text), is(text));
  }

  @Test
  void line_breaks_and_tabs_are_escapes_where_text_has_one_line() {
    assertThat(Visible.of("a\r\n\tb"), is("a\\r\\n\\tb"));
    assertThat(Visible.lines("a\r\n\tb"), is("a\\r\n\tb"));
  }

  @Test
  void nothing_that_moves_or_hides_text_passes_whatever_it_is() {
    StringBuilder all = new StringBuilder();
    IntStream.rangeClosed(0, Character.MAX_CODE_POINT).forEach(all::appendCodePoint);

    assertThat(
        Visible.of(all.toString())
            .codePoints()
            .filter(
                point ->
                    Character.isISOControl(point)
                        || Character.getType(point) == Character.FORMAT
                        || Character.isWhitespace(point) && point != ' ' && point != 0x3000)
            .count(),
        is(0L));
  }

  @Test
  void stream_takes_characters_in_pieces_and_hands_on_what_is_exact() {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    PrintStream exact = new PrintStream(heard, true, StandardCharsets.UTF_8);
    PrintStream visible = VisibleStream.of(exact);
    for (byte one : "é\u202e€😀\n".getBytes(StandardCharsets.UTF_8)) {
      visible.write(one);
    }
    visible.printf("%s|%n", "\u001b[2J");
    VisibleStream.exact(visible).print("\u202e");

    assertThat(VisibleStream.of(visible), is(visible));
    assertThat(heard.toString(StandardCharsets.UTF_8), is("é\\u202e€😀\n\\u001b[2J|\n\u202e"));
  }

  @Test
  void words_of_a_mistake_are_shown_as_they_are_seen() {
    Said command = Said.by("\u202eaudit");
    Said option = Said.by("run", "wealth", "--trades=x\u001b[2J", "--customers=y\nassay: done");

    assertThat(command.err(), containsString("There is no command '\\u202eaudit'"));
    assertThat(
        option.err(),
        allOf(
            containsString("x\\u001b[2J"),
            containsString("y\\nassay: done"),
            not(containsString("\u001b"))));
  }

  @Test
  void table_for_a_person_is_visible_and_rows_for_a_program_are_exact() {
    String value = "abc\u202edef\u200b";
    assertThat(printed(Format.TABLE, value), containsString("abc\\u202edef\\u200b"));
    assertThat(printed(Format.CSV, value), containsString(value));
    assertThat(printed(Format.JSON, value), containsString(value));
  }

  private static String printed(Format format, String value) {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    PrintStream out = VisibleStream.of(new PrintStream(heard, true, StandardCharsets.UTF_8));
    RowPrinter printer = format.printer(out, List.of("value"));
    printer.row(List.of(value));
    printer.end();
    return heard.toString(StandardCharsets.UTF_8);
  }
}
