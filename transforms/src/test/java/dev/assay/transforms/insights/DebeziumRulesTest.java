package dev.assay.transforms.insights;

import static dev.assay.transforms.insights.DebeziumMessages.change;
import static dev.assay.transforms.insights.DebeziumMessages.parse;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.assay.schemas.Raw;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.transforms.Parsed;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule that a message can break, and a message that breaks it and no other. */
class DebeziumRulesTest {
  private static final String TEA =
      "{\"id\":17,\"product\":\"Tea\",\"quantity\":2,\"purchase_date\":20458}";
  private static final String GOOD = change("c", "purchase_trends", "null", TEA);

  private static void assertBroken(String value, String... rules) {
    assertBrokenWithKey(null, value, rules);
  }

  private static void assertBrokenWithKey(String key, String value, String... rules) {
    Parsed<ChangeEvent> parsed = parse(key, value);
    assertThat(parsed.broken(), is(List.of(rules)));
    assertThat(parsed.row(), nullValue());
  }

  @Test
  void the_message_that_the_others_differ_from_breaks_none() {
    assertThat(parse(null, GOOD).broken(), is(List.of()));
  }

  @Test
  void byte_order_mark_is_passed_over() {
    assertThat(parse("\uFEFF{\"id\":17}", "\uFEFF" + GOOD), is(parse("{\"id\":17}", GOOD)));
  }

