package dev.assay.transforms;

import static dev.assay.transforms.Payloads.total;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.ControlTotal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconcileTest {
  private static final List<ControlTotal> SOUND =
      List.of(
          total("trades", "bronze", null, 12, "0"),
          total("trades", "read", "2026-01-05", 10, "100.25"),
          total("trades", "valid", "2026-01-05", 6, "60"),
          total("trades", "quarantined", "2026-01-05", 1, "10.25"),
          total("trades", "duplicate", "2026-01-05", 2, "20"),
          total("trades", "late", "2026-01-05", 1, "10"),
          total("trades", "silver", "2026-01-05", 999, "999"),
          total("trades", "read", null, 2, "0"),
          total("trades", "quarantined", null, 1, "0"),
          total("trades", "quarantined", null, 1, "0"));

  private static List<ControlTotal> with(ControlTotal more) {
    List<ControlTotal> totals = new ArrayList<>(SOUND);
    totals.add(more);
    return totals;
  }

  @Test
  void what_adds_up_has_no_failures() {
    assertThat(Reconcile.failures(SOUND), is(empty()));
    assertThat(Reconcile.failures(List.of()), is(empty()));
    assertThat(
        Reconcile.failures(
            List.of(
                total("trades", "valid", "2026-01-05", -1, "-7"),
                total("trades", "quarantined", "2026-01-05", 1, "7"))),
        is(empty()));
  }

  @Test
  void one_row_too_many_is_told() {
    assertThat(
        Reconcile.failures(with(total("trades", "valid", "2026-01-05", 1, "0", "USD"))),
        contains(
            "trades, 2026-01-05: read 10 rows / 100.25 USD,"
                + " but valid + quarantined + duplicate + late = 11 rows / 100.25 USD"));
  }

  @Test
  void one_cent_too_few_is_told() {
    assertThat(
        Reconcile.failures(with(total("trades", "late", "2026-01-05", 0, "-0.01"))),
        contains(
            "trades, 2026-01-05: read 10 rows / 100.25 USD,"
                + " but valid + quarantined + duplicate + late = 10 rows / 100.24 USD"));
  }

  @Test
  void a_row_on_another_day_is_told_for_both_days() {
    List<ControlTotal> moved = with(total("trades", "duplicate", "2026-01-05", -1, "-10"));
    moved.add(total("trades", "duplicate", "2026-01-06", 1, "10"));
    assertThat(
        Reconcile.failures(moved),
        contains(
            "trades, 2026-01-05: read 10 rows / 100.25 USD,"
                + " but valid + quarantined + duplicate + late = 9 rows / 90.25 USD",
            "trades, 2026-01-06: read 0 rows / 0 USD,"
                + " but valid + quarantined + duplicate + late = 1 rows / 10 USD"));
  }

  @Test
  void a_row_of_no_day_or_of_another_table_is_told() {
    assertThat(
        Reconcile.failures(with(total("trades", "duplicate", null, 1, "0"))),
        contains(
            "trades, no day: read 2 rows / 0,"
                + " but valid + quarantined + duplicate + late = 3 rows / 0"));
    assertThat(
        Reconcile.failures(with(total("customers", "valid", null, 1, "0"))),
        contains(
            "customers, no day: read 0 rows / 0,"
                + " but valid + quarantined + duplicate + late = 1 rows / 0"));
  }

  @Test
  void a_payload_that_bronze_lacks_is_told() {
    assertThat(
        Reconcile.failures(with(total("trades", "bronze", null, -1, "0"))),
        contains("trades: read 12 rows, but bronze gained 11"));
  }

  @Test
  void money_of_one_currency_does_not_make_up_for_that_of_another() {
    List<ControlTotal> exchanged = with(total("trades", "late", "2026-01-05", -1, "-10"));
    exchanged.add(total("trades", "late", "2026-01-05", 1, "10", "EUR"));
    assertThat(
        Reconcile.failures(exchanged),
        contains(
            "trades, 2026-01-05: read 0 rows / 0 EUR,"
                + " but valid + quarantined + duplicate + late = 1 rows / 10 EUR",
            "trades, 2026-01-05: read 10 rows / 100.25 USD,"
                + " but valid + quarantined + duplicate + late = 9 rows / 90.25 USD"));
    assertThat(
        Reconcile.silverFailures(
            List.of(
                total("trades", "silver", "2026-01-05", 1, "10", "EUR"),
                total("trades", "held", "2026-01-05", 1, "10"))),
        contains(
            "trades, 2026-01-05: silver has 1 rows / 10 EUR, but held before + valid = 0 rows / 0 EUR",
            "trades, 2026-01-05: silver has 0 rows / 0 USD, but held before + valid = 1 rows / 10 USD"));
  }
}
