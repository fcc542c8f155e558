package dev.assay.transforms.insights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.insights.ChangeEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A row whose values the connector was told to send in another form is the same row: read again, it
 * makes no version. Alone, and in arrays, maps and structs.
 */
class ConnectorSettingsTest {
  /** A value and its schema, both JSON; the schema without what tells of what column it is. */
  private record Typed(String schema, String value) {
    static Typed of(String type, String name, String value) {
      return new Typed(
          "\"type\":\"%s\"%s".formatted(type, name.isEmpty() ? "" : ",\"name\":\"" + name + "\""),
          value);
    }
  }

  /** By {@code decimal.handling.mode}, and the converter's {@code decimal.format}. */
  private enum Decimals {
    PRECISE,
    NUMERIC,
    STRING,
    DOUBLE;

    /** A column of two decimals: 12.50. */
    Typed price() {
      return switch (this) {
        case PRECISE -> decimal("\"BOI=\"");
        case NUMERIC -> decimal("12.50");
        case STRING -> Typed.of("string", "", "\"12.50\"");
        case DOUBLE -> Typed.of("double", "", "12.5");
      };
    }

    private static Typed decimal(String value) {
      Typed plain = Typed.of("bytes", "org.apache.kafka.connect.data.Decimal", value);
      return new Typed(plain.schema() + ",\"parameters\":{\"scale\":\"2\"}", value);
    }

    /** A column without declared digits: 1.5. */
    Typed ratio() {
      return switch (this) {
        case PRECISE, NUMERIC ->
            Typed.of(
                "struct",
                "io.debezium.data.VariableScaleDecimal",
                "{\"scale\":1,\"value\":\"Dw==\"}");
        case STRING -> Typed.of("string", "", "\"1.5\"");
        case DOUBLE -> Typed.of("double", "", "1.5");
      };
    }
  }

  /** By {@code time.precision.mode}; the values have no more digits than the coarsest can tell. */
  private enum Times {
    ADAPTIVE("Date", "MicroTime", "MicroTimestamp", 1_000),
    ADAPTIVE_OF_COARSE_COLUMNS("Date", "Time", "Timestamp", 1),
    NANOSECONDS("Date", "NanoTime", "NanoTimestamp", 1_000_000),
    CONNECT("Date", "Time", "Timestamp", 1),
    ISOSTRING("IsoDate", "IsoTime", "IsoTimestamp", 0);

    private final String date;
    private final String time;
    private final String timestamp;
    private final long perMilli;

    Times(String date, String time, String timestamp, long perMilli) {
      this.date = date;
      this.time = time;
      this.timestamp = timestamp;
      this.perMilli = perMilli;
    }

    private Typed typed(String type, String name, String value) {
      String prefix = this == CONNECT ? "org.apache.kafka.connect.data." : "io.debezium.time.";
      return Typed.of(type, prefix + name, value);
    }

    Typed day() {
      return perMilli == 0
          ? typed("string", date, "\"2026-01-05Z\"")
          : typed("int32", date, "20458");
    }

    Typed hour() {
      return perMilli == 0
          ? typed("string", time, "\"10:00:00.250Z\"")
          : typed("int64", time, Long.toString(36_000_250L * perMilli));
    }

    Typed moment() {
      return perMilli == 0
          ? typed("string", timestamp, "\"2026-01-05T10:00:00.123Z\"")
          : typed("int64", timestamp, Long.toString(1_767_607_200_123L * perMilli));
    }
  }

  /** Where a value stands in a column. */
  private enum Nest {
    ALONE(t -> t),
    ARRAY(
        t ->
            new Typed(
                "\"type\":\"array\",\"items\":{%s}".formatted(t.schema()),
                "[%s,null,%s]".formatted(t.value(), t.value()))),
    MAP(
        t ->
            new Typed(
                "\"type\":\"map\",\"keys\":{\"type\":\"string\"},\"values\":{%s}"
                    .formatted(t.schema()),
                "{\"a\":%s,\"b\":null}".formatted(t.value()))),
    MAP_OF_PAIRS(
        t ->
            new Typed(
                "\"type\":\"map\",\"keys\":{%s},\"values\":{%s}".formatted(t.schema(), t.schema()),
                "[[%s,%s]]".formatted(t.value(), t.value()))),
    STRUCT(
        t ->
            new Typed(
                "\"type\":\"struct\",\"name\":\"bank.public.pair\",\"fields\":[{%s,\"field\":\"a\"}]"
                    .formatted(t.schema()),
                "{\"a\":%s}".formatted(t.value()))),
    ARRAY_OF_STRUCTS(t -> ARRAY.in.apply(STRUCT.in.apply(t))),
    STRUCT_OF_MAPS_OF_ARRAYS(t -> STRUCT.in.apply(MAP.in.apply(ARRAY.in.apply(t))));

    private final UnaryOperator<Typed> in;

    Nest(UnaryOperator<Typed> in) {
      this.in = in;
    }
  }

