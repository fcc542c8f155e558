package dev.assay.transforms.insights;

import static dev.assay.transforms.insights.DebeziumMessages.change;
import static dev.assay.transforms.insights.DebeziumMessages.parse;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.RowVersion;
import dev.assay.transforms.Parsed;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the values of a row become in its images. */
class DebeziumValuesTest {
  private static final String PLACEHOLDER_64 = "X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==";

  private static String account(String balance, String day) {
    return "{\"account_id\":1,\"account_holder_name\":\"Ada\",\"account_balance\":%s,"
        .concat("\"last_transaction_date\":%s}")
        .formatted(balance, day);
  }

  private static String canonical(String balance, String day) {
    return "{\"account_balance\":%s,\"account_holder_name\":\"Ada\",\"account_id\":1,"
        .concat("\"last_transaction_date\":%s}")
        .formatted(balance, day);
  }

  private static Parsed<ChangeEvent> created(String table, String row) {
    return parse(null, change("c", table, "null", row));
  }

  /** A purchase with one column more, of this type. */
  private static String other(String type, String name, String parameters, String value) {
    String field =
        "{\"type\":\"%s\",\"name\":\"%s\",\"parameters\":%s,\"field\":\"other\"}"
            .formatted(type, name, parameters);
    String row =
        "{\"id\":1,\"product\":\"Tea\",\"quantity\":2,\"purchase_date\":\"2026-01-05\",\"other\":%s}"
            .formatted(value);
    String schema =
        "{\"type\":\"struct\",\"fields\":[{\"type\":\"struct\",\"fields\":[%s],\"field\":\"after\"}]}"
            .formatted(field);
    String message =
        "{\"schema\":%s,\"payload\":%s}"
            .formatted(schema, change("c", "purchase_trends", "null", row));
    String after = parse(null, message).row().after();
    String start = "{\"id\":1,\"other\":";
    assertThat(after.startsWith(start), is(true));
    return after.substring(start.length(), after.indexOf(",\"product\""));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\"12.50\", 12.50",
        "\"12.5\", 12.50",
        "12.5, 12.50",
        "12, 12.00",
        "-0.0, 0.00",
        "\"0E-10\", 0.00",
        "1.25E1, 12.50",
        "9.999998989E7, 99999989.89",
        "\"12.5000\", 12.50",
        "`{\"scale\":1,\"value\":\"Dw==\"}`, 1.50",
        "`{\"scale\":-1,\"value\":\"Dw==\"}`, 150.00"
      })
  void decimals_are_text_at_the_scale_of_their_column(String json, String text) {
    assertThat(
        created("checking_account", account(json, "null")).row().after(),
        is(canonical("\"" + text + "\"", "null")));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "20458, \"2026-01-05\"",
        "-1, \"1969-12-31\"",
        "\"2026-01-05\", \"2026-01-05\"",
        "\"2026-01-05Z\", \"2026-01-05\"",
        "null, null",
        "\"\", null"
      })
  void days_are_iso_text(String json, String text) {
    assertThat(
        created("checking_account", account("\"1.00\"", json)).row().after(),
        is(canonical("\"1.00\"", text)));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "1767607200123, 2026-01-05T10:00:00.123Z",
        "1767607200123456, 2026-01-05T10:00:00.123456Z",
        "1767607200123456000, 2026-01-05T10:00:00.123456Z",
        "-1, 1969-12-31T23:59:59.999Z",
        "99999999999999, 5138-11-16T09:46:39.999Z",
        "100000000000000, 1973-03-03T09:46:40Z",
        "99999999999999999, 5138-11-16T09:46:39.999999Z",
        "100000000000000000, 1973-03-03T09:46:40Z",
        "\"2026-01-05T12:00:00+02:00\", 2026-01-05T10:00:00Z",
        "\"2026-01-05T10:00:00.000000Z\", 2026-01-05T10:00:00Z"
      })
  void times_are_iso_text_in_utc_and_their_unit_is_told_by_their_size(String json, String text) {
    String row =
        "{\"id\":7,\"customer_id\":5,\"account_id\":1,\"kind\":\"DEBIT\",\"amount\":\"1.00\","
            + "\"occurred_at\":"
            + json
            + "}";
    assertThat(
        created("account_transactions", row).row().after(),
        is(
            "{\"account_id\":1,\"amount\":\"1.00\",\"customer_id\":5,\"id\":7,\"kind\":\"DEBIT\","
                + "\"occurred_at\":\""
                + text
                + "\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "bytes|org.apache.kafka.connect.data.Decimal|{\"scale\":\"3\"}|\"B1vNFQ==\"|\"123456.789\"",
        "bytes|org.apache.kafka.connect.data.Decimal|{\"scale\":\"3\"}|1.5|\"1.5\"",
        "bytes|org.apache.kafka.connect.data.Decimal|{}|\"Dw==\"|\"Dw==\"",
        "bytes|org.apache.kafka.connect.data.Decimal|{\"scale\":\"3\"}|\"?\"|\"?\"",
        "struct|io.debezium.data.VariableScaleDecimal|null|{\"scale\":1,\"value\":\"Dw==\"}|\"1.5\"",
        "int32|io.debezium.time.Date|null|20458|\"2026-01-05\"",
        "int32|org.apache.kafka.connect.data.Date|null|20458|\"2026-01-05\"",
        "string|io.debezium.time.IsoDate|null|\"2026-01-05Z\"|\"2026-01-05\"",
        "int64|io.debezium.time.Timestamp|null|-1|\"1969-12-31T23:59:59.999Z\"",
        "int64|org.apache.kafka.connect.data.Timestamp|null|0|\"1970-01-01T00:00:00Z\"",
        "int64|io.debezium.time.MicroTimestamp|null|-1|\"1969-12-31T23:59:59.999999Z\"",
        "int64|io.debezium.time.NanoTimestamp|null|1|\"1970-01-01T00:00:00.000000001Z\"",
        "string|io.debezium.time.ZonedTimestamp|null|\"2026-01-05T01:00:00+02:00\"|\"2026-01-04T23:00:00Z\"",
        "string|io.debezium.time.ZonedTimestamp|null|\"infinity\"|\"infinity\"",
        "int32|io.debezium.time.Time|null|1000|\"00:00:01\"",
        "int64|io.debezium.time.MicroTime|null|86399999999|\"23:59:59.999999\"",
        "int64|io.debezium.time.MicroTime|null|86400000000|86400000000",
        "int64|io.debezium.time.NanoTime|null|1|\"00:00:00.000000001\"",
        "string|io.debezium.time.IsoTime|null|\"10:00:01.5Z\"|\"10:00:01.500\"",
        "string|io.debezium.time.ZonedTime|null|\"10:00:00Z\"|\"10:00:00Z\"",
        "string|io.debezium.data.Json|null|\"{\\\"a\\\": 1}\"|\"{\\\"a\\\": 1}\"",
        "boolean||null|true|true",
        "double||null|1.50|1.50",
        "array||null|[1,null,{\"b\":1,\"a\":\"\\u0001\"}]|[1,null,{\"a\":\"\\u0001\",\"b\":1}]"
      })
  void columns_that_the_contract_does_not_know_are_as_their_schema_has_them(
      String type, String name, String parameters, String json, String text) {
    assertThat(other(type, name == null ? "" : name, parameters, json), is(text));
  }

  @Test
  void columns_that_neither_contract_nor_schema_know_are_as_they_came() {
    String row =
        "{\"id\":1,\"product\":\"Tea\",\"quantity\":2,\"purchase_date\":1,\"other\":\"Dw==\"}";
    assertThat(
        created("purchase_trends", row).row().after(),
        is(
            "{\"id\":1,\"other\":\"Dw==\",\"product\":\"Tea\",\"purchase_date\":\"1970-01-02\","
                + "\"quantity\":2}"));
  }

  /** Of which 28 stand in an array of numbers, one for each byte of the text. */
  private static String bytes(String format) {
    return ChangeEvent.UNCHANGED
        .chars()
        .mapToObj(
            c ->
                format
                    .replace("#", Integer.toString(c))
                    .replace("?", Base64.getEncoder().encodeToString(new byte[] {(byte) c})))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static Stream<String> placeholders() {
    String text = "\"__debezium_unavailable_value\"";
    String map = "{\"__debezium_unavailable_value\":\"__debezium_unavailable_value\"}";
    return Stream.of(
        text,
        "\"" + PLACEHOLDER_64 + "\"",
        "\"5f5f646562657a69756d5f756e617661696c61626c655f76616c7565\"",
        "[" + text + "]",
        "[\"" + PLACEHOLDER_64 + "\"]",
        "[\"b68a35a7-17ad-35b3-af2a-ae46edb4545a\"]",
        map,
        "\"" + map.replace("\"", "\\\"") + "\"",
        "[[" + text + "," + text + "]]",
        bytes("#"),
        bytes("#.0"),
        bytes("\"?\""),
        bytes("{\"scale\":0,\"value\":\"?\"}"),
        "[" + "true,".repeat(27) + "true]",
        "{\"x\":-9.9999999E7,\"y\":-9.9999999E7,\"wkb\":\"AQ==\",\"srid\":null}",
        "{\"wkb\":\"AQEAACDmEAAAAAAA/IPXl8EAAAD8g9eXwQ==\",\"srid\":4326}");
  }

  private static String typedAs(String column, String name) {
    return "{\"type\":\"array\",\"items\":{\"type\":\"int32\",\"name\":\"%s\"},\"field\":\"%s\"}"
        .formatted(name, column);
  }

  /** Of a column that the contract knows, and of one that it does not, with a schema or without. */
  @ParameterizedTest
  @MethodSource("placeholders")
  void placeholder_of_any_form_keeps_the_value_from_before(String placeholder) {
    String row =
        "{\"id\":1,\"product\":\"Tea\",\"quantity\":%d,\"purchase_date\":20458,\"tags\":%s}";
    String before = row.formatted(1, "[\"a\",\"b\"]");
    String update = change("u", "purchase_trends", "null", row.formatted(2, placeholder));
    String typed =
        "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"type\":\"struct\",\"fields\":[%s],"
                .formatted(typedAs("tags", "io.debezium.time.Date"))
            + "\"field\":\"after\"}]},\"payload\":"
            + update
            + "}";
    ChangeEvent create = parse(null, change("c", "purchase_trends", "null", before)).row();
    for (String message : List.of(update, typed)) {
      List<RowVersion> versions =
          RowHistory.of(List.of(create, parse(null, message).row()), List.of()).versions();
      assertThat(
          versions.get(versions.size() - 1).image(),
          is(
              "{\"id\":1,\"product\":\"Tea\",\"purchase_date\":\"2026-01-05\",\"quantity\":2,"
                  + "\"tags\":[\"a\",\"b\"]}"));
    }
    String whole = change("u", "purchase_trends", before, row.formatted(2, placeholder));
    assertThat(parse(null, whole).row().after().endsWith("\"tags\":[\"a\",\"b\"]}"), is(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[95,95,100]", "[true]", "{\"x\":1,\"y\":2}", "[\"AQ==\"]"})
  void value_that_is_like_a_placeholder_is_a_value(String value) {
    String row =
        "{\"id\":1,\"product\":\"Tea\",\"quantity\":2,\"purchase_date\":1,\"tags\":%s}"
            .formatted(value);
    Parsed<ChangeEvent> parsed = parse(null, change("u", "purchase_trends", "null", row));
    assertThat(parsed.row().after().endsWith("\"tags\":" + value + "}"), is(true));
  }

  @Test
  void as_many_booleans_as_a_placeholder_has_are_a_value_where_none_can_come() {
    String flags = "[" + "true,".repeat(27) + "true]";
    String row =
        "{\"id\":1,\"product\":\"Tea\",\"quantity\":2,\"purchase_date\":1,\"tags\":%s}"
            .formatted(flags);
    assertThat(
        created("purchase_trends", row).row().after().endsWith("\"tags\":" + flags + "}"),
        is(true));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "\"__debezium_unavailable_value\"",
        "\"" + PLACEHOLDER_64 + "\"",
        "[\"__debezium_unavailable_value\"]",
        "{\"__debezium_unavailable_value\":\"__debezium_unavailable_value\"}"
      })
  void value_that_did_not_change_and_is_told_nowhere_stays_marked(String placeholder) {
    String row =
        "{\"id\":1,\"product\":%s,\"quantity\":2,\"purchase_date\":20458}".formatted(placeholder);
    Parsed<ChangeEvent> parsed = parse(null, change("u", "purchase_trends", "null", row));
    assertThat(
        parsed.row().after(),
        is(
            "{\"id\":1,\"product\":\"__debezium_unavailable_value\","
                + "\"purchase_date\":\"2026-01-05\",\"quantity\":2}"));
  }

  @ParameterizedTest
  @CsvSource({"Tea, Tea", "'', __debezium_unavailable_value"})
  void value_that_did_not_change_is_taken_from_before_unless_that_was_made_up(
      String before, String after) {
    String row = "{\"id\":1,\"product\":\"%s\",\"quantity\":2,\"purchase_date\":20458}";
    Parsed<ChangeEvent> parsed =
        parse(
            null,
            change(
                "u",
                "purchase_trends",
                row.formatted(before),
                row.formatted("__debezium_unavailable_value")));
    assertThat(
        parsed.row().after(),
        is(
            "{\"id\":1,\"product\":\"%s\",\"purchase_date\":\"2026-01-05\",\"quantity\":2}"
                .formatted(after)));
  }

  @Test
  void value_that_did_not_change_is_not_held_against_a_column_that_is_no_text() {
    assertThat(
        created("checking_account", account("\"__debezium_unavailable_value\"", "null"))
            .row()
            .after(),
        is(canonical("\"__debezium_unavailable_value\"", "null")));
  }

  @Test
  void before_of_another_form_is_passed_over() {
    Parsed<ChangeEvent> parsed =
        parse(null, change("u", "checking_account", "\"text\"", account("\"1.00\"", "null")));
    assertThat(parsed.row().before() == null, is(true));
    assertThat(parsed.broken(), is(List.of()));
  }
}
