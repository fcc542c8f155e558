package dev.assay.pipelines;

import static dev.assay.pipelines.StreamedTrades.beaten;
import static dev.assay.pipelines.StreamedTrades.displaced;
import static dev.assay.pipelines.StreamedTrades.total;
import static dev.assay.pipelines.StreamedTrades.trade;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.EpochPart.Began;
import dev.assay.pipelines.EpochPart.GoldBehind;
import dev.assay.pipelines.EpochPart.GoldTold;
import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.StockVolume;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Refined;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which days the lake's gold is behind on, and the bounded run that makes them anew. */
class BehindIT {
  private static final Table<StockVolume> VOLUMES = StockVolume.TABLE.within("wealth");
  private static final String DAY = "2026-01-05";
  private static final String NEXT = "2026-01-06";
  private static final Refined<Trade> FIRST = trade("T1", 0, NEXT, "10");
  private static final Refined<Trade> EARLIER = trade("T1", 1, DAY, "12");

  @TempDir Path folder;
  private StreamedTrades trades;

  @BeforeEach
  void stream() {
    trades = new StreamedTrades(folder.resolve("lake"));
    Began run = trades.begin(1);
    trades.publish(
        run,
        List.of(
            trades.bronze(0, 1),
            trades.silver(FIRST),
            total("read", NEXT, 1, "10"),
            total("valid", NEXT, 1, "10")));
  }

  @Test
  void a_bounded_run_computes_the_days_that_a_stream_touched() {
    assertThat(trades.ledger().behind(), is(Set.of(LocalDate.parse(NEXT))));

    RunReport report = SettledRun.over(trades);

    assertThat(report.failures(), is(empty()));
    assertThat(report.days(), is(1));
    assertThat(trades.rows(StoredRows.of(VOLUMES)), contains(volume(NEXT, 10)));
    assertThat(TestPostgres.read(trades.warehouse, VOLUMES), contains(volume(NEXT, 10)));
    assertThat(trades.ledger().behind(), is(empty()));
  }

  @Test
  void days_are_behind_until_a_bounded_run_is_done_whichever_stream_touched_them() {
    Began other = trades.begin(2);
    trades.publish(
        other,
        List.of(
            trades.bronze(1, 2),
            trades.silver(trade("T2", 1, DAY, "7")),
            total("read", DAY, 1, "7"),
            total("valid", DAY, 1, "7")));
    assertThat(trades.ledger().behind(), is(Set.of(LocalDate.parse(DAY), LocalDate.parse(NEXT))));

    trades.ledger().write(StreamedTrades.plan(3, RunKind.LOAD.text(), java.util.Map.of()));
    assertThat(trades.ledger().behind(), is(Set.of(LocalDate.parse(DAY), LocalDate.parse(NEXT))));
  }

  @Test
  void a_day_is_behind_no_more_when_its_stream_has_told_so() {
    Began run = new Began(1, "r1", "2026-01-07T00:00:00Z");
    trades.publish(run, List.of(new GoldBehind(VOLUMES.name(), LocalDate.parse(NEXT), 1)));
    trades.publish(run, List.of(new GoldTold()));
    trades.publish(run, List.of(new GoldTold()));
    assertThat(trades.ledger().behind(), is(Set.of(LocalDate.parse(NEXT))));
    trades.publish(run, List.of(new GoldBehind(VOLUMES.name(), LocalDate.parse(NEXT), 2)));
    assertThat(trades.ledger().behind(), is(empty()));

    long sequence = trades.ledger().lastEpoch().orElseThrow().sequence();
    trades.publish(run, List.of(new GoldTold()));
    assertThat(
        "nothing is written where nothing changes",
        trades.ledger().lastEpoch().orElseThrow().sequence(),
        is(sequence));
  }

  @Test
  void a_bounded_run_takes_back_what_a_lost_stream_has_stated_of_days_that_it_did_not_publish() {
    SettledRun.over(trades);
    trades.publish(
        trades.begin(3),
        List.of(
            trades.bronze(1, 2),
            trades.silver(trade("T2", 1, NEXT, "7")),
            total("read", NEXT, 1, "7"),
            total("valid", NEXT, 1, "7")));
    TestPostgres.execute(
        trades.warehouse,
        "INSERT INTO wealth.stock_volumes VALUES ('" + DAY + "', 'XYZ', 1, 1, 99, 3)");
    assertThat(trades.ledger().behind(), is(Set.of(LocalDate.parse(NEXT))));

    assertThat(SettledRun.over(trades).failures(), is(empty()));

    assertThat(
        TestPostgres.read(trades.warehouse, VOLUMES).stream().map(StockVolume::day).toList(),
        contains(LocalDate.parse(NEXT)));
  }

  @Test
  void gold_of_a_day_that_lost_its_only_row_goes_too() {
    SettledRun.over(trades);
    Began other = trades.begin(3);
    trades.publish(
        other,
        List.of(
            trades.bronze(1, 2),
            trades.silver(EARLIER),
            displaced(FIRST),
            beaten(FIRST),
            total("read", DAY, 1, "12"),
            total("valid", DAY, 1, "12"),
            total("valid", NEXT, -1, "-10"),
            total("displaced", NEXT, 1, "10"),
            total("quarantined", NEXT, 1, "10")));

    assertThat(SettledRun.over(trades).failures(), is(empty()));

    assertThat(trades.rows(StoredRows.of(VOLUMES)), contains(volume(DAY, 12)));
    assertThat(TestPostgres.read(trades.warehouse, VOLUMES), contains(volume(DAY, 12)));
    assertThat(trades.ledger().behind(), is(empty()));
  }

  private static StockVolume volume(String day, long value) {
    return new StockVolume(
        LocalDate.parse(day),
        "ABC",
        1,
        new BigDecimal("1.0000"),
        new BigDecimal(value + ".00000000"));
  }
}
