package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.assay.schemas.ControlTotal;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconcileTest {
  @Test
  void fifty_years_of_days_are_compared_in_no_time() {
    List<ControlTotal> totals = new ArrayList<>();
    LocalDate first = LocalDate.of(1976, 1, 1);
    for (int day = 0; day < 18_250; day++) {
      for (String stage : List.of(ControlTotal.READ, ControlTotal.VALID, ControlTotal.SILVER)) {
        totals.add(
            ControlTotal.of("trades", stage, first.plusDays(day), 1, new BigDecimal("1.00")));
      }
      for (String gold : List.of("a", "b", "c", "d")) {
        totals.add(ControlTotal.of(gold, "gold", first.plusDays(day), 1, new BigDecimal("1.00")));
      }
    }
    totals.add(ControlTotal.of("trades", ControlTotal.LATE, first, 1, new BigDecimal("0.01")));
    List<String> failures = assertTimeout(Duration.ofSeconds(5), () -> Reconcile.failures(totals));
    assertThat(
        failures,
        contains(
            "trades, 1976-01-01: read 1 rows / 1, but valid + quarantined + duplicate + late ="
                + " 2 rows / 1.01"));
  }
}
