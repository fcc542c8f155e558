package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Trade;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeReaderTest {
  private static final Path SAMPLE = Path.of("..", "data", "wealth").toAbsolutePath().normalize();
  private static final EventTimeReader<Trade> READER = EventTimeReader.of(Trade.TABLE);
  private static final PayloadParser<Trade> PARSER = new PayloadParser<>(Trade.TABLE);

  public record Sent(@Key String id, @EventTime LocalDate sentOn) {
    static final Table<Sent> TABLE = Table.of("sent", Sent.class);
  }

  public record Timeless(@Key String id) {
    static final Table<Timeless> TABLE = Table.of("timeless", Timeless.class);
  }

  private static byte[] bytes(String payload) {
    return payload.getBytes(StandardCharsets.UTF_8);
  }

  /** The parser tells the time of a good row, and of others the day. */
  private static void assertAgreement(String payload) {
    Instant time = READER.apply(bytes(payload));
    Parsed<Trade> parsed = PARSER.parse(payload, null, null);
    assertThat(
        payload, time == null ? null : LocalDate.ofInstant(time, ZoneOffset.UTC), is(parsed.day()));
    if (parsed.row() != null) {
      assertThat(payload, time, is(parsed.row().transactionTime()));
    }
  }

  @Test
  void it_agrees_with_the_parser_on_every_sample_payload_and_on_every_one_that_is_cut_short()
      throws IOException {
    List<String> payloads = new ArrayList<>();
    for (String file : List.of("trades-1.jsonl", "trades-2.jsonl")) {
      // Some of the sample's payloads are no UTF-8, by intent; here they stand for other text.
      payloads.addAll(Files.readAllLines(SAMPLE.resolve(file), StandardCharsets.ISO_8859_1));
    }
    payloads.forEach(EventTimeReaderTest::assertAgreement);
    assertThat(payloads.size(), greaterThan(80));
    String whole = payloads.get(0);
    for (int end = 0; end < whole.length(); end++) {
      assertAgreement(whole.substring(0, end));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"transaction_time\": \"2026-01-05T23:30:00-02:00\"}",
        "{\"transaction_time\": \"2026-01-05T10:00:00Z\", \"transaction_time\": \"2026-01-06T10:00:00Z\"}",
        "{\"transaction_time\": \"2026-01-05T10:00:00Z\", \"transaction_time\": \"\"}",
        "{\"transaction_time\": \"2026-01-05T10:00:00Z\", \"transaction_time\": \"nonsense\"}",
        "{\"transaction_time\": \"2026-01-05T10:00:00Z\", \"transaction_time\": 7}",
        "{\"transaction_time\": 1767607200}",
        "{\"transaction_time\": null}",
        "{\"transaction_time\": \"2026-01-05\"}",
        "{\"transaction_time\": \"2026-01-05T10:00:00.1234567Z\"}",
        "{\"transaction_time\": \"+12026-01-05T10:00:00Z\"}",
        "{\"transaction_time\": {\"transaction_time\": \"2026-01-05T10:00:00Z\"}}",
        "{\"other\": {\"transaction_time\": \"2026-01-05T10:00:00Z\"}}",
        "{\"transaction\\u005ftime\": \"2026-01-05T10:00:00Z\"}",
        "{\"transactionTime\": \"2026-01-05T10:00:00Z\"}",
        "\uFEFF{\"transaction_time\": \"2026-01-05T10:00:00Z\"}",
        "{\"transaction_time\": \"2026-01-05T10:00:00Z\"} {}",
        "[{\"transaction_time\": \"2026-01-05T10:00:00Z\"}]",
        "{\"stock_symbol\": \"\uFFFD\", \"transaction_time\": \"2026-01-05T10:00:00Z\"}",
        "",
        "null",
        "no JSON"
      })
  void it_agrees_with_the_parser_on_odd_payloads(String payload) {
    assertAgreement(payload);
  }

  @Test
  void bytes_that_are_no_utf_8_tell_no_time() {
    byte[] latin =
        "{\"stock_symbol\": \"\u00e9\", \"transaction_time\": \"2026-01-05T10:00:00Z\"}"
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(READER.apply(latin), nullValue());
    byte[] wide =
        "{\"transaction_time\": \"2026-01-05T10:00:00Z\"}".getBytes(StandardCharsets.UTF_16LE);
    assertThat(READER.apply(wide), nullValue());
  }

  @Test
  void a_date_is_its_beginning_in_utc() {
    assertThat(
        EventTimeReader.of(Sent.TABLE).apply(bytes("{\"sent_on\": \"2026-01-05\"}")),
        is(Instant.parse("2026-01-05T00:00:00Z")));
  }

  @Test
  void a_table_without_event_time_has_none() {
    assertThat(EventTimeReader.of(Timeless.TABLE).apply(bytes("{\"id\": \"a\"}")), nullValue());
  }

  @Test
  void it_travels_to_workers() {
    EventTimeReader<Trade> there = SerializableUtils.clone(READER);
    assertThat(
        there.apply(bytes("{\"transaction_time\": \"2026-01-05T10:00:00Z\"}")),
        is(Instant.parse("2026-01-05T10:00:00Z")));
  }
}
