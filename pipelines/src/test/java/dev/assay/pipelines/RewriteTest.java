package dev.assay.pipelines;

import static dev.assay.pipelines.StreamedTrades.BRONZE;
import static dev.assay.pipelines.StreamedTrades.QUARANTINE;
import static dev.assay.pipelines.StreamedTrades.SILVER;
import static dev.assay.pipelines.StreamedTrades.beaten;
import static dev.assay.pipelines.StreamedTrades.displaced;
import static dev.assay.pipelines.StreamedTrades.raw;
import static dev.assay.pipelines.StreamedTrades.rejected;
import static dev.assay.pipelines.StreamedTrades.trade;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.ParquetRows;
import dev.assay.pipelines.io.lake.Replace;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.WriteParquet;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.RiskCategory;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Refined;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of displaced rows: out of the files of silver, and out of bronze to quarantine. */
class RewriteTest {
  private static final Table<Trade> TRADES = Trade.TABLE.within("wealth");
  private static final Refined<Trade> ONE = trade("T1", 0, "2026-01-05", "10");
  private static final Refined<Trade> TWO = trade("T2", 1, "2026-01-05", "11");
  private static final Refined<Trade> NEXT_DAY = trade("T3", 2, "2026-01-06", "12");

  @TempDir Path folder;
  private StreamedTrades trades;

  @BeforeEach
  void lake() {
    trades = new StreamedTrades(folder.resolve("lake"));
  }

  @Test
  void a_published_file_is_written_again_without_the_row() {
    DataFile both = published(SILVER, trades.silver(ONE, TWO));
    published(SILVER, trades.silver(NEXT_DAY));
    Rewrite rewrite = new Rewrite(trades.lake, TRADES, List.of());

    List<DataFile> files = rewrite.without(List.of(displaced(ONE)));

    assertThat(rewrite.removed(), is(Set.of(both.path())));
    assertThat(rows(files), contains(TWO));
    assertThat(files.get(0).day(), is(TWO.row().day()));
  }

  @Test
  void a_file_of_which_no_row_is_left_goes_without_another() {
    published(SILVER, trades.silver(ONE, TWO));
    DataFile alone = published(SILVER, trades.silver(NEXT_DAY));
    Rewrite rewrite = new Rewrite(trades.lake, TRADES, List.of());

    assertThat(rewrite.without(List.of(displaced(NEXT_DAY))), is(empty()));
    assertThat(rewrite.removed(), is(Set.of(alone.path())));
  }

  @Test
  void a_row_that_the_same_epoch_gains_is_not_published_at_all() {
    DataFile bronze = trades.bronze(0, 3);
    DataFile other = trades.silver(NEXT_DAY);
    Rewrite rewrite =
        new Rewrite(trades.lake, TRADES, List.of(bronze, trades.silver(ONE, TWO), other));

    List<DataFile> files = rewrite.without(List.of(displaced(ONE)));

    assertThat(rewrite.removed(), is(empty()));
    assertThat(List.of(files.get(0), files.get(2)), contains(bronze, other));
    assertThat(rows(files.subList(1, 2)), contains(TWO));
  }

  @Test
  void nothing_is_written_again_when_nothing_is_displaced() {
    published(SILVER, trades.silver(ONE));
    DataFile gained = trades.silver(TWO);
    Rewrite rewrite = new Rewrite(trades.lake, TRADES, List.of(gained));

    assertThat(rewrite.without(List.of()), contains(gained));
    assertThat(rewrite.removed(), is(empty()));
  }

  @Test
  void a_displaced_row_that_silver_does_not_hold_is_a_bug() {
    published(SILVER, trades.silver(ONE));
    Rewrite rewrite = new Rewrite(trades.lake, TRADES, List.of());
    assertThrows(
        IllegalStateException.class,
        () -> rewrite.without(List.of(displaced(ONE), displaced(TWO))));
  }

  private static Refined<Trade> as(Refined<Trade> row, RiskCategory risk) {
    Customer customer = new Customer("C1", "Ada", risk, null, null, null, null);
    return new Refined<>(row.row().with(customer), row.origin());
  }

