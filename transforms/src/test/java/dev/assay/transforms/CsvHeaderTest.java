package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.Column;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.CsvHeader.Heading;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a header of trades, and of what is none, why. */
class CsvHeaderTest {
  private static final String NAMES =
      "trade_id,customer_id,stock_symbol,transaction_type,quantity,price,currency,transaction_time";
  private static final String EXACT = "columns_are_named_exactly";
  private static final String UNIQUE = "columns_are_unique";
  private static final String NONE = "header_names_the_columns";

  private final CsvHeader trades = CsvHeader.of(Trade.TABLE);

  private List<String> broken(String header) {
    List<String> broken = trades.read(header).broken();
    assertThat(header, trades.isHeader(header, true), is(broken.isEmpty()));
    return broken;
  }

  private List<String> columns(String header) {
    Heading heading = trades.read(header);
    assertThat(header, heading.broken(), is(empty()));
    return heading.columns().stream()
        .map(column -> Objects.toString(column == null ? null : column.name()))
        .toList();
  }

  @Test
  void columns_are_found_in_any_order_between_strangers() {
    assertThat(columns(NAMES), is(List.of(NAMES.split(","))));
    assertThat(
        columns(
            "note,transaction_time,price,quantity,transaction_type,stock_symbol,customer_id,"
                + "trade_id,"),
        contains(
            "null",
            "transaction_time",
            "price",
            "quantity",
            "transaction_type",
            "stock_symbol",
            "customer_id",
            "trade_id",
            "null"));
  }

  @Test
  void quotes_and_blanks_around_a_name_are_not_part_of_it() {
    String quoted = "\"" + NAMES.replace(",", "\",\"") + "\"";

    assertThat(columns(quoted), is(List.of(NAMES.split(","))));
    assertThat(columns(NAMES.replace(",", " ,\t")), is(List.of(NAMES.split(","))));
    assertThat(columns(quoted.replace("\"price\"", "\" price\u2003\"")), is(columns(NAMES)));
    assertThat(columns(NAMES.replace("price", "\u3000price")), is(columns(NAMES)));
    assertThat(
        columns(quoted + ",\"a \"\"note\"\", of\nthe trade\""),
        is(List.of((NAMES + ",null").split(","))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Currency",
        "CURRENCY",
        "currency\u00A0",
        "\u00A0currency",
        "\uFEFFcurrency",
        "\uFEFF\uFEFFcurrency",
        "cur rency",
        "cur\u200Brency",
        "cur\u00ADrency",
        "\u202Ecurrency",
        "currency\u3164",
        "currency\uFE0F",
        "\uFF43\uFF55rrency",
        "\"Currency\"",
        "\"cur\nrency\""
      })
  void name_that_looks_like_a_columns_is_refused_also_where_another_has_it(String near) {
    assertThat(broken(NAMES.replace("currency", near)), contains(EXACT));
    assertThat(broken(NAMES + "," + near), contains(EXACT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tradeId",
        "TRADE-ID",
        "Trade Id",
        "trade.id",
        "tradeid",
        "_trade_id_",
        "\\trade_id"
      })
  void name_of_the_same_letters_is_refused_in_place_of_a_column_and_a_stranger_beside_it(
      String near) {
    assertThat(broken(NAMES.replace("trade_id", near)), contains(EXACT));
    assertThat(broken(NAMES + "," + near), is(empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"currencies", "my_currency", "curr\u0435ncy", "\\u0063urrency", "1"})
  void name_that_only_resembles_a_columns_is_a_strangers(String other) {
    assertThat(columns(NAMES + "," + other), is(List.of((NAMES + ",null").split(","))));
    // The column has a default, so that nobody needs to name it.
    assertThat(broken(NAMES.replace("currency", other)), is(List.of()));
  }

  @Test
  void byte_order_mark_that_no_reader_has_taken_is_part_of_the_first_name() {
    assertThat(broken("\uFEFF" + NAMES), contains(EXACT));
    assertThat(broken("\uFEFF\uFEFF" + NAMES), contains(EXACT));
    assertThat(broken("\uFEFFnote," + NAMES), is(empty()));
  }

  @Test
  void column_named_twice_is_refused_however_it_is_written() {
    assertThat(broken(NAMES + ",price"), contains(UNIQUE));
    assertThat(broken(NAMES + ",\" price\",price"), contains(UNIQUE));
    assertThat(broken(NAMES + ",price,Price"), containsInAnyOrder(UNIQUE, EXACT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "T1,C1,ACME,BUY,2,10.5,USD,2026-01-05T10:00:00Z",
        "trade_id;customer_id;stock_symbol;transaction_type;quantity;price;transaction_time",
        "<html><head><title>502 Bad Gateway</title></head></html>",
        "{\"trade_id\":\"T1\",\"customer_id\":\"C1\"}",
        "# of 2026-01-05",
        "\"" + NAMES,
        "\"trade_id\"x," + NAMES,
        NAMES + "\n" + NAMES,
        "trade_id,customer_id,stock_symbol,transaction_type,quantity,currency,transaction_time,Name"
      })
  void record_that_lacks_a_column_is_no_header_and_breaks_no_other_rule(String record) {
    assertThat(broken(record), contains(NONE));
  }

  @Test
  void columns_that_a_later_step_adds_are_no_names_of_a_file() {
    assertThat(columns(NAMES + ",name,risk_category").subList(8, 10), contains("null", "null"));
  }

  @Test
  void header_of_another_encoding_is_known_by_its_ascii() {
    for (Charset charset :
        List.of(
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE,
            StandardCharsets.UTF_16,
            Charset.forName("windows-1252"))) {
      String bytes = new String((NAMES + ",\u00E4").getBytes(charset), StandardCharsets.ISO_8859_1);
      assertThat(charset.name(), trades.isHeader(bytes, false), is(true));
    }
    assertThat(trades.isHeader("\u00EF\u00BB\u00BF" + NAMES + ",\u00FF", false), is(true));
    assertThat(trades.isHeader("T\u00E4,1,2", false), is(false));
  }

  @Test
  void every_column_of_a_payload_is_known_and_each_that_is_needed_is_missed() {
    for (Column column : Trade.TABLE.columns()) {
      String without = ("," + NAMES + ",").replace("," + column.name() + ",", ",");
      boolean needed = ColumnNames.isRequired(column);
      assertThat(column.name(), broken(without), is(needed ? List.of(NONE) : List.of()));
    }
  }
}
