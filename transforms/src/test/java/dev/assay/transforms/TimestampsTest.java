package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
  private static final String REFUSED = "refused";

  private static Object utc(String text) {
    try {
      return Timestamps.utc(text);
    } catch (DateTimeException e) {
      return REFUSED;
    }
  }

  private static Object parsed(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return REFUSED;
    }
  }

  /** What the fast way reads or refuses, the slow way reads alike; the rest it leaves to it. */
  private static boolean agrees(String text) {
    Object utc = utc(text);
    return utc == null || utc.equals(parsed(text));
  }

  @Test
  void random_instants_are_read_as_java_writes_them() {
    Random random = new Random(1);
    for (int i = 0; i < 50_000; i++) {
      long second = -62_167_219_200L + (long) (random.nextDouble() * 315_569_520_000L);
      int nano =
          switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(1_000) * 1_000_000;
            case 2 -> random.nextInt(1_000_000) * 1_000;
            default -> random.nextInt(1_000_000_000);
          };
      Instant instant = Instant.ofEpochSecond(second, nano);
      assertThat(Timestamps.utc(instant.toString()), is(instant));
    }
  }

  @Test
  void changed_texts_are_read_as_java_reads_them_or_left_to_it() {
    Random random = new Random(2);
    String alphabet = "0123456789-:.TZtz+ /\u0660";
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text =
          new StringBuilder(
              random.nextBoolean() ? "2024-02-29T23:59:59Z" : "1969-12-31T00:00:00.123456789Z");
      for (int n = random.nextInt(3); n >= 0; n--) {
        int at = random.nextInt(text.length());
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        switch (random.nextInt(4)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, c);
          default -> text.setCharAt(at, c);
        }
      }
      assertThat(text.toString(), agrees(text.toString()), is(true));
      read += utc(text.toString()) instanceof Instant ? 1 : 0;
    }
    assertThat(read > 10_000, is(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-01-01T00:00:00Z",
        "0000-02-29T00:00:00Z",
        "1900-02-28T23:59:59Z",
        "2000-02-29T23:59:59.9Z",
        "9999-12-31T23:59:59.999999999Z",
        "1970-01-01T00:00:00.000000001Z",
        "1969-12-31T23:59:59.999999999Z",
      })
  void boundary_texts_are_read(String text) {
    assertThat(Timestamps.utc(text), is(Instant.parse(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1900-02-29T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-00-10T00:00:00Z",
        "2026-13-10T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-32T00:00:00Z",
      })
  void days_that_do_not_exist_are_refused(String text) {
    assertThat(utc(text), is(REFUSED));
    assertThat(parsed(text), is(REFUSED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026-01-05",
        "2026-01-05T10:00Z",
        "2026-01-05T10:00:00",
        "2026-01-05T10:00:00.Z",
        "2026-01-05T10:00:00,5Z",
        "2026-01-05T10:00:00.1234567890Z",
        "2026-01-05T10:00:00+00:00",
        "2026-01-05T24:00:00Z",
        "2026-01-05T10:60:00Z",
        "2026-01-05T23:59:60Z",
        "2026-01-05t10:00:00Z",
        "2026-01-05T10:00:00z",
        "-026-01-05T10:00:00Z",
        "+2026-01-05T10:00:00Z",
        "10000-01-01T00:00:00Z",
        "2026-01-05T10:00:0\u0660Z",
      })
  void other_forms_are_left_to_java(String text) {
    assertThat(utc(text), is(nullValue()));
  }
}
