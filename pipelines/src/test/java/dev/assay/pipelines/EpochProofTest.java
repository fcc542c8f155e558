package dev.assay.pipelines;

import static dev.assay.pipelines.StreamedTrades.beaten;
import static dev.assay.pipelines.StreamedTrades.displaced;
import static dev.assay.pipelines.StreamedTrades.total;
import static dev.assay.pipelines.StreamedTrades.trade;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Refined;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Five payloads: a trade, a better one of the same key, a repetition, a late one, a broken one. */
class EpochProofTest {
  private static final String DAY = "2026-01-05";
  private static final Refined<Trade> WORSE = trade("T1", 0, DAY, "10");

  private static final Record FIVE_IN_BRONZE = file(Layer.BRONZE, 5);
  private static final Record TWO_IN_SILVER = file(Layer.SILVER, 2);
  private static final Record TWO_IN_QUARANTINE = file(Layer.QUARANTINE, 2);
  private static final Record READ = total("read", DAY, 4, "40");
  private static final Record ONE_DISPLACED = displaced(WORSE);
  private static final Record ONE_BEATEN = beaten(WORSE);

  private static final List<Record> ALL =
      List.of(
          FIVE_IN_BRONZE,
          TWO_IN_SILVER,
          TWO_IN_QUARANTINE,
          READ,
          total("read", null, 1, "0"),
          total("known", null, 7, "0"),
          total("valid", DAY, 2, "21"),
          total("valid", DAY, -1, "-10"),
          total("displaced", DAY, 1, "10"),
          total("duplicate", DAY, 1, "11"),
          total("late", DAY, 1, "8"),
          total("quarantined", DAY, 1, "10"),
          total("quarantined", null, 1, "0"),
          ONE_DISPLACED,
          ONE_BEATEN);

  @Test
  void everything_that_belongs_together_adds_up() {
    assertThat(failures(ALL), is(empty()));
  }

  @Test
  void an_older_version_that_is_displaced_comes_to_no_quarantine() {
    List<Record> parts =
        List.of(
            file(Layer.BRONZE, 2),
            file(Layer.SILVER, 2),
            total("read", null, 2, "0"),
            total("valid", null, 2, "0"),
            total("valid", null, -1, "0"),
            total("duplicate", null, 1, "0"),
            total("displaced", null, 1, "0"),
            ONE_DISPLACED);
    assertThat(failures(parts), is(empty()));
  }

  @Test
  void a_row_that_is_described_anew_needs_its_file_and_its_place() {
    List<Record> parts =
        List.of(file(Layer.SILVER, 1), total("described", DAY, 1, "10"), ONE_DISPLACED);
    assertThat(failures(parts), is(empty()));
    assertThat(
        failures(parts.subList(1, 3)),
        is(List.of("trades: silver gained 0 rows, but 1 were counted")));
    assertThat(
        failures(parts.subList(0, 2)),
        is(List.of("trades: rows to replace gained 0 rows, but 1 were counted")));
  }

  @Test
  void a_file_that_has_not_come_is_told_by_its_layer() {
    assertThat(
        without(FIVE_IN_BRONZE), is(List.of("trades: bronze gained 0 rows, but 5 were counted")));
    assertThat(
        without(TWO_IN_SILVER), is(List.of("trades: silver gained 0 rows, but 2 were counted")));
    assertThat(
        without(TWO_IN_QUARANTINE),
        is(List.of("trades: quarantine gained 1 rows, but 3 were counted")));
  }

  @Test
  void a_displaced_row_needs_its_place_and_its_rejection() {
    assertThat(
        without(ONE_DISPLACED),
        is(List.of("trades: rows to replace gained 0 rows, but 1 were counted")));
    assertThat(
        without(ONE_BEATEN), is(List.of("trades: quarantine gained 2 rows, but 3 were counted")));
  }

  @Test
  void a_total_that_has_not_come_is_told_in_rows_and_money() {
    assertThat(
        without(READ),
        is(
            List.of(
                "trades, 2026-01-05: read 0 rows / 0 USD, but valid + quarantined + duplicate + late"
                    + " = 4 rows / 40 USD",
                "trades: bronze gained 5 rows, but 1 were counted")));
  }

  @Test
  void a_row_that_was_read_in_one_currency_is_not_accounted_for_in_another() {
    List<Record> parts = new ArrayList<>(ALL);
    parts.add(file(Layer.BRONZE, 1));
    parts.add(file(Layer.SILVER, 1));
    LocalDate day = LocalDate.parse(DAY);
    parts.add(ControlTotal.of("trades", "read", day, 1, new Amount(BigDecimal.TEN, "EUR")));
    parts.add(total("valid", DAY, 1, "10"));
    assertThat(
        failures(parts),
        is(
            List.of(
                "trades, 2026-01-05: read 1 rows / 10 EUR, but valid + quarantined + duplicate +"
                    + " late = 0 rows / 0 EUR",
                "trades, 2026-01-05: read 4 rows / 40 USD, but valid + quarantined + duplicate +"
                    + " late = 5 rows / 50 USD")));
  }

  @Test
  void a_file_of_another_table_does_not_count() {
    List<Record> parts = new ArrayList<>(ALL);
    parts.add(
        new DataFile("quarantine", "stock_volumes", "/lake/a.parquet", null, 3, 100, null, null));
    assertThat(failures(parts), is(empty()));
  }

  private static Record file(Layer layer, long rows) {
    return new DataFile(layer.toString(), "trades", "/lake/a.parquet", null, rows, 100, null, null);
  }

  private static List<String> without(Record part) {
    return failures(ALL.stream().filter(other -> other != part).toList());
  }

  private static List<String> failures(List<Record> parts) {
    return new EpochProof("trades", parts).failures();
  }
}