  @Test
  void of_a_row_that_was_described_anew_the_last_description_is_left() {
    published(SILVER, trades.silver(ONE, TWO));
    Refined<Trade> high = as(ONE, RiskCategory.HIGH);
    Refined<Trade> medium = as(ONE, RiskCategory.MEDIUM);
    Rewrite rewrite =
        new Rewrite(trades.lake, TRADES, List.of(trades.silver(high), trades.silver(medium)));

    List<DataFile> files = rewrite.without(List.of(displaced(ONE), displaced(high)));

    assertThat(rows(files), containsInAnyOrder(medium, TWO));
  }

  @Test
  void a_row_that_is_described_as_it_once_was_stays_where_it_is() {
    published(SILVER, trades.silver(ONE));
    Refined<Trade> high = as(ONE, RiskCategory.HIGH);
    Rewrite rewrite =
        new Rewrite(trades.lake, TRADES, List.of(trades.silver(high), trades.silver(ONE)));

    assertThat(rewrite.without(List.of(displaced(ONE), displaced(high))), is(empty()));
    assertThat(rewrite.removed(), is(empty()));
  }

  @Test
  void a_row_of_a_table_without_days_is_replaced_by_its_newer_version() {
    Table<Customer> customers = Customer.TABLE.within("wealth");
    StoredRows<Refined<Customer>> stored = StoredRows.refined(customers);
    Refined<Customer> older = customer("Ada", 0);
    Refined<Customer> newer = customer("Ada L.", 1);
    DataFile file = published(stored, WriteParquet.now(stored, trades.lake, null, List.of(older)));
    DataFile gained = WriteParquet.now(stored, trades.lake, null, List.of(newer));
    Rewrite rewrite = new Rewrite(trades.lake, customers, List.of(gained));

    assertThat(
        rewrite.without(List.of(EpochPart.Displaced.of(customers, older))), contains(gained));
    assertThat(rewrite.removed(), is(Set.of(file.path())));
  }

  private static Refined<Customer> customer(String name, long position) {
    return new Refined<>(
        new Customer("C1", name, RiskCategory.LOW, null, null, null, null),
        new Origin("file:c", position, null, "r1", name));
  }

  @Test
  void payloads_come_from_files_that_are_published_and_that_are_gained() {
    published(BRONZE, trades.bronze(0, 2));
    Recalled recalled = new Recalled(trades.lake, TRADES, List.of(trades.bronze(2, 4)));

    List<DataFile> files = recalled.quarantine(List.of(beaten(ONE), beaten(NEXT_DAY)));

    try (ParquetRows<Rejected> rows = ParquetRows.read(files.get(0).path(), QUARANTINE)) {
      assertThat(
          rows.stream().toList(), contains(rejected(NEXT_DAY, raw(2)), rejected(ONE, raw(0))));
    }
    assertThat(recalled.quarantine(List.of()), is(empty()));
  }

  @Test
  void a_payload_that_bronze_does_not_hold_is_a_bug() {
    published(BRONZE, trades.bronze(0, 1));
    Recalled recalled = new Recalled(trades.lake, TRADES, List.of(trades.bronze(1, 2)));
    assertThrows(
        IllegalStateException.class,
        () -> recalled.quarantine(List.of(beaten(ONE), beaten(NEXT_DAY))));
  }

  private DataFile published(StoredRows<?> stored, DataFile file) {
    LakeTable table = LakeTable.at(trades.lake, stored);
    table.commit("test", table.version().orElse(0) + 1, List.of(file), new Replace.None());
    return file;
  }

  private static List<Refined<Trade>> rows(List<DataFile> files) {
    List<Refined<Trade>> all = new ArrayList<>();
    for (DataFile file : files) {
      try (ParquetRows<Refined<Trade>> rows = ParquetRows.read(file.path(), SILVER)) {
        rows.forEachRemaining(all::add);
      }
    }
    return all;
  }
}
