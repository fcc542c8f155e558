package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.RiskCategory;
import dev.assay.schemas.wealth.Trade;
import dev.assay.schemas.wealth.TransactionType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadParserTest {
  private static final String HEADER =
      "trade_id,customer_id,stock_symbol,transaction_type,quantity,price,currency,transaction_time";
  private static final String RECORD = "T1,C1,ACME,BUY,2,10.5,USD,2026-01-05T10:00:00Z";
  private static final Trade TRADE =
      new Trade(
          "T1",
          "C1",
          "ACME",
          TransactionType.BUY,
          new BigDecimal("2.0000"),
          new BigDecimal("10.5000"),
          "USD",
          Instant.parse("2026-01-05T10:00:00Z"),
          null,
          null);

  /** A table of the kinds that no trade has, and of names that begin like one another. */
  public record Parcel(
      @Key String parcel,
      int parcelNumber,
      @Maybe Long weight,
      @Maybe Boolean sealed,
      @EventTime LocalDate sentOn) {
    static final Table<Parcel> TABLE = Table.of("parcels", Parcel.class);
  }

  private final PayloadParser<Trade> trades = new PayloadParser<>(Trade.TABLE);

  /** The JSON of a good trade, but for this field, which has this JSON; left out when null. */
  private static String json(String field, String value) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("trade_id", "\"T1\"");
    fields.put("customer_id", "\"C1\"");
    fields.put("stock_symbol", "\"ACME\"");
    fields.put("transaction_type", "\"BUY\"");
    fields.put("quantity", "2");
    fields.put("price", "10.5");
    fields.put("currency", "\"USD\"");
    fields.put("transaction_time", "\"2026-01-05T10:00:00Z\"");
    fields.put(field, value);
    return fields.entrySet().stream()
        .filter(entry -> entry.getValue() != null)
        .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private Parsed<Trade> trade(String field, String value) {
    return trades.parse(json(field, value), null, null);
  }

  private static Parsed<Parcel> parcel(String json) {
    return new PayloadParser<>(Parcel.TABLE).parse(json, null, null);
  }

  private static String nested(String open, int depth, String close) {
    return open.repeat(depth) + "1" + close.repeat(depth);
  }

  @Test
  void a_good_payload_becomes_its_row() {
    assertThat(trade("price", "10.5"), is(new Parsed<>(TRADE, List.of(), TRADE.day())));
    assertThat(trades.parse(RECORD, HEADER, null), is(new Parsed<>(TRADE, List.of(), TRADE.day())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trade_id | null | trade_id_is_present",
        "trade_id | \"\" | trade_id_is_present",
        "trade_id | 7 | trade_id_is_text",
        "trade_id | true | trade_id_is_text",
        "trade_id | {\"a\":{\"b\":[1]}} | trade_id_is_text",
        "trade_id | [[\"T1\"]] | trade_id_is_text",
        "trade_id | \"a\\u0000b\" | trade_id_has_no_nul",
        "trade_id | \"a\\ud800\" | trade_id_is_valid_unicode",
        "trade_id | \"\\ud800b\" | trade_id_is_valid_unicode",
        "trade_id | \"\\udc00\\ud800\" | trade_id_is_valid_unicode",
        "transaction_type | \"buy\" | transaction_type_is_buy_or_sell",
        "transaction_type | \"HOLD\" | transaction_type_is_buy_or_sell",
        "transaction_type | 1 | transaction_type_is_buy_or_sell",
        "price | null | price_is_present",
        "price | \"\" | price_is_present",
        "price | true | price_is_a_number",
        "price | {} | price_is_a_number",
        "price | [1] | price_is_a_number",
        "price | \"ten\" | price_is_a_number",
        "price | \"NaN\" | price_is_a_number",
        "price | \"Infinity\" | price_is_a_number",
        "price | \" 1\" | price_is_a_number",
        "price | \"1,5\" | price_is_a_number",
        "price | \"0x10\" | price_is_a_number",
        "price | 1.00001 | price_has_at_most_4_decimals",
        "price | 1e-5 | price_has_at_most_4_decimals",
        "price | 1e-999999999 | price_has_at_most_4_decimals",
        "price | 100000000000000 | price_is_in_range",
        "price | 1e14 | price_is_in_range",
        "price | -1e14 | price_is_in_range",
        "price | 1e999999999 | price_is_in_range",
        "price | \"1e999999999\" | price_is_in_range",
        "price | 1e99999999999 | price_is_in_range",
        "transaction_time | null | transaction_time_is_present",
        "transaction_time | 1767607200 | transaction_time_is_a_time",
        "transaction_time | \"today\" | transaction_time_is_a_time",
        "transaction_time | \"2026-01-05\" | transaction_time_is_a_time",
        "transaction_time | \"2026-01-05 10:00:00\" | transaction_time_is_a_time",
        "transaction_time | \"2026-01-05T10:00:00\" | transaction_time_is_a_time",
        "transaction_time | \"2026-02-30T10:00:00Z\" | transaction_time_is_a_time",
        "transaction_time | \"2025-02-29T10:00:00Z\" | transaction_time_is_a_time",
        "transaction_time | \"2026-13-01T10:00:00Z\" | transaction_time_is_a_time",
        "transaction_time | \"2026-01-05T24:00:00Z\" | transaction_time_is_a_time",
        "transaction_time | \"2026-01-05T23:59:60Z\" | transaction_time_is_a_time",
        "transaction_time | \"10000-01-01T00:00:00Z\" | transaction_time_is_a_time",
        "transaction_time | \"2026-01-05T10:00:00.0000001Z\" |"
            + " transaction_time_has_at_most_6_decimals",
        "transaction_time | \"0000-12-31T23:59:59Z\" | transaction_time_is_in_range",
        "transaction_time | \"0001-01-01T00:00:00+00:01\" | transaction_time_is_in_range",
        "transaction_time | \"9999-12-31T23:59:59-00:01\" | transaction_time_is_in_range",
        "transaction_time | \"+10000-01-01T00:00:00Z\" | transaction_time_is_in_range",
      })
  void a_value_breaks_exactly_its_rule(String field, String value, String rule) {
    assertThat(trade(field, value).broken(), contains(rule));
    assertThat(trade(field, value).row(), is(nullValue()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trade_id",
        "customer_id",
        "stock_symbol",
        "transaction_type",
        "quantity",
        "price",
        "transaction_time"
      })
  void a_field_left_out_breaks_exactly_its_presence(String field) {
    assertThat(trade(field, null).broken(), contains(field + "_is_present"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 1.0000",
        "\"1\" | 1.0000",
        "\"+1.5\" | 1.5000",
        "\"-3\" | -3.0000",
        "-0 | 0.0000",
        "-0.0 | 0.0000",
        "0e-999999999 | 0.0000",
        "0e999999999 | 0.0000",
        "1.5e2 | 150.0000",
        "1E+2 | 100.0000",
        "15e-1 | 1.5000",
        "1.00000000000000000000 | 1.0000",
        "0.0001 | 0.0001",
        "99999999999999.9999 | 99999999999999.9999",
        "-99999999999999.9999 | -99999999999999.9999",
      })
  void a_number_keeps_its_exact_value(String value, BigDecimal price) {
    assertThat(trade("price", value).row().price(), is(price));
  }

  @ParameterizedTest
  @CsvSource({
    "2024-02-29T10:00:00Z, 2024-02-29T10:00:00Z",
    "2026-01-05T10:00Z, 2026-01-05T10:00:00Z",
    "2026-01-05T10:00:00.123456Z, 2026-01-05T10:00:00.123456Z",
    "2026-01-05T10:00:00.123456000Z, 2026-01-05T10:00:00.123456Z",
    "2026-01-05T00:30:00+01:00, 2026-01-04T23:30:00Z",
    "2026-01-04T19:30:00-05:00, 2026-01-05T00:30:00Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z",
  })
  void a_time_is_read_to_the_instant(String text, Instant time) {
    assertThat(trade("transaction_time", "\"" + text + "\"").row().transactionTime(), is(time));
  }

  @Test
  void an_absent_currency_is_us_dollars() {
    assertThat(trade("currency", null).row(), is(TRADE));
    assertThat(trade("currency", "null").row(), is(TRADE));
    assertThat(trade("currency", "\"\"").row(), is(TRADE));
    assertThat(trade("currency", "\"EUR\"").row().currency(), is("EUR"));
  }

  @Test
  void every_broken_rule_is_named_once() {
    String payload =
        "{\"trade_id\":1,\"customer_id\":\"\",\"transaction_type\":\"x\",\"quantity\":\"y\","
            + "\"quantity\":\"z\",\"quantity\":[],\"price\":1e-9,\"currency\":{},"
            + "\"transaction_time\":\"noon\"}";
    assertThat(
        trades.parse(payload, null, null).broken(),
        contains(
            "trade_id_is_text",
            "transaction_type_is_buy_or_sell",
            "quantity_is_a_number",
            "columns_are_unique",
            "price_has_at_most_4_decimals",
            "currency_is_text",
            "transaction_time_is_a_time",
            "customer_id_is_present",
            "stock_symbol_is_present"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "7",
        "\"text\"",
        "[]",
        "[{\"trade_id\":\"T1\"}]",
        "{",
        "{\"trade_id\":\"T1\"",
        "{\"trade_id\":\"T1\",}",
        "{\"trade_id\":\"T1\"}}",
        "{\"trade_id\":\"T1\"} x",
        "{\"trade_id\":\"T1\"}{\"trade_id\":\"T2\"}",
        "{\"trade_id\":\"T1\"} []",
        "{\"trade_id\":'T1'}",
        "{trade_id:\"T1\"}",
        "{\"price\":NaN}",
        "{\"price\":-Infinity}",
        "{\"price\":+1}",
        "{\"price\":.5}",
        "{\"price\":1.}",
        "{\"price\":01}",
        "{\"trade_id\":\"a\tb\"}",
        "{\"trade_id\":\"\\x\"}",
        "// {}",
        "\uFEFF\uFEFF{}",
      })
  void what_is_no_json_object_is_unreadable(String payload) {
    assertThat(
        trades.parse(payload, null, null),
        is(new Parsed<>(null, List.of("payload_is_readable"), null)));
  }

  @Test
  void a_byte_order_mark_is_passed_over() {
    assertThat(trades.parse("\uFEFF" + json("price", "10.5"), null, null).row(), is(TRADE));
  }

  @Test
  void an_empty_object_lacks_every_field_without_a_default() {
    assertThat(
        trades.parse("{}", null, null).broken(),
        contains(
            "trade_id_is_present",
            "customer_id_is_present",
            "stock_symbol_is_present",
            "transaction_type_is_present",
            "quantity_is_present",
            "price_is_present",
            "transaction_time_is_present"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "\"\"",
        "{\"price\":\"x\",\"trade_id\":[{}]}",
        "[[1,[2,{\"price\":3}]],{}]",
        "1e99999999999",
        "\"\\u0000\\ud800\"",
      })
  void a_field_that_the_table_does_not_know_is_passed_over(String value) {
    assertThat(trade("extra", value).row(), is(TRADE));
    assertThat(trade("prices", value).row(), is(TRADE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Currency", "currency\u00A0", " currency", "cur\u200Brency", "\uFF43urrency"})
  void a_name_that_is_nearly_a_columns_lets_no_default_stand_in(String name) {
    String absent = json("currency", null).replaceFirst("}$", ",\"" + name + "\":\"EUR\"}");
    assertThat(trades.parse(absent, null, null).broken(), contains("columns_are_named_exactly"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tradeId", "TRADE-ID", "Trade_Id", "trade\\u005fid ", "\\ufefftrade_id"})
  void a_field_that_is_nearly_a_columns_is_told_in_place_of_an_absence(String name) {
    String near =
        json("trade_id", null)
            .replaceFirst("^\\{", "{\"" + name.replace("\\", "\\\\") + "\":\"T1\",");
    assertThat(trades.parse(near, null, null).broken(), contains("columns_are_named_exactly"));
  }

  @Test
  void a_field_whose_name_is_escaped_is_the_columns() {
    String escaped = json("trade_id", null).replace("{", "{\"tr\\u0061de_id\":\"T1\",");
    assertThat(trades.parse(escaped, null, null).row(), is(TRADE));
  }

  @Test
  void a_field_that_looks_like_a_columns_is_refused_beside_it_and_one_of_its_letters_is_not() {
    for (String looks : List.of("Currency", "currency\\u00a0", "currency\\u200b", "CURRENCY ")) {
      assertThat(trade(looks, "\"USD\"").broken(), contains("columns_are_named_exactly"));
      assertThat(trade(looks, "null").broken(), contains("columns_are_named_exactly"));
    }
    for (String letters : List.of("tradeId", "trade-id", "transaction.time")) {
      assertThat(trade(letters, "\"other\"").row(), is(TRADE));
    }
  }

  @Test
  void a_name_inside_a_field_is_nobodys() {
    assertThat(trade("extra", "{\"Currency\":\"EUR\",\"Trade_Id\":[1]}").row(), is(TRADE));
  }

  @Test
  void digits_of_other_scripts_are_no_numbers() {
    assertThat(trade("price", "\"\u0661\u0662\"").broken(), contains("price_is_a_number"));
    assertThat(trade("quantity", "\"\uFF11\"").broken(), contains("quantity_is_a_number"));
  }

  @Test
  void keys_that_look_alike_are_refused() {
    for (String id : List.of("C1\u200B", "\uFEFFC1", "C1\u00A0", "C\u202E1")) {
      assertThat(
          trade("customer_id", "\"" + id + "\"").broken(),
          contains("customer_id_has_no_invisible_characters"));
    }
    assertThat(
        trade("customer_id", "\"C1 \"").broken(),
        contains("customer_id_has_no_blanks_at_its_ends"));
    assertThat(
        trade("customer_id", "\"e\u0301\"").broken(), contains("customer_id_is_in_normal_form_c"));
  }

  @Test
  void a_payload_cannot_state_what_a_later_step_adds() {
    assertThat(trade("name", "\"Mallory\"").row(), is(TRADE));
    assertThat(trade("risk_category", "7").row(), is(TRADE));
    assertThat(
        trades.parse(RECORD + ",Mallory,LOW", HEADER + ",name,risk_category", null).row(),
        is(TRADE));
  }

  @Test
  void a_key_given_twice_is_refused_whichever_comes_first() {
    String good = json("price", "10.5");
    for (String twice : List.of("\"T2\"", "\"T1\"", "null", "\"\"")) {
      String payload = "{\"trade_id\":" + twice + "," + good.substring(1);
      assertThat(trades.parse(payload, null, null).broken(), contains("columns_are_unique"));
    }
    String unknown = "{\"extra\":1,\"extra\":2," + good.substring(1);
    assertThat(trades.parse(unknown, null, null).row(), is(TRADE));
  }

  @Test
  void a_value_given_twice_in_the_wrong_type_breaks_both_rules() {
    String payload = "{\"price\":{}," + json("price", "10.5").substring(1);
    assertThat(
        trades.parse(payload, null, null).broken(),
        contains("price_is_a_number", "columns_are_unique"));
    assertThat(
        trades.parse(json("price", "10.5,\"price\":{}"), null, null).broken(),
        contains("columns_are_unique", "price_is_a_number"));
  }

  @Test
  void deep_nesting_is_passed_over_or_refused_but_never_fails() {
    assertThat(trade("extra", nested("[", 900, "]")).row(), is(TRADE));
    assertThat(trade("price", nested("[", 900, "]")).broken(), contains("price_is_a_number"));
    for (String field : List.of("extra", "price")) {
      assertThat(trade(field, nested("[", 200_000, "]")).broken(), contains("payload_is_readable"));
      assertThat(
          trade(field, nested("{\"a\":", 200_000, "}")).broken(), contains("payload_is_readable"));
    }
    assertThat(
        trades.parse("[".repeat(1_000_000), null, null).broken(), contains("payload_is_readable"));
  }

  /** Read digit by digit they would take hours. */
  @Test
  @Timeout(120)
  void long_numbers_are_judged_by_their_length() {
    String digits = "9".repeat(5_000_000);
    assertThat(trade("price", digits).broken(), contains("price_is_in_range"));
    assertThat(trade("price", "\"" + digits + "\"").broken(), contains("price_is_in_range"));
    assertThat(trade("price", "\"" + digits + "x\"").broken(), contains("price_is_a_number"));
    assertThat(trade("extra", digits).row(), is(TRADE));
    assertThat(trade("price", "1e-" + "9".repeat(150)).broken(), contains("price_is_in_range"));
  }

  @Test
  void a_long_key_is_refused_by_its_length() {
    String text = "x".repeat(3_000_000);
    assertThat(
        trade("trade_id", "\"" + text + "\"").broken(),
        contains("trade_id_has_at_most_1024_bytes"));
  }

  /** Names of one length whose parts have equal hashes, whatever the hash begins with. */
  @Test
  void field_names_chosen_to_collide_are_passed_over() {
    String names =
        IntStream.range(0, 4_096)
            .mapToObj(
                i ->
                    IntStream.range(0, 12)
                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "AB" : "B!")
                        .collect(Collectors.joining("", "\"", "\":1")))
            .collect(Collectors.joining(","));
    assertThat(
        trades.parse("{" + names + "," + json("price", "10.5").substring(1), null, null).row(),
        is(TRADE));
    assertThat(trade("price", "10.5").row(), is(TRADE));
  }

  @Test
  void bytes_that_are_no_text_are_refused_unread() {
    assertThat(
        trades.parse(json("price", "x"), null, "ISO-8859-1"),
        is(new Parsed<>(null, List.of("payload_is_utf_8"), null)));
    assertThat(trades.parse(RECORD, HEADER, "ISO-8859-1").broken(), contains("payload_is_utf_8"));
  }

  @Test
  void the_day_of_a_broken_payload_is_told_where_it_can_be_read() {
    assertThat(trade("price", "\"x\"").day(), is(LocalDate.of(2026, 1, 5)));
    assertThat(trade("transaction_time", "\"x\"").day(), is(nullValue()));
    assertThat(parcel("{\"sent_on\":\"2026-01-05\"}").day(), is(LocalDate.of(2026, 1, 5)));
  }

  @Test
  void one_payload_leaves_nothing_for_the_next() {
    trade("price", "{}");
    trades.parse("{\"trade_id\":\"T9\",\"quantity\":\"x\",", null, null);
    assertThat(trades.parse("{}", null, null).broken().size(), is(7));
    assertThat(trade("price", "10.5"), is(new Parsed<>(TRADE, List.of(), TRADE.day())));
  }

  @Test
  void whole_numbers_days_and_truths_are_read() {
    assertThat(
        parcel(
                "{\"parcel\":\"a\",\"parcel_number\":-2147483648,\"weight\":9223372036854775807,"
                    + "\"sealed\":true,\"sent_on\":\"2024-02-29\"}")
            .row(),
        is(new Parcel("a", Integer.MIN_VALUE, Long.MAX_VALUE, true, LocalDate.of(2024, 2, 29))));
    assertThat(
        new PayloadParser<>(Parcel.TABLE)
            .parse("a,+7,,false,0001-01-01", "parcel,parcel_number,weight,sealed,sent_on", null)
            .row(),
        is(new Parcel("a", 7, null, false, LocalDate.of(1, 1, 1))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "parcel_number | 1.5 | parcel_number_is_a_whole_number",
        "parcel_number | 1e3 | parcel_number_is_a_whole_number",
        "parcel_number | \"\u00bd\" | parcel_number_is_a_whole_number",
        "parcel_number | 2147483648 | parcel_number_is_in_range",
        "weight | true | weight_is_a_whole_number",
        "weight | -9223372036854775809 | weight_is_in_range",
        "sealed | 1 | sealed_is_true_or_false",
        "sealed | \"TRUE\" | sealed_is_true_or_false",
        "sent_on | \"2026-02-30\" | sent_on_is_a_date",
        "sent_on | \"2025-02-29\" | sent_on_is_a_date",
        "sent_on | \"2026-1-5\" | sent_on_is_a_date",
        "sent_on | \"2026-01-05T00:00:00Z\" | sent_on_is_a_date",
        "sent_on | 20260105 | sent_on_is_a_date",
        "sent_on | \"0000-12-31\" | sent_on_is_in_range",
        "sent_on | \"+10000-01-01\" | sent_on_is_in_range",
      })
  void values_of_other_kinds_break_exactly_their_rule(String field, String value, String rule) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("parcel", "\"a\"");
    fields.put("parcel_number", "1");
    fields.put("sent_on", "\"2026-01-05\"");
    fields.put(field, value);
    String json =
        fields.entrySet().stream()
            .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
            .collect(Collectors.joining(",", "{", "}"));
    assertThat(parcel(json).broken(), contains(rule));
  }

  @Test
  void an_absent_column_is_named_beside_a_broken_one_whose_name_begins_alike() {
    assertThat(
        parcel("{\"parcel\":\"\",\"parcel_number\":\"x\",\"sent_on\":\"2026-01-05\"}").broken(),
        contains("parcel_number_is_a_whole_number", "parcel_is_present"));
  }

  @Test
  void csv_columns_come_in_any_order_and_with_strangers() {
    assertThat(
        trades
            .parse(
                "x,10.5,2026-01-05T10:00:00Z,BUY,,ACME,\"2\",C1,T1,",
                "note, price ,transaction_time,transaction_type,currency,stock_symbol,quantity,"
                    + "customer_id,trade_id,note",
                null)
            .row(),
        is(TRADE));
  }

  @Test
  void a_csv_header_that_lacks_a_column_is_refused_and_one_with_a_default_may_be_absent() {
    String header = HEADER.replace(",price", "");
    String record = RECORD.replace(",10.5", "");
    assertThat(trades.parse(record, header, null).broken(), contains("header_names_the_columns"));
    assertThat(
        trades.parse(RECORD.replace(",USD", ""), HEADER.replace(",currency", ""), null).row(),
        is(TRADE));
  }

  @Test
  void a_csv_record_of_more_or_fewer_fields_breaks_only_the_field_count() {
    for (String record : List.of(RECORD + ",", RECORD.replace(",USD", ""), "", " ", "T1")) {
      assertThat(
          trades.parse(record, HEADER, null),
          is(new Parsed<>(null, List.of("field_count_matches_header"), null)));
    }
  }

  @Test
  void a_csv_header_that_names_a_column_twice_is_refused() {
    assertThat(
        trades.parse(RECORD + ",11", HEADER + ",price", null).broken(),
        contains("columns_are_unique"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"T1,C1,ACME,BUY,2,10.5,USD,2026-01-05T10:00:00Z",
        "T1,\"C1\"x,ACME,BUY,2,10.5,USD,2026-01-05T10:00:00Z",
        "T1,C1,ACME,BUY,2,10.5,USD,\"",
        "T1,C1,ACME,BUY,2,10.5,USD,2026-01-05T10:00:00Z\nT2,C1,ACME,BUY,2,10.5,USD,x",
        "T1,C1,ACME,BUY\r2,10.5,USD,2026-01-05T10:00:00Z",
      })
  void what_is_no_csv_record_is_unreadable(String record) {
    assertThat(
        trades.parse(record, HEADER, null),
        is(new Parsed<>(null, List.of("payload_is_readable"), null)));
  }

  @Test
  void a_csv_header_that_is_no_record_is_no_header() {
    assertThat(
        trades.parse(RECORD, "\"" + HEADER, null).broken(), contains("header_names_the_columns"));
  }

  @Test
  void csv_fields_keep_their_text() {
    assertThat(
        PayloadParser.fields("\"a,\"\"b\"\"\r\nc\", x ,5\"3',\"\",,\u00e9"),
        contains("a,\"b\"\r\nc", " x ", "5\"3'", "", "", "\u00e9"));
    assertThat(PayloadParser.fields(""), contains(""));
  }

  @Test
  void a_huge_csv_field_survives_or_is_refused() {
    String huge = "x".repeat(10_000_000);
    assertThat(
        trades.parse(huge + RECORD.substring(2), HEADER, null).broken(),
        contains("trade_id_has_at_most_1024_bytes"));
    assertThat(
        trades.parse(huge + huge + RECORD.substring(2), HEADER, null).broken(),
        contains("payload_is_readable"));
  }

  @Test
  void a_record_of_very_many_fields_is_read_or_refused() {
    assertThat(trades.parse(",".repeat(100_000), HEADER, null).broken().size(), is(1));
  }

  @Test
  void a_customer_needs_no_more_than_its_first_three_columns() {
    PayloadParser<Customer> customers = new PayloadParser<>(Customer.TABLE);
    assertThat(
        customers.parse("C1,Jane,LOW", "customer_id,name,risk_category", null).row(),
        is(new Customer("C1", "Jane", RiskCategory.LOW, null, null, null, null)));
    assertThat(
        customers.parse(
            "{\"customer_id\":\"C1\",\"name\":\"J\",\"risk_category\":\"NONE\","
                + "\"date_of_birth\":\"1990-02-30\",\"updated_at\":\"x\"}",
            null,
            null),
        is(
            new Parsed<Customer>(
                null,
                List.of(
                    "risk_category_is_low_or_medium_or_high",
                    "date_of_birth_is_a_date",
                    "updated_at_is_a_time"),
                null)));
  }

  @Test
  void random_changes_of_a_payload_give_a_row_or_named_rules() {
    java.util.Random random = new java.util.Random(7);
    String good = json("price", "10.5");
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < 20_000; i++) {
      StringBuilder changed = new StringBuilder(good);
      for (int n = random.nextInt(3); n >= 0; n--) {
        int at = random.nextInt(changed.length());
        switch (random.nextInt(3)) {
          case 0 -> changed.deleteCharAt(at);
          case 1 -> changed.insert(at, (char) random.nextInt(128));
          default ->
              changed.setCharAt(at, "\"\\{}[]:,0-.eE\0\uD800\uFEFF".charAt(random.nextInt(16)));
        }
      }
      Parsed<Trade> parsed = trades.parse(changed.toString(), null, null);
      assertThat(changed.toString(), parsed.row() == null, is(!parsed.broken().isEmpty()));
      seen.addAll(parsed.broken());
    }
    assertThat(seen.stream().filter(rule -> !rule.matches("[a-z0-9_]+")).toList(), is(empty()));
    assertThat(
        seen.contains("payload_is_readable") && seen.contains("transaction_time_is_a_time"),
        is(true));
  }
}
