package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import dev.assay.runners.simulate.Tally;
import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuarantineCountsTest {
  private static Rejected rejected(String rule, String amount, String unit) {
    Raw raw = new Raw("/in", 1, "", null, null, Instant.EPOCH, "r1", "", null);
    Amount money = new Amount(new BigDecimal(amount), unit);
    return Rejected.of(Layer.SILVER, "trades", List.of(rule), raw, null, money);
  }

  private static QuarantineCounts counts() {
    QuarantineCounts counts = new QuarantineCounts();
    counts.add(rejected("price_is_positive", "-2.50", "USD"));
    counts.add(rejected("price_is_positive", "-1.50", "USD"));
    counts.add(rejected("price_is_positive", "-9.00", "EUR"));
    counts.add(rejected("payload_is_readable", "0", null));
    return counts;
  }

  @Test
  void money_in_quarantine_is_counted_by_rule_and_currency() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    counts().print(new PrintStream(bytes, true, StandardCharsets.UTF_8), "");
    assertThat(
        bytes.toString(StandardCharsets.UTF_8).lines().toList(),
        contains(
            "table   rules                rows  money  unit",
            "------  -------------------  ----  -----  ----",
            "trades  payload_is_readable     1      0",
            "trades  price_is_positive       1  -9.00  EUR",
            "trades  price_is_positive       2  -4.00  USD"));
    assertThat(counts().rows(), is(4L));
  }

  @Test
  void what_is_found_in_another_currency_than_was_injected_is_not_the_same() {
    Tally injected = new Tally(2, new BigDecimal("-4.00"));
    List<ControlTotal> found = counts().of("trades", "price_is_positive");
    assertThat(same(new Tally(3, new BigDecimal("-4.00")), found), is(false));
    assertThat(
        same(injected, found.stream().filter(t -> t.unit().equals("USD")).toList()), is(true));
    assertThat(
        same(injected, found.stream().filter(t -> t.unit().equals("EUR")).toList()), is(false));
    assertThat(
        same(new Tally(1, BigDecimal.ZERO), counts().of("trades", "payload_is_readable")),
        is(true));
  }

  private static boolean same(Tally injected, List<ControlTotal> found) {
    Comparison comparison =
        new Comparison(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    comparison.add("trades", injected, found);
    return comparison.print();
  }
}
