package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormatTest {
  private static final List<String> COLUMNS = List.of("name", "value", "known", "at");

  @Test
  void table_has_numbers_on_the_right_without_needless_zeros() {
    assertThat(
        printed(Format.TABLE),
        is(
            """
            name         value  known  at
            ----------  ------  -----  --------------------
            Ann, "A"    150.00  true   2026-01-05T00:00:00Z
            two\\nlines  -0.125
            Chloé         1200  false
            """));
  }

  @Test
  void csv_is_exact_and_quoted_where_needed() {
    assertThat(
        printed(Format.CSV),
        is(
            """
            name,value,known,at
            "Ann, ""A\""",150.00000000,true,2026-01-05T00:00:00Z
            "two
            lines",-0.12500000,,
            Chloé,1200,false,""
            """
                .replace("\n", "\r\n")
                .replace("two\r\n", "two\n")));
  }

  @Test
  void json_has_exact_numbers() {
    assertThat(
        printed(Format.JSON),
        is(
            """
            [
            {"name":"Ann, \\"A\\"","value":150.00000000,"known":true,"at":"2026-01-05T00:00:00Z"},
            {"name":"two\\nlines","value":-0.12500000,"known":null,"at":null},
            {"name":"Chloé","value":1200,"known":false,"at":""}
            ]
            """));
  }

  @Test
  void no_rows_are_still_a_document() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Format.JSON.printer(new PrintStream(out), COLUMNS).end();
    assertThat(out.toString(StandardCharsets.UTF_8).strip(), is("[]"));
  }

  @Test
  void numbers_are_readable() {
    assertThat(Numbers.rows(1234567), is("1,234,567"));
    assertThat(Numbers.money(new BigDecimal("1234567.50000000")), is("1,234,567.50"));
    assertThat(Numbers.money(new BigDecimal("-12.34567800")), is("-12.345678"));
    assertThat(
        Numbers.money(new BigDecimal("98765432109876543210.12")),
        is("98,765,432,109,876,543,210.12"));
    assertThat(Numbers.money(BigDecimal.TEN), is("10.00"));
    assertThat(Numbers.trimmed(new BigDecimal("1E+3")).toPlainString(), is("1000"));
  }

  private static String printed(Format format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RowPrinter printer =
        format.printer(new PrintStream(out, true, StandardCharsets.UTF_8), COLUMNS);
    printer.row(
        List.of(
            "Ann, \"A\"",
            new BigDecimal("150.00000000"),
            true,
            Instant.parse("2026-01-05T00:00:00Z")));
    printer.row(Arrays.asList("two\nlines", new BigDecimal("-0.12500000"), null, null));
    printer.row(List.of("Chloé", new BigDecimal("1200"), false, ""));
    printer.end();
    return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
