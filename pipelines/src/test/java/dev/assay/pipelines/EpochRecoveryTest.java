package dev.assay.pipelines;

import static dev.assay.pipelines.StreamedTrades.BRONZE;
import static dev.assay.pipelines.StreamedTrades.QUARANTINE;
import static dev.assay.pipelines.StreamedTrades.SILVER;
import static dev.assay.pipelines.StreamedTrades.beaten;
import static dev.assay.pipelines.StreamedTrades.displaced;
import static dev.assay.pipelines.StreamedTrades.raw;
import static dev.assay.pipelines.StreamedTrades.rejected;
import static dev.assay.pipelines.StreamedTrades.total;
import static dev.assay.pipelines.StreamedTrades.trade;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.EpochPart.Began;
import dev.assay.pipelines.EpochPart.GoldFile;
import dev.assay.pipelines.EpochPart.GoldTold;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.LakeException;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.jdbc.WarehouseRefused;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.WriteParquet;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Refined;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An epoch that was cut off at any of its steps is finished by whoever opens the lake next. What
 * stands in the way of a step here cuts it off there, as a kill would.
 */
class EpochRecoveryTest {
  private static final String DAY = "2026-01-05";
  private static final Refined<Trade> WORSE = trade("T1", 0, DAY, "10");
  private static final Refined<Trade> BETTER = trade("T1", 1, DAY, "9");
  private static final Refined<Trade> OTHER = trade("T2", 2, DAY, "5");

  @TempDir Path folder;
  private StreamedTrades trades;
  private Began run;

