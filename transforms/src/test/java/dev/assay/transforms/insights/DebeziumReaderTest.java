package dev.assay.transforms.insights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.assay.schemas.Raw;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import dev.assay.transforms.Parsed;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebeziumReaderTest {
  private static final Map<String, Raw> MESSAGES = DebeziumMessages.all();
  private static final Instant AT = DebeziumMessages.AT;
  private static final Instant AT_MILLI = Instant.parse("2026-01-05T10:00:00.123Z");
  private static final String ADA =
      "{\"account_balance\":\"%s\",\"account_holder_name\":\"Ada Byron\",\"account_id\":1001,"
          + "\"last_transaction_date\":\"%s\"}";

  private static Parsed<ChangeEvent> parse(String name) {
    return DebeziumMessages.reader().parse(MESSAGES.get(name));
  }

  private static void assertRead(String name, ChangeEvent event) {
    assertThat(parse(name), is(new Parsed<>(event, List.of(), LocalDate.parse("2026-01-05"))));
  }

  private static ChangeEvent account(
      long id, long lsn, Operation operation, int micros, String tx, String before, String after) {
    return new ChangeEvent(
        "checking_account",
        "[\"" + id + "\"]",
        lsn,
        operation,
        AT.plusNanos(micros * 1_000L),
        tx,
        before,
        after);
  }

  private static ChangeEvent update() {
    return account(
        1001,
        22131376,
        Operation.UPDATE,
        1,
        "755",
        ADA.formatted("2500.00", "2026-01-05"),
        ADA.formatted("2400.10", "2026-01-06"));
  }

  @Test
  void snapshot_with_schema_and_precise_decimals_is_a_row_that_stood_there() {
    assertRead(
        "snapshot, precise, with schema",
        account(
            1001,
            22119688,
            Operation.SNAPSHOT,
            0,
            "748",
            null,
            ADA.formatted("2500.00", "2026-01-05")));
  }

  @Test
  void create_without_schema_has_the_row_in_canonical_form() {
    assertRead(
        "create, string",
        account(
            1002,
            22131168,
            Operation.CREATE,
            0,
            "754",
            null,
            "{\"account_balance\":\"-12.50\",\"account_holder_name\":\"Émile Zola\","
                + "\"account_id\":1002,\"last_transaction_date\":null}"));
  }

  @Test
  void decimals_that_came_as_doubles_keep_every_digit() {
    assertRead(
        "create, double",
        account(
            1003,
            22131368,
            Operation.CREATE,
            0,
            "754",
            null,
            "{\"account_balance\":\"99999989.89\",\"account_holder_name\":\"Big\","
                + "\"account_id\":1003,\"last_transaction_date\":\"2026-01-05\"}"));
  }

  @Test
  void update_has_the_row_before_and_after() {
    assertRead("update, precise, with schema", update());
  }

  @Test
  void settings_of_the_connector_do_not_change_the_event() {
    Parsed<ChangeEvent> other = parse("update, string, in a transaction");
    assertThat(other.row().after(), is(ADA.formatted("2400.10", "2026-01-06")));
    assertThat(parse("update, precise, with schema"), is(other));
  }

  @Test
  void delete_has_the_row_before() {
    assertRead(
        "delete, string, whole row",
        account(
            1002,
            22131928,
            Operation.DELETE,
            2,
            "757",
            "{\"account_balance\":\"87.50\",\"account_holder_name\":\"Émile Zola\","
                + "\"account_id\":1002,\"last_transaction_date\":null}",
            null));
  }

  @Test
  void delete_of_a_row_whose_key_alone_is_told_keeps_what_there_is() {
    assertRead(
        "delete, precise, key only",
        account(
            1002,
            22131928,
            Operation.DELETE,
            2,
            "757",
            "{\"account_holder_name\":\"\",\"account_id\":1002,\"last_transaction_date\":null}",
            null));
  }

  @Test
  void delete_without_row_has_the_key_of_its_message() {
    assertRead(
        "delete without row",
        new ChangeEvent(
            "purchase_trends",
            "[\"17\"]",
            22131929,
            Operation.DELETE,
            AT.plusNanos(2_000),
            "757",
            null,
            null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tombstone", "tombstone of null", "tombstone with schema"})
  void tombstone_repeats_its_delete(String name) {
    assertThat(parse(name), is(Parsed.repetition()));
  }

  @Test
  void truncate_is_of_a_table_and_no_row() {
    assertRead(
        "truncate",
        new ChangeEvent(
            "purchase_trends",
            "[]",
            22150568,
            Operation.TRUNCATE,
            AT.plusNanos(3_000),
            "760",
            null,
            null));
  }

  @Test
  void message_in_the_log_is_told_by_its_prefix_and_position() {
    assertRead(
        "message",
        new ChangeEvent(
            "",
            "[\"end_of_day\"]",
            22150700,
            Operation.MESSAGE,
            AT.plusNanos(3_000),
            "761",
            null,
            null));
  }

  @Test
  void transaction_begins_where_its_id_tells() {
    assertRead(
        "transaction begins",
        new ChangeEvent(
            "",
            "[\"754:22131168\",\"BEGIN\"]",
            22131168,
            Operation.TRANSACTION,
            AT_MILLI,
            "754",
            null,
            null));
  }

  @Test
  void transaction_ends_apart_from_its_beginning() {
    assertRead(
        "transaction ends",
        new ChangeEvent(
            "",
            "[\"754:22131376\",\"END\"]",
            22131376,
            Operation.TRANSACTION,
            AT_MILLI,
            "754",
            null,
            null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"heartbeat", "heartbeat with schema"})
  void heartbeat_is_told_by_its_payload(String name) {
    assertRead(
        name,
        new ChangeEvent(
            "",
            "[\"" + DebeziumMessages.SHA + "\"]",
            0,
            Operation.HEARTBEAT,
            AT_MILLI,
            null,
            null,
            null));
  }

  @Test
  void heartbeat_is_known_by_its_fields_in_a_topic_of_any_name() {
    Raw raw = DebeziumMessages.raw("kafka:alive/0@id", null, "{\"ts_ms\":1767607200123}");
    assertThat(DebeziumMessages.reader().parse(raw).row().operation(), is(Operation.HEARTBEAT));
  }

  @Test
  void change_of_a_key_is_a_delete_and_a_create_at_one_position() {
    ChangeEvent old = parse("old key of a changed key").row();
    ChangeEvent created = parse("new key of a changed key").row();
    assertThat(old.rowKey(), is("[\"3\"]"));
    assertThat(created.rowKey(), is("[\"42\"]"));
    assertThat(old.lsn(), is(created.lsn()));
  }

  @Test
  void time_with_an_offset_is_in_utc() {
    assertThat(
        parse("booking, precise, with schema").row().after(),
        is(
            "{\"account_id\":1001,\"amount\":\"99.90\",\"customer_id\":5,\"id\":7,"
                + "\"kind\":\"DEBIT\",\"occurred_at\":\"2026-01-05T10:00:00.500Z\"}"));
  }

  @Test
  void flattened_message_has_no_envelope() {
    assertThat(parse("flattened").broken(), is(List.of("envelope_is_present")));
  }

  @Test
  void message_of_another_connector_is_refused() {
    assertThat(parse("of MySQL").broken(), is(List.of("connector_is_postgresql")));
  }

  @Test
  void redelivery_of_a_change_gives_the_same_event() {
    Raw raw = MESSAGES.get("update, string, in a transaction");
    String again =
        raw.payload()
            .replace("[\\\"22131176\\\",", "[\\\"22000000\\\",")
            .replace("\"ts_ms\":1767607200273", "\"ts_ms\":1767607999999")
            .replace("\"ts_us\":1767607200273580", "\"ts_us\":1767607999999999")
            .replace("\"id\":\"755:22131376\"", "\"id\":\"755:22131300\"");
    assertThat(again, is(not(raw.payload())));
    assertThat(
        DebeziumMessages.reader().parse(DebeziumMessages.raw("x", raw.messageKey(), again)),
        is(parse("update, string, in a transaction")));
  }

  @Test
  void one_reader_reads_one_message_after_another() {
    DebeziumReader reader = DebeziumMessages.reader();
    MESSAGES.forEach((name, raw) -> assertThat(name, reader.parse(raw), is(parse(name))));
  }
}
