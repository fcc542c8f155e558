package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Trade;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuarantineLimitTest {
  @ParameterizedTest
  @CsvSource({
    "1%, 200, 2, true",
    "1%, 200, 3, false",
    "0.5%, 1000, 5, true",
    "0.5%, 1000, 6, false",
    "0%, 10, 0, true",
    "0%, 10, 1, false",
    "100%, 3, 3, true",
    "0, 10, 1, false",
    "5, 10, 5, true",
    "5, 10, 6, false",
    "1%, 0, 0, true",
  })
  void limit_is_what_may_still_be_refused(String text, long read, long refused, boolean within) {
    assertThat(new QuarantineLimit(text).isWithin(read, refused), is(within));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%", "-1", "1.5", "101%", "1 %", "a lot", "1e9", "1%%", "٣%"})
  void what_is_neither_share_nor_number_is_refused(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new QuarantineLimit(text)).getMessage();

    assertThat(message, containsString("is neither a share, such as 1% or 0.5%"));
  }

  @Test
  void late_payloads_of_silver_tables_count_and_others_do_not() {
    List<ControlTotal> totals =
        List.of(
            total("trades", ControlTotal.READ, 6),
            total("trades", ControlTotal.QUARANTINED, 1),
            total("trades", ControlTotal.LATE, 1),
            total("customers", ControlTotal.READ, 4),
            total("holdings", ControlTotal.QUARANTINED, 9));

    assertThat(
        new QuarantineLimit("10%").exceeded(totals, List.of(Trade.TABLE, Customer.TABLE)),
        is(Optional.of("2 of 10 payloads read are refused, and at most 10% may be")));
    assertThat(
        new QuarantineLimit("20%").exceeded(totals, List.of(Trade.TABLE, Customer.TABLE)),
        is(Optional.empty()));
  }

  private static ControlTotal total(String table, String stage, long rows) {
    return ControlTotal.ofRows(table, stage, null, rows);
  }
}