  @BeforeEach
  void begin() {
    trades = new StreamedTrades(folder.resolve("lake"));
    run = trades.begin(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bronze", "silver"})
  void a_first_epoch_cut_off_at_a_lake_table_is_finished(String layer) throws IOException {
    cutOff(layer + "/trades/_delta_log", first());
    assertThat(trades.ledger().lastDone(), is(0L));

    planNextStream();

    assertThat(trades.rows(BRONZE), contains(raw(0)));
    assertThat(trades.rows(SILVER), contains(WORSE));
    assertThat(trades.books(), contains("read 2026-01-05: 1 / 10", "valid 2026-01-05: 1 / 10"));
    assertFinished();
  }

  /** Before and after silver gives away the displaced row. */
  @ParameterizedTest
  @ValueSource(strings = {"trades", "stock_volumes"})
  void a_displacement_cut_off_at_a_lake_table_is_finished(String quarantine) throws IOException {
    trades.publish(run, first());
    cutOff("quarantine/" + quarantine + "/_delta_log", second());

    planNextStream();

    assertBothPublished();
  }

  @Test
  void gold_of_an_epoch_cut_off_at_its_table_in_the_lake_is_finished() throws IOException {
    StoredRows<StockVolume> stored = StoredRows.of(StockVolume.TABLE.within("wealth"));
    trades.publish(run, first());
    List<Record> more = new ArrayList<>(second());
    more.add(gold(stored));
    cutOff("gold/stock_volumes/_delta_log", more);

    planNextStream();

    assertBothPublished();
    assertThat(trades.rows(stored), contains(volume()));
  }

  @Test
  void a_day_is_behind_until_an_epoch_of_gold_that_was_cut_off_is_finished() throws IOException {
    trades.publish(run, first());
    trades.publish(run, List.of(new GoldTold()));
    trades.publish(run, List.of(new GoldTold()));
    assertThat(trades.ledger().behindStream(), is(empty()));
    cutOff(
        "gold/stock_volumes/_delta_log",
        List.of(gold(StoredRows.of(StockVolume.TABLE.within("wealth")))));
    assertThat(trades.ledger().behindStream(), contains(LocalDate.parse(DAY)));

    planNextStream();

    assertThat(trades.ledger().behindStream(), is(empty()));
  }

  private GoldFile gold(StoredRows<StockVolume> stored) {
    StockVolume row = volume();
    DataFile file = WriteParquet.now(stored, trades.lake, row.day(), List.of(row));
    return new GoldFile(
        file.path(),
        file.table(),
        file.day(),
        1,
        file.path(),
        file.rows(),
        file.bytes(),
        file.statistics());
  }

  private static StockVolume volume() {
    return new StockVolume(
        LocalDate.parse(DAY), "ABC", 1, new BigDecimal("1.0000"), new BigDecimal("5.00000000"));
  }

  @Test
  void an_epoch_cut_off_at_the_warehouse_is_finished() {
    trades.publish(run, first());
    String table = "ALTER TABLE audit.control_totals RENAME COLUMN ";
    TestPostgres.execute(trades.warehouse, table + "stage TO hidden");
    assertThrows(WarehouseRefused.class, () -> trades.publish(run, second()));
    TestPostgres.execute(trades.warehouse, table + "hidden TO stage");

    planNextStream();

    assertBothPublished();
  }

  @ParameterizedTest
  @ValueSource(strings = {".000001.report.json", ".000001.done.json"})
  void a_first_epoch_cut_off_before_its_run_is_noted_as_done_is_finished(String draft)
      throws IOException {
    Path obstacle = Files.createDirectories(folder.resolve("lake/wealth/runs/" + draft));
    assertThrows(LakeException.class, () -> trades.publish(run, first()));
    Files.delete(obstacle);

    planNextStream();

    assertThat(trades.rows(SILVER), contains(WORSE));
    assertFinished();
  }

  @Test
  void an_epoch_cut_off_is_finished_by_the_stream_itself_when_its_parts_come_again()
      throws IOException {
    trades.publish(run, first());
    List<Record> parts = new ArrayList<>(second());
    cutOff("quarantine/trades/_delta_log", parts);
    parts.add(trades.bronze(3, 4));
    parts.add(total("read", null, 1, "0"));

    trades.publish(run, parts);

    assertThat(trades.rows(BRONZE), contains(raw(0), raw(1), raw(2), raw(3)));
    assertThat(trades.rows(SILVER), contains(BETTER, OTHER));
    assertThat(trades.rows(QUARANTINE), contains(rejected(WORSE, raw(0))));
    assertThat(trades.ledger().lastEpoch().orElseThrow().sequence(), is(1_000_000_003L));
  }

  /** Publishes these parts up to a commit that fails. */
  private void cutOff(String log, List<Record> parts) throws IOException {
    Path obstacle = folder.resolve("lake/wealth").resolve(log);
    Files.createDirectories(obstacle.getParent());
    Files.writeString(obstacle, "");
    assertThrows(LakeException.class, () -> trades.publish(run, parts));
    Files.delete(obstacle);
    assertThat(trades.ledger().lastEpoch().orElseThrow().published(), is(false));
  }

  /** What the next stream does first. */
  private void planNextStream() {
    PlanStreamIT.plan(trades, null);
    assertThat(trades.ledger().plans().stream().map(RunPlan::number).toList(), contains(1L, 2L));
  }

  private void assertBothPublished() {
    assertThat(trades.rows(BRONZE), contains(raw(0), raw(1), raw(2)));
    assertThat(trades.rows(SILVER), contains(BETTER, OTHER));
    assertThat(trades.rows(QUARANTINE), contains(rejected(WORSE, raw(0))));
    assertThat(
        trades.books(),
        contains(
            "displaced 2026-01-05: 1 / 10",
            "quarantined 2026-01-05: 1 / 10",
            "read 2026-01-05: 3 / 24",
            "valid 2026-01-05: 2 / 14"));
    assertFinished();
  }

  private void assertFinished() {
    assertThat(trades.ledger().lastEpoch().orElseThrow().published(), is(true));
    assertThat(trades.ledger().lastDone(), is(1L));
    Map<String, Long> versions = trades.versions();
    trades.epochs().recover();
    assertThat(trades.versions(), is(versions));
  }

  private List<Record> first() {
    return List.of(
        trades.bronze(0, 1),
        trades.silver(WORSE),
        total("read", DAY, 1, "10"),
        total("valid", DAY, 1, "10"));
  }

  private List<Record> second() {
    StoredRows<Rejected> refused =
        StoredRows.of(Rejected.table(StockVolume.TABLE.within("wealth")));
    return List.of(
        trades.bronze(1, 3),
        trades.silver(BETTER, OTHER),
        WriteParquet.now(refused, trades.lake, null, List.of(rejected(OTHER, raw(2)))),
        displaced(WORSE),
        beaten(WORSE),
        total("read", DAY, 2, "14"),
        total("valid", DAY, 1, "4"),
        total("displaced", DAY, 1, "10"),
        total("quarantined", DAY, 1, "10"));
  }
}
