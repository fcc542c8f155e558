package dev.assay.pipelines;

import static dev.assay.pipelines.StreamedTrades.BRONZE;
import static dev.assay.pipelines.StreamedTrades.QUARANTINE;
import static dev.assay.pipelines.StreamedTrades.SILVER;
import static dev.assay.pipelines.StreamedTrades.SOURCE;
import static dev.assay.pipelines.StreamedTrades.beaten;
import static dev.assay.pipelines.StreamedTrades.displaced;
import static dev.assay.pipelines.StreamedTrades.raw;
import static dev.assay.pipelines.StreamedTrades.rejected;
import static dev.assay.pipelines.StreamedTrades.total;
import static dev.assay.pipelines.StreamedTrades.trade;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.EpochPart.Began;
import dev.assay.pipelines.EpochPart.Complete;
import dev.assay.pipelines.EpochPart.Displaced;
import dev.assay.pipelines.books.Epoch;
import dev.assay.pipelines.io.LakeException;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.WriteParquet;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.RiskCategory;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Refined;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochsTest {
  private static final LocalDate DAY = LocalDate.parse("2026-01-05");
  private static final Refined<Trade> FIRST = trade("T1", 0, "2026-01-06", "10");
  private static final Refined<Trade> EARLIER = trade("T1", 1, "2026-01-05", "12");

  @TempDir Path folder;
  private StreamedTrades trades;
  private Began run;

  @BeforeEach
  void begin() {
    trades = new StreamedTrades(folder.resolve("lake"));
    run = trades.begin(1);
  }

  @Test
  void an_epoch_brings_rows_offsets_days_and_books() {
    List<Record> parts = new ArrayList<>(first());
    parts.add(new Complete(DAY));
    trades.publish(run, parts);

    assertThat(trades.rows(BRONZE), contains(raw(0)));
    assertThat(trades.rows(SILVER), contains(FIRST));
    assertThat(trades.books(), contains("read 2026-01-06: 1 / 10", "valid 2026-01-06: 1 / 10"));
    Epoch epoch = trades.ledger().lastEpoch().orElseThrow();
    assertThat(epoch.sequence(), is(1_000_000_001L));
    assertThat(epoch.offsets(), is(Map.of(SOURCE, 1L)));
    assertThat(epoch.complete(), is(Set.of(DAY)));
    assertThat(epoch.published(), is(true));
    assertThat(trades.ledger().lastDone(), is(1L));
  }

  @Test
  void an_epoch_published_twice_changes_nothing() {
    List<Record> parts = first();
    trades.publish(run, parts);
    Map<String, Long> versions = trades.versions();
    List<String> books = trades.books();
    Epoch epoch = trades.ledger().lastEpoch().orElseThrow();

    trades.publish(run, parts);

    assertThat(trades.versions(), is(versions));
    assertThat(trades.books(), is(books));
    assertThat(trades.ledger().lastEpoch().orElseThrow(), is(epoch));
  }

  @Test
  void parts_that_come_again_with_new_ones_are_not_published_again() {
    List<Record> parts = new ArrayList<>(first());
    trades.publish(run, parts);
    parts.addAll(second());
    trades.publish(run, parts);

    assertThat(trades.rows(BRONZE), contains(raw(0), raw(1)));
    assertThat(trades.rows(SILVER), contains(EARLIER));
    Map<String, Long> versions = trades.versions();
    trades.publish(run, parts);
    assertThat(trades.rows(SILVER), contains(EARLIER));
    assertThat(trades.versions(), is(versions));
  }

  @Test
  void a_displaced_row_leaves_silver_and_its_payload_comes_to_quarantine_as_the_books_say() {
    trades.publish(run, first());
    trades.publish(run, second());

    assertThat(trades.rows(SILVER), contains(EARLIER));
    assertThat(trades.rows(QUARANTINE), contains(rejected(FIRST, raw(0))));
    assertThat(trades.rows(BRONZE), contains(raw(0), raw(1)));
    assertThat(
        trades.books(),
        contains(
            "displaced 2026-01-06: 1 / 10",
            "quarantined 2026-01-06: 1 / 10",
            "read 2026-01-05: 1 / 12",
            "read 2026-01-06: 1 / 10",
            "valid 2026-01-05: 1 / 12"));
  }

  @Test
  void a_table_without_days_leaves_gold_behind_as_of_the_day_when_the_run_began() {
    Table<Customer> customers = Customer.TABLE.within("wealth");
    StoredRows<Refined<Customer>> stored = StoredRows.refined(customers);
    Refined<Customer> older = customer("Ada", 0);
    Refined<Customer> newer = customer("Ada L.", 1);
    DataFile both = WriteParquet.now(stored, trades.lake, null, List.of(older, newer));
    trades.epochs().publish(run, List.of(both, Displaced.of(customers, older)), List.of());

    assertThat(trades.rows(stored), contains(newer));
    assertThat(trades.ledger().behind(), contains(LocalDate.parse("2026-01-07")));
  }

  private static Refined<Customer> customer(String name, long position) {
    return new Refined<>(
        new Customer("C1", name, RiskCategory.LOW, null, null, null, null),
        new Origin(SOURCE, position, null, "r1", name));
  }

  @Test
  void known_payloads_alone_are_counted() {
    trades.publish(run, first());
    trades.publish(run, List.of(total("known", null, 5, "0")));
    assertThat(
        trades.books(),
        contains("known null: 5 / 0", "read 2026-01-06: 1 / 10", "valid 2026-01-06: 1 / 10"));
    assertThat(trades.rows(BRONZE), contains(raw(0)));
  }

  @Test
  void a_run_that_another_has_taken_over_from_writes_nothing() {
    Began newer = trades.begin(2);
    LakeException refused = assertThrows(LakeException.class, () -> trades.publish(run, first()));
    assertThat(refused.getMessage(), containsString("Another run has taken over from run 1"));
    assertThat(trades.versions(), is(anEmptyMap()));
    assertThat(trades.ledger().lastEpoch().isEmpty(), is(true));

    trades.publish(newer, first());
    assertThat(trades.ledger().lastEpoch().orElseThrow().sequence(), is(2_000_000_001L));
  }

  @Test
  void a_stream_from_a_savepoint_that_is_older_than_the_lake_is_refused() {
    trades.publish(run, List.of(trades.bronze(0, 3), total("read", null, 3, "0")));
    Map<String, Long> versions = trades.versions();
    LakeException refused =
        assertThrows(
            LakeException.class,
            () -> trades.publish(run, List.of(trades.bronze(2, 4), total("read", null, 2, "0"))));
    assertThat(refused.getMessage(), containsString("from position 2 on, but the lake"));
    assertThat(trades.versions(), is(versions));
    assertThat(trades.rows(QUARANTINE), is(empty()));
    assertThat(trades.ledger().lastEpoch().orElseThrow().offsets(), is(Map.of(SOURCE, 3L)));
  }

  private List<Record> first() {
    return List.of(
        trades.bronze(0, 1),
        trades.silver(FIRST),
        total("read", "2026-01-06", 1, "10"),
        total("valid", "2026-01-06", 1, "10"));
  }

  /** The same trade, but earlier: it beats the first. */
  private List<Record> second() {
    return List.of(
        trades.bronze(1, 2),
        trades.silver(EARLIER),
        displaced(FIRST),
        beaten(FIRST),
        total("read", "2026-01-05", 1, "12"),
        total("valid", "2026-01-05", 1, "12"),
        total("valid", "2026-01-06", -1, "-10"),
        total("displaced", "2026-01-06", 1, "10"),
        total("quarantined", "2026-01-06", 1, "10"));
  }
}