  /** A booking with columns that no contract knows, of every type. */
  private static ChangeEvent read(Decimals decimals, Times times, Nest nest, long lsn) {
    Map<String, Typed> row = new LinkedHashMap<>();
    row.put("id", Typed.of("int64", "", "7"));
    row.put("customer_id", Typed.of("int64", "", "5"));
    row.put("account_id", Typed.of("int64", "", "1"));
    row.put("kind", Typed.of("string", "io.debezium.data.Enum", "\"DEBIT\""));
    row.put("amount", decimals.price());
    row.put("occurred_at", times.moment());
    row.put("price", nest.in.apply(decimals.price()));
    row.put("ratio", nest.in.apply(decimals.ratio()));
    row.put("day", nest.in.apply(times.day()));
    row.put("hour", nest.in.apply(times.hour()));
    row.put("moment", nest.in.apply(times.moment()));
    String fields =
        row.entrySet().stream()
            .map(e -> "{%s,\"field\":\"%s\"}".formatted(e.getValue().schema(), e.getKey()))
            .collect(Collectors.joining(","));
    String values =
        row.entrySet().stream()
            .map(e -> "\"%s\":%s".formatted(e.getKey(), e.getValue().value()))
            .collect(Collectors.joining(",", "{", "}"));
    String payload =
        DebeziumMessages.change("r", "account_transactions", "null", values)
            .replace("\"lsn\":22131168", "\"lsn\":" + lsn);
    String message =
        "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"type\":\"struct\",\"fields\":[%s],\"field\":\"after\"}]},"
                .formatted(fields)
            + "\"payload\":"
            + payload
            + "}";
    var parsed = DebeziumMessages.parse(null, message);
    assertThat(decimals + " " + times + " " + nest, parsed.broken(), is(List.of()));
    return parsed.row();
  }

  @ParameterizedTest
  @EnumSource(Nest.class)
  void row_that_is_read_under_every_setting_has_one_version(Nest nest) {
    for (int seed = 0; seed < 5; seed++) {
      List<ChangeEvent> log = new ArrayList<>();
      List<Long> places = new ArrayList<>();
      for (long place = 1; place <= Decimals.values().length * Times.values().length; place++) {
        places.add(place);
      }
      Collections.shuffle(places, new Random(seed));
      for (Decimals decimals : Decimals.values()) {
        for (Times times : Times.values()) {
          log.add(read(decimals, times, nest, places.get(log.size())));
        }
      }
      assertThat(nest + " " + seed, RowHistory.of(log, List.of()).versions(), hasSize(1));
    }
  }

  @ParameterizedTest
  @EnumSource(Times.class)
  void forms_of_days_and_times_are_one_text(Times times) {
    assertThat(
        read(Decimals.PRECISE, times, Nest.ARRAY, 1).after(),
        is(
            "{\"account_id\":1,\"amount\":\"12.50\",\"customer_id\":5,"
                + "\"day\":[\"2026-01-05\",null,\"2026-01-05\"],"
                + "\"hour\":[\"10:00:00.250\",null,\"10:00:00.250\"],\"id\":7,\"kind\":\"DEBIT\","
                + "\"moment\":[\"2026-01-05T10:00:00.123Z\",null,\"2026-01-05T10:00:00.123Z\"],"
                + "\"occurred_at\":\"2026-01-05T10:00:00.123Z\","
                + "\"price\":[\"12.50\",null,\"12.50\"],\"ratio\":[\"1.5\",null,\"1.5\"]}"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"a\":\"1.00\"}|{\"a\":1.0}|true",
        "{\"a\":[1.0,\"2\"]}|{\"a\":[\"1.00\",\"2\"]}|true",
        "{\"a\":\"1.00\",\"b\":2.5}|{\"a\":1.0,\"b\":\"2.50\"}|true",
        "{\"a\":\"1.00\"}|{\"a\":1.01}|false",
        "{\"a\":\"1.00\",\"b\":\"x\"}|{\"a\":1.0,\"b\":\"y\"}|false",
        "{\"a\":\"1.00\"}|{\"a\":\"1.0\"}|false",
        "{\"a\":\"1\"}|{\"a\":1}|false",
        "{\"a\":\"x\"}|{\"a\":1.0}|false",
        "{\"a\":\"1.00\"}|{\"a\":1.0,\"b\":null}|false",
        "{\"a\":\"1.00\"}|{\"a\":[1.0]}|false",
        "{\"a\":\"ab\"}|{\"a\":\"abc\"}|false",
        "{\"a\":\"1e999999999\"}|{\"a\":1.0e999999999}|true"
      })
  void decimal_is_what_it_was_when_it_comes_as_a_double(String image, String other, boolean same) {
    assertThat(Images.areSame(image, other), is(same));
    assertThat(Images.areSame(other, image), is(same));
  }

  @Test
  void double_that_lost_digits_is_another_value() {
    assertThat(
        Images.areSame("{\"a\":\"12345678901234567.89\"}", "{\"a\":1.2345678901234568E16}"),
        is(false));
  }
}
