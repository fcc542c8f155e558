package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablePrinterTest {
  @ParameterizedTest
  @CsvSource({
    "abc, 3",
    "é, 1",
    "e\u0301, 1",
    "日本, 4",
    "ｱ, 1",
    "Ａ, 2",
    "한글, 4",
    "\u1112\u1161\u11ab, 2",
    "😀, 2",
    "⌚, 2",
    "नी, 2",
    "का, 2",
    "שָ, 1",
    "½, 1",
    "𠀀, 2",
    "🇩🇪, 2"
  })
  void text_is_as_wide_as_it_is_shown(String text, int places) {
    assertThat(DisplayWidth.of(text), is(places));
  }

  @Test
  void columns_line_up_whatever_the_script() {
    assertThat(
        printed(
            Integer.MAX_VALUE,
            List.of(
                List.of("山田　太郎", BigDecimal.ONE),
                List.of("Jose\u0301", BigDecimal.TEN),
                List.of("😀 Ann", new BigDecimal("100")),
                List.of("a\u202eb", new BigDecimal("5")))),
        is(
            """
            name        value
            ----------  -----
            山田　太郎      1
            Jose\u0301           10
            😀 Ann        100
            a\\u202eb        5
            """));
  }

  @Test
  void text_is_cut_to_the_room_that_there_is_and_numbers_never() {
    String number = "12345678901234567890.12345";
    String printed =
        printed(
            50,
            List.of(
                List.of("x".repeat(100), new BigDecimal(number)),
                List.of("日本語".repeat(20), BigDecimal.ONE)));

    assertThat(
        printed,
        is(
            """
            name                                         value
            ----------------------  --------------------------
            xxxxxxxxxxxxxxxxxxx...  12345678901234567890.12345
            日本語日本語日本語...                            1
            Text that ends in ... is cut to fit; --format=csv shows all of it.
            """));
  }

  @Test
  void the_widest_column_is_cut_first() {
    assertThat(
        ColumnWidths.fitted(new int[] {10, 100, 30}, new int[] {10, 12, 12}, 90),
        is(new int[] {10, 50, 30}));
    assertThat(
        ColumnWidths.fitted(new int[] {10, 100, 100}, new int[] {10, 12, 12}, 61),
        is(new int[] {10, 26, 25}));
    assertThat(
        ColumnWidths.fitted(new int[] {10, 100, 30}, new int[] {10, 12, 12}, 20),
        is(new int[] {10, 12, 12}));
  }

  @Test
  void what_is_cut_fits_in_any_script() {
    for (int most = 4; most < 40; most++) {
      String cut = DisplayWidth.cut("日本語 and e\u0301e\u0301 and 😀😀😀 and 한글 and more", most);
      assertThat(DisplayWidth.of(cut), is(lessThanOrEqualTo(most)));
    }
    assertThat(DisplayWidth.cut("日本", 4), is("日本"));
  }

  private static String printed(int room, List<List<Object>> rows) {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    RowPrinter printer =
        new TablePrinter(
            new PrintStream(heard, true, StandardCharsets.UTF_8),
            "",
            room,
            List.of("name", "value"));
    rows.forEach(printer::row);
    printer.end();
    return heard.toString(StandardCharsets.UTF_8);
  }
}
