package dev.assay.runners.simulate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LineBufferTest {

  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private final SplittableRandom random = new SplittableRandom(7);
  private final LineBuffer line = new LineBuffer();

  @Test
  void instants_are_exact_before_and_after_1970() {
    for (int i = 0; i < 10_000; i++) {
      long milli = random.nextLong(-10_000_000_000_000L, 10_000_000_000_000L);
      line.clear();
      String expected = MILLIS.format(Instant.ofEpochMilli(milli));
      assertThat(text(line.instant(milli)), equalTo(expected));
    }
  }

  @Test
  void quantities_have_no_needless_decimals() {
    for (int i = 0; i < 10_000; i++) {
      long quantity = random.nextLong(-300_000, 300_000);
      line.clear();
      String expected = BigDecimal.valueOf(quantity, 4).stripTrailingZeros().toPlainString();
      assertThat(text(line.quantity(quantity)), equalTo(expected));
    }
  }

  @Test
  void prices_have_two_decimals() {
    for (long cents : new long[] {0, 5, 10, 99, 100, 12_340, 999_999_999_999L}) {
      line.clear();
      assertThat(text(line.cents(cents)), equalTo(BigDecimal.valueOf(cents, 2).toPlainString()));
    }
  }

  @Test
  void long_lines_find_room() {
    for (int i = 0; i < 1_000; i++) {
      line.append('x').digits(42, 6);
    }
    assertThat(text(line), equalTo("x000042".repeat(1_000)));
  }

  private static String text(LineBuffer line) {
    return new String(line.copy(), US_ASCII);
  }
}
