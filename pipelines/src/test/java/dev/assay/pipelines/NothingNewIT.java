package dev.assay.pipelines;

import static dev.assay.pipelines.StreamedTrades.total;
import static dev.assay.pipelines.StreamedTrades.trade;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.EpochPart.Began;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.InputException;
import dev.assay.pipelines.io.LakeException;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.jdbc.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run must look at beside its files, before it may say that nothing is new. */
class NothingNewIT {
  private static final String DAY = "2026-01-05";

  @TempDir Path folder;
  private Path customers;
  private StreamedTrades trades;

  @BeforeEach
  void loaded() throws IOException {
    customers =
        Files.writeString(
            folder.resolve("customers.csv"), "customer_id,name,risk_category\nC1,Ada,LOW\n");
    trades = new StreamedTrades(folder.resolve("lake"));
    BoundedRuns runs = new BoundedRuns(Wealth.FLOW, Path.of(trades.lake), trades.warehouse);
    runs.enforced = false;
    assertThat(runs.load(files()).failures(), is(empty()));
  }

  @Test
  void files_that_were_taken_are_nothing_new() {
    assertThat(isNothing(), is(true));
  }

  @Test
  void a_file_that_was_changed_is_new() throws IOException {
    Files.setLastModifiedTime(customers, FileTime.fromMillis(1_000));
    assertThat(isNothing(), is(false));
  }

  @Test
  void a_file_that_is_gone_is_told_of() throws IOException {
    Files.delete(customers);
    assertThrows(InputException.class, this::isNothing);
  }

  @Test
  void a_rebuild_and_a_replay_take_no_file_and_have_work() {
    assertThat(NothingNew.isFound(asked().withKind(RunKind.REBUILD), Wealth.FLOW), is(false));
    assertThat(NothingNew.isFound(asked().withKind(RunKind.REPLAY), Wealth.FLOW), is(false));
  }

  @Test
  void a_run_that_is_not_finished_is_due_and_is_left_as_it_is() {
    trades.ledger().write(StreamedTrades.plan(2, RunKind.LOAD.text(), Map.of()));
    assertThat(isNothing(), is(false));
    assertThat(trades.ledger().unfinished().orElseThrow().number(), is(2L));
  }

  @Test
  void a_warehouse_that_lacks_the_lakes_runs_is_told_of() {
    Warehouse other = TestPostgres.freshDatabase();
    RunSettings settings = RunSettings.of(Wealth.FLOW.name(), trades.lake, other);
    LakeException refused =
        assertThrows(
            LakeException.class,
            () -> NothingNew.isFound(settings.withInputs(files()), Wealth.FLOW));
    assertThat(refused.getMessage(), containsString("belongs to another warehouse"));
  }

  @Test
  void a_view_that_the_warehouse_lacks_is_made() {
    TestPostgres.execute(trades.warehouse, "DROP VIEW wealth.portfolio_value_by_risk");
    assertThat(isNothing(), is(true));
    TestPostgres.execute(trades.warehouse, "TABLE wealth.portfolio_value_by_risk");
  }

  @Test
  void days_that_a_stream_has_written_are_due() {
    stream();
    assertThat(isNothing(), is(false));
    SettledRun.over(trades);
    assertThat(isNothing(), is(true));
  }

  @Test
  void an_epoch_that_was_not_carried_out_is_due() throws IOException {
    stream();
    SettledRun.over(trades);
    Path epoch = Path.of(trades.lake, Wealth.FLOW.name(), "runs", "000002.epoch.json");
    String carriedOut = Files.readString(epoch);
    Files.writeString(epoch, carriedOut.replaceAll("(\"published\" *: *)true", "$1false"));
    assertThat(trades.ledger().lastEpoch().orElseThrow().published(), is(false));
    assertThat(isNothing(), is(false));
  }

  @Test
  void gold_that_a_lost_stream_has_stated_and_not_published_is_due() {
    Began run = trades.begin(2);
    trades.publish(run, List.of(total("read", DAY, 0, "0")));
    assertThat("the stream has written nothing", trades.ledger().behind(), is(Set.of()));
    assertThat(isNothing(), is(true));
    TestPostgres.execute(
        trades.warehouse,
        "INSERT INTO wealth.stock_volumes VALUES ('" + DAY + "', 'XYZ', 1, 1, 99, 2)");
    assertThat(isNothing(), is(false));
  }

  private void stream() {
    trades.publish(
        trades.begin(2),
        List.of(
            trades.bronze(0, 1),
            trades.silver(trade("T1", 0, DAY, "10")),
            total("read", DAY, 1, "10"),
            total("valid", DAY, 1, "10")));
  }

  private boolean isNothing() {
    return NothingNew.isFound(asked(), Wealth.FLOW);
  }

  private RunSettings asked() {
    return RunSettings.of(Wealth.FLOW.name(), trades.lake, trades.warehouse).withInputs(files());
  }

  private Map<String, Endpoint.Files> files() {
    return Map.of("customers", Endpoint.files(customers.toString()));
  }
}
