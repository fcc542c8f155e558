package dev.assay.transforms.insights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.assay.schemas.Raw;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebeziumPositionTest {
  private static final Map<String, Raw> MESSAGES = DebeziumMessages.all();
  private static final SerializableFunction<byte[], Instant> CHANGED_AT =
      SerializableUtils.clone(new Holder(DebeziumReader.changedAt())).changedAt();

  private record Holder(SerializableFunction<byte[], Instant> changedAt)
      implements java.io.Serializable {}

  private static Instant changedAt(String payload) {
    return CHANGED_AT.apply(payload.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void position_and_time_agree_with_the_event_of_every_message() {
    MESSAGES.forEach(
        (name, raw) -> {
          ChangeEvent event = DebeziumMessages.reader().parse(raw).row();
          if (event != null) {
            Long lsn =
                event.operation() == Operation.TRANSACTION || event.lsn() == 0 ? null : event.lsn();
            assertThat(name, DebeziumReader.lsn(raw.payload()), is(lsn));
            assertThat(name, changedAt(raw.payload()), is(event.changedAt()));
          }
        });
  }

  @Test
  void message_that_is_cut_short_tells_the_whole_position_or_none() {
    MESSAGES.forEach(
        (name, raw) -> {
          String whole = raw.payload();
          Long lsn = DebeziumReader.lsn(whole);
          Instant time = changedAt(whole);
          for (int end = 0; end < whole.length(); end++) {
            String cut = whole.substring(0, end);
            assertThat(cut, DebeziumReader.lsn(cut), anyOf(nullValue(), is(lsn)));
            assertThat(cut, changedAt(cut), anyOf(nullValue(), is(time)));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "no JSON",
        "{\"id\":1,\"ts_ms\":1767607200123,\"lsn\":5}",
        "{\"after\":{\"lsn\":5,\"ts_ms\":1767607200123}}",
        "{\"after\":{\"source\":{\"lsn\":5,\"ts_ms\":1767607200123}}}",
        "{\"source\":{\"lsn\":\"5\",\"ts_ms\":\"1767607200123\"}}",
        "{\"source\":{\"lsn\":-5,\"ts_us\":9223372036854775807}}",
        "{\"source\":{\"lsn\":92233720368547758070,\"ts_us\":1e3}}",
        "{\"source\":{\"x\":{\"lsn\":5,\"ts_ms\":1767607200123}}}"
      })
  void other_texts_tell_neither(String payload) {
    assertThat(DebeziumReader.lsn(payload), nullValue());
    assertThat(changedAt(payload), nullValue());
  }

  @Test
  void tombstone_tells_no_time() {
    assertThat(CHANGED_AT.apply(null), nullValue());
  }

  @Test
  void table_is_that_of_the_source_and_empty_where_none_can_be_read() {
    assertThat(
        DebeziumReader.changedTable(DebeziumMessages.change("x", "other", "null", "{}")),
        is("other"));
    for (String payload : List.of("", "null", "17", "{}", "no JSON", "{\"source\":\"web\"}")) {
      assertThat(payload, DebeziumReader.changedTable(payload), is(""));
    }
  }
}
