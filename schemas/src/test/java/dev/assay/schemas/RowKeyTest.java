package dev.assay.schemas;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.wealth.StockVolume;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RowKeyTest {
  private static final LocalDate DAY = LocalDate.of(2026, 1, 5);

  @Test
  void keys_are_in_the_order_of_their_columns() {
    List<String> sorted =
        Stream.of(
                key(DAY, "B"), key(DAY.plusDays(1), "A"), key(DAY.minusDays(1), "C"), key(DAY, "A"))
            .sorted()
            .map(RowKey::text)
            .toList();
    assertThat(
        sorted,
        contains("10:2026-01-041:C", "10:2026-01-051:A", "10:2026-01-051:B", "10:2026-01-061:A"));
  }

  @Test
  void a_key_of_values_is_that_of_a_row_with_them() {
    Object[] values = {DAY, "A"};
    RowKey made = RowKey.of(values);
    assertThat(made, is(key(DAY, "A")));
    assertThat(made.shard(97), is(key(DAY, "A").shard(97)));
    assertThat(made.compareTo(key(DAY, "A")), is(0));
    Arrays.fill(values, "other");
    assertThat(made, is(key(DAY, "A")));
  }

  private static RowKey key(LocalDate day, String symbol) {
    return new RowKey.Reader<>(StockVolume.TABLE)
        .of(new StockVolume(day, symbol, 1, BigDecimal.ONE, BigDecimal.ONE));
  }

  @Test
  void keys_of_short_texts_hardly_share_a_hash() {
    Set<Integer> hashes = new HashSet<>();
    for (int customer = 0; customer < 1_000; customer++) {
      for (int stock = 0; stock < 100; stock++) {
        hashes.add(
            RowKey.of(DAY, "C%05d".formatted(customer), "S%03d".formatted(stock)).hashCode());
      }
    }
    assertThat(hashes.size(), is(greaterThan(99_990)));
  }
}