  @Test
  void refused_change_tells_its_day() {
    assertThat(
        parse(null, GOOD.replace("purchase_trends", "other")).day(),
        is(LocalDate.parse("2026-01-05")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "no JSON",
        "{",
        "[]",
        "17",
        "\"text\"",
        "{} {}",
        "{\"op\":\"c\",\"op\":\"c\"}",
        "{\"schema\":{},\"payload\":17}"
      })
  void payload_is_readable(String value) {
    assertBroken(value, "payload_is_readable");
  }

  @Test
  void payload_is_utf_8() {
    Raw good = DebeziumMessages.raw("x", null, GOOD);
    Raw latin =
        new Raw(
            good.source(),
            1,
            GOOD,
            null,
            null,
            good.arrivedAt(),
            "run",
            good.payloadSha256(),
            "ISO-8859-1");
    assertThat(DebeziumMessages.reader().parse(latin).broken(), is(List.of("payload_is_utf_8")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"id\":17,\"product\":\"Tea\"}",
        "{\"id\":17,\"ts_ms\":1767607200123}",
        "{\"source\":\"web\",\"op\":\"c\"}",
        "{\"status\":\"PAID\",\"id\":\"754:1\",\"event_count\":1,\"ts_ms\":1767607200123}"
      })
  void envelope_is_present(String value) {
    assertBroken(value, "envelope_is_present");
  }

  @Test
  void connector_is_postgresql() {
    assertBroken(GOOD.replace("postgresql", "mysql"), "connector_is_postgresql");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"x\"", "17"})
  void operation_is_known(String op) {
    assertBroken(GOOD.replace("\"op\":\"c\"", "\"op\":" + op), "operation_is_known");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c", "u", "d", "r", "t"})
  void table_is_known(String op) {
    assertBroken(change(op, "other", "null", TEA), "table_is_known");
  }

  @ParameterizedTest
  @CsvSource({
    "c, null",
    "u, null",
    "d, null",
    "t, null",
    "m, null",
    "r, null",
    "r, 0",
    "c, 0",
    "r, -1",
    "r, 9223372036854775808",
    "r, 22131168.5",
    "r, '\"22131168\"'"
  })
  void lsn_is_present(String op, String lsn) {
    assertBroken(
        change(op, "purchase_trends", TEA, TEA).replace("\"lsn\":22131168", "\"lsn\":" + lsn),
        "lsn_is_present");
  }

  /** As Debezium's incremental snapshots write it: nothing tells where it belongs in the log. */
  @Test
  void snapshot_without_a_place_in_the_log_is_refused() {
    assertBroken(
        change("r", "purchase_trends", "null", TEA)
            .replace("\"txId\":754,\"lsn\":22131168", "\"snapshot\":\"incremental\",\"txId\":null"),
        "lsn_is_present");
  }

  @Test
  void time_of_writing_is_not_taken_for_the_time_of_the_change() {
    assertBroken(
        GOOD.replace("\"ts_ms\":1767607200123,\"ts_us\":1767607200123456,", ""),
        "changed_at_is_present");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"ts_us\":1767607200123456,', '', 2026-01-05T10:00:00.123Z",
    "'\"ts_ms\":1767607200123,\"ts_us\":1767607200123456', '\"ts_ns\":1767607200123456789', 2026-01-05T10:00:00.123456Z"
  })
  void changed_at_is_as_exact_as_the_source_tells(String told, String instead, String time) {
    assertThat(parse(null, GOOD.replace(told, instead)).row().changedAt().toString(), is(time));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c", "u", "r"})
  void after_is_present(String op) {
    assertBroken(change(op, "purchase_trends", TEA, "null"), "after_is_present");
  }

  @Test
  void message_key_matches_row() {
    assertBrokenWithKey("{\"id\":18}", GOOD, "message_key_matches_row");
    assertBrokenWithKey(
        "{\"id\":18}", change("r", "purchase_trends", TEA, TEA), "message_key_matches_row");
  }

  @Test
  void message_key_of_a_delete_matches_the_row_before_it() {
    assertBrokenWithKey(
        "{\"id\":18}", change("d", "purchase_trends", TEA, "null"), "message_key_matches_row");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"id\":16}", "{\"id\":17}", ""})
  void row_that_moved_may_be_told_under_either_key(String key) {
    String moved = change("u", "purchase_trends", TEA.replace("17", "16"), TEA);
    assertThat(parse(key, moved).row().rowKey(), is("[\"17\"]"));
    assertBrokenWithKey("{\"id\":18}", moved, "message_key_matches_row");
  }

  @Test
  void key_that_the_source_did_not_read_is_no_key() {
    String unread = TEA.replace("17", "\"__debezium_unavailable_value\"");
    assertBroken(change("u", "purchase_trends", "null", unread), "id_is_present");
    assertThat(
        parse("{\"id\":17}", change("u", "purchase_trends", "null", unread)).row().rowKey(),
        is("[\"17\"]"));
  }

  @ParameterizedTest
  @CsvSource({"510, 1", "1020, 1", "1021, 0", "200000, 0"})
  void row_key_has_at_most_1024_bytes(int length, int read) {
    String prefix = "p".repeat(length);
    String message =
        change("m", "", "null", "null")
            .replace("\"op\":", "\"message\":{\"prefix\":\"" + prefix + "\"},\"op\":");
    Parsed<ChangeEvent> parsed = parse(null, message);
    assertThat(parsed.row() == null ? 0 : 1, is(read));
    assertThat(
        parsed.broken(), is(read == 1 ? List.of() : List.of("row_key_has_at_most_1024_bytes")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":17}",
        "{\"product\":\"Tea\"}",
        "no JSON",
        "null",
        "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"type\":\"int64\",\"field\":\"id\"}]},"
            + "\"payload\":{\"id\":17}}"
      })
  void row_key_comes_from_the_message_key_or_else_from_the_row(String key) {
    assertThat(parse(key, GOOD).row().rowKey(), is("[\"17\"]"));
    assertThat(
        parse(key, change("d", "purchase_trends", TEA, "null")).row().rowKey(), is("[\"17\"]"));
  }

  @Test
  void delete_without_key_is_of_no_row() {
    assertBroken(change("d", "purchase_trends", "null", "null"), "id_is_present");
  }

  @Test
  void delete_of_a_key_that_is_none_names_the_rule_of_its_column() {
    assertBrokenWithKey(
        "{\"id\":\"abc\"}", change("d", "purchase_trends", "null", "null"), "id_is_a_whole_number");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\"quantity\":2, \"quantity\":\"two\", quantity_is_a_whole_number",
        "\"quantity\":2, \"quantity\":2.5, quantity_is_a_whole_number",
        "\"quantity\":2, \"quantity\":3000000000, quantity_is_in_range",
        "\"quantity\":2, \"quantity\":0, quantity_is_positive",
        "\"quantity\":2, \"q\":2, quantity_is_present",
        "\"Tea\", null, product_is_present",
        "\"Tea\", \"\", product_is_present",
        "\"Tea\", \" \", product_is_not_blank",
        "\"Tea\", \"\\u0000\", product_has_no_nul",
        "\"Tea\", \"\\ud800\", product_is_valid_unicode",
        "\"Tea\", {}, product_is_text",
        "20458, \"someday\", purchase_date_is_a_date",
        "20458, 1767607200123456, purchase_date_is_a_date",
        "20458, 9999999, purchase_date_is_in_range"
      })
  void rows_hold_the_contract_of_their_table(String good, String bad, String rule) {
    assertBroken(GOOD.replace(good, bad), rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"\\u0000\" | more_has_no_nul",
        "{\"a\":[1,{\"b\":\"x\\u0000\"}]} | more_has_no_nul",
        "{\"\\u0000\":1} | more_has_no_nul",
        "\"\\ud800\" | more_is_valid_unicode",
        "[\"\\udc00\\ud800\"] | more_is_valid_unicode",
        "{\"\\ud800\":1} | more_is_valid_unicode",
        "1e131072 | more_is_in_range",
        "[1e-16384] | more_is_in_range",
        "1e9999999999 | more_is_in_range"
      })
  void columns_that_no_contract_knows_hold_what_postgresql_can(String value, String rule) {
    assertBroken(GOOD.replace("\"quantity\":2", "\"quantity\":2,\"extra\":" + value), rule);
  }

  @Test
  void name_of_a_column_that_no_contract_knows_is_one_that_postgresql_can_hold() {
    assertBroken(
        GOOD.replace("\"quantity\":2", "\"quantity\":2,\"\\u0000\\ud800\":1"),
        "more_has_no_nul",
        "more_is_valid_unicode");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"\\ud83d\\ude00\"", "1e131071", "1e-16383", "-0.5", "\"\\u0001\"", "[[],{}]"})
  void whatever_postgresql_can_hold_is_kept(String value) {
    assertThat(
        parse(null, GOOD.replace("\"quantity\":2", "\"quantity\":2,\"extra\":" + value)).broken(),
        is(List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\"A9CQ\", account_balance_has_a_known_scale",
        "\"AA==\", account_balance_has_a_known_scale",
        "\"1234\", account_balance_has_a_known_scale",
        "\"12.345\", account_balance_has_at_most_2_decimals",
        "12.345, account_balance_has_at_most_2_decimals",
        "123456789.00, account_balance_is_in_range",
        "1e999999999, account_balance_is_in_range",
        "1e-999999999, account_balance_has_at_most_2_decimals",
        "\"NaN\", account_balance_is_a_number",
        "true, account_balance_is_a_number"
      })
  void amounts_are_never_guessed_nor_rounded(String json, String rule) {
    String row =
        "{\"account_id\":1,\"account_holder_name\":\"Ada\",\"account_balance\":%s,"
            .concat("\"last_transaction_date\":null}")
            .formatted(json);
    assertBroken(change("u", "checking_account", "null", row), rule);
  }

  @Test
  void times_finer_than_a_microsecond_are_refused() {
    String row =
        "{\"id\":7,\"customer_id\":5,\"account_id\":1,\"kind\":\"debit\",\"amount\":\"-1.00\","
            + "\"occurred_at\":1767607200123456789}";
    assertBroken(
        change("c", "account_transactions", "null", row),
        "kind_is_debit_or_credit",
        "occurred_at_has_at_most_6_decimals");
  }

  @Test
  void every_broken_rule_is_named() {
    assertBroken(
        GOOD.replace("\"quantity\":2", "\"quantity\":0")
            .replace("Tea", " ")
            .replace("\"lsn\":22131168", "\"lsn\":-1"),
        "lsn_is_present",
        "product_is_not_blank",
        "quantity_is_positive");
  }

  @Test
  void heartbeat_and_transaction_need_a_time() {
    Raw heartbeat = DebeziumMessages.raw("kafka:__debezium-heartbeat.bank/0@id", null, "{}");
    assertThat(
        DebeziumMessages.reader().parse(heartbeat).broken(), is(List.of("changed_at_is_present")));
    assertBroken(
        "{\"status\":\"END\",\"id\":\"754:1\",\"event_count\":1}", "changed_at_is_present");
  }
}
