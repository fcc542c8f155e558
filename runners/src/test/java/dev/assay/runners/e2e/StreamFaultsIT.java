package dev.assay.runners.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.assay.pipelines.flows.Wealth;
import dev.assay.runners.e2e.StreamRig.Place;
import dev.assay.runners.local.Deadline;
import dev.assay.runners.local.FlinkCluster;
import dev.assay.runners.local.FlinkRest;
import dev.assay.runners.simulate.TradeSimulation;
import dev.assay.runners.simulate.TradeSimulator;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trades from Kafka through a Flink cluster of several processes give the same tables as a batch
 * run over files, whatever is killed, stopped or read twice on the way: in lake and warehouse, in
 * quarantine, and in the books.
 */
@Timeout(900)
class StreamFaultsIT {
  private static final int TRADES = 12_000;

  @TempDir static Path folder;
  private static StreamRig rig;
  private static Path input;
  private static Path customers;
  private static List<byte[]> lines;
  private static Map<String, List<String>> expected;
  private static List<String> expectedTotals;

  @BeforeAll
  static void batch() throws Exception {
    input = folder.resolve("input");
    TradeSimulator.write(input, TradeSimulation.of(TRADES, 300, 6), each -> {});
    lines = StreamRig.lines(input);
    customers = StreamRig.files(folder.resolve("customers"), input, List.of());
    rig = StreamRig.start(folder.resolve("rig"), FlinkCluster.DEFAULT);
    Place batch = rig.place("batch");
    batch.run(input);
    expected = batch.tables();
    expectedTotals = batch.totals();
  }

  @AfterAll
  static void end() throws Exception {
    if (rig != null) {
      rig.close();
    }
  }

  private static List<byte[]> part(double from, double to) {
    return lines.subList((int) (lines.size() * from), (int) (lines.size() * to));
  }

  /** A place that knows the customers, and a topic of its name. */
  private static Place begin(String name) throws Exception {
    Place place = rig.place(name);
    place.run(customers);
    rig.createTopic(name);
    return place;
  }

  /** Waits until the stream is quiet, ends it, and compares all there is. */
  private static void assertSame(Place place, String job) throws Exception {
    place.awaitRead(lines.size());
    // Gold is stated at an interval of its own.
    Deadline.await(place::differences, is(empty()));
    Deadline.await(place::behind, is(empty()));
    Map<String, List<String>> tables = place.tables();
    for (Table<?> table : Wealth.FLOW.gold()) {
      assertThat(tables.get("warehouse " + table), is(expected.get("warehouse " + table)));
      assertThat(tables.get(table.toString()), is(expected.get(table.toString())));
    }
    rig.flink().rest().cancel(job);
    assertSame(place);
  }

  private static void assertSame(Place place) throws Exception {
    place.run(customers);
    assertThat(place.differences(), is(empty()));
    assertThat(place.tables(), is(expected));
    assertThat(place.totals(), is(expectedTotals));
  }

  private static void awaitCheckpoint(String job) throws Exception {
    long before = rig.flink().rest().completedCheckpoints(job);
    Deadline.await(() -> rig.flink().rest().completedCheckpoints(job), greaterThan(before + 1));
  }

  @Test
  void stream_gives_the_tables_of_a_batch_run() throws Exception {
    Place place = begin("undisturbed");
    String job = place.stream("undisturbed");
    rig.produce("undisturbed", lines);
    place.awaitRead(lines.size());
    assertFiguresAreThoseOfTheBooks(place, job);
    assertSame(place, job);
  }

  /** Of a job that nothing disturbed; after a failure some rows are counted twice. */
  private static void assertFiguresAreThoseOfTheBooks(Place place, String job) throws Exception {
    long read = lines.size();
    long quarantined = place.counted(ControlTotal.QUARANTINED);
    long displaced = place.counted(ControlTotal.DISPLACED);
    long gained = place.counted(ControlTotal.VALID) + displaced;
    Map<String, Long> told = new TreeMap<>();
    told.put("bronze_trades_captured", read);
    told.put("bronze_trades_known", 0L);
    told.put("silver_trades_parsed", read);
    told.put("silver_trades_valid", gained);
    told.put("silver_trades_duplicate", place.counted(ControlTotal.DUPLICATE));
    told.put("silver_trades_displaced", displaced);
    told.put("silver_trades_late", 0L);
    told.put("silver_trades_quarantined", quarantined);
    told.put("gold_portfolio_by_risk_refused", 0L);
    Deadline.await(
        () -> {
          Map<String, Long> counts = figures(job).counts();
          counts.keySet().retainAll(told.keySet());
          return counts;
        },
        is(told));
    Figures figures = figures(job);
    assertThat(figures.counts().get("gold_portfolio_by_risk_stated"), greaterThan(0L));
    assertThat(
        figures.counts().get("quarantine_trades_payload_is_readable"),
        allOf(greaterThan(0L), lessThanOrEqualTo(quarantined)));
    assertThat(
        Instant.ofEpochMilli(figures.watermark("Settle_every_key")),
        allOf(
            greaterThan(Instant.parse("2020-01-01T00:00:00Z")), lessThanOrEqualTo(Instant.now())));
  }

  private static Figures figures(String job) throws Exception {
    return Figures.of(job, rig.flink().metrics());
  }

  @Test
  void flink_cluster_gives_the_tables_of_a_batch_run_in_this_process() throws Exception {
    Place place = rig.place("cluster");
    place.run(input, "--flink-master=" + rig.flink().master());
    assertThat(place.tables(), is(expected));
    assertThat(place.totals(), is(expectedTotals));
  }

  @Test
  void task_managers_are_killed_one_after_the_other() throws Exception {
    Place place = begin("taskmanagers");
    String job = place.stream("taskmanagers");
    rig.produce("taskmanagers", part(0, 0.4));
    Deadline.await(place::trades, greaterThan(0L));
    awaitCheckpoint(job);
    for (int i = 0; i < 2; i++) {
      rig.produce("taskmanagers", part(0.4 + i * 0.3, 0.7 + i * 0.3));
      ProcessHandle victim = rig.flink().taskManagers().get(i);
      victim.destroyForcibly();
      victim.onExit().get(30, TimeUnit.SECONDS);
      rig.flink().startTaskManager();
      Deadline.await(() -> rig.flink().rest().job(job).state(), is("RUNNING"));
      awaitCheckpoint(job);
    }
    assertSame(place, job);
  }

  @Test
  void job_manager_is_killed_and_the_job_goes_on_from_its_last_checkpoint() throws Exception {
    Place place = begin("jobmanager");
    String job = place.stream("jobmanager");
    rig.produce("jobmanager", part(0, 0.5));
    Deadline.await(place::trades, greaterThan(0L));
    awaitCheckpoint(job);
    FlinkRest rest = rig.flink().rest();
    String checkpoint = rest.lastCheckpoint(job).orElseThrow();
    rig.produce("jobmanager", part(0.5, 1));
    ProcessHandle victim = rig.flink().jobManager();
    victim.destroyForcibly();
    victim.onExit().get(30, TimeUnit.SECONDS);
    rig.flink().startJobManager();
    rig.flink().awaitTaskManagers();
    // Whatever newer checkpoint there is, for the one asked for above may have been subsumed.
    assertSame(
        place, place.stream("jobmanager", "--savepointPath=" + Checkpoints.newest(checkpoint)));
  }

  @Test
  void stream_is_stopped_with_a_savepoint_and_resumed_then_started_anew() throws Exception {
    Place place = begin("savepoint");
    String job = place.stream("savepoint");
    rig.produce("savepoint", part(0, 0.4));
    Deadline.await(place::trades, greaterThan(0L));
    String savepoint = rig.flink().rest().stop(job);
    rig.produce("savepoint", part(0.4, 0.7));
    String resumed = place.stream("savepoint", "--savepointPath=" + savepoint);
    place.awaitRead(part(0, 0.7).size());
    rig.flink().rest().stop(resumed);
    assertThat(place.differences(), is(empty()));
    rig.produce("savepoint", part(0.7, 1));
    assertSame(place, place.stream("savepoint"));
  }

  @Test
  void stream_without_saved_state_goes_on_from_offsets_reads_again_and_is_rebuilt_from_bronze()
      throws Exception {
    Place place = begin("offsets");
    String job = place.stream("offsets");
    rig.produce("offsets", part(0, 0.5));
    place.awaitRead(1);
    rig.flink().rest().cancel(job);
    rig.produce("offsets", part(0.5, 1));
    assertSame(place, place.stream("offsets"));

    String again = place.stream("offsets", "--from=earliest");
    Deadline.await(() -> place.counted("known"), is((long) lines.size()));
    rig.flink().rest().cancel(again);
    assertSame(place);

    place.rebuild();
    assertThat(place.tables(), is(expected));
  }

  @Test
  void kafka_is_killed_and_postgres_is_away_for_some_time() throws Exception {
    Place place = begin("away");
    String job = place.stream("away");
    rig.produce("away", part(0, 0.4));
    Deadline.await(place::trades, greaterThan(0L));
    rig.restartKafka();
    rig.produce("away", part(0.4, 0.7));
    long before = place.trades();
    Deadline.await(place::trades, greaterThan(before));
    rig.stopPostgres();
    rig.produce("away", part(0.7, 1));
    TimeUnit.SECONDS.sleep(20);
    rig.startPostgres();
    assertSame(place, job);
  }

  @Test
  void batch_is_followed_by_a_stream_with_an_overlap() throws Exception {
    Place place = rig.place("handover");
    Path first = StreamRig.files(folder.resolve("first"), input, part(0, 0.6));
    place.run(first);
    rig.createTopic("handover");
    String job = place.stream("handover");
    rig.produce("handover", part(0.5, 1));
    place.awaitRead(lines.size() + part(0.5, 0.6).size());
    assertThat(place.differences(), is(empty()));
    rig.flink().rest().cancel(job);
    place.run(first);
    Map<String, List<String>> tables = unrepeated(place.tables());
    // What came twice is in bronze twice, from two sources, and as often a duplicate.
    Map<String, List<String>> same = unrepeated(expected);
    tables.remove("bronze.trades");
    same.remove("bronze.trades");
    assertThat(tables, is(same));
  }

  /** Payloads that break a rule are quarantined as often as they come. */
  private static Map<String, List<String>> unrepeated(Map<String, List<String>> tables) {
    Map<String, List<String>> some = new TreeMap<>(tables);
    some.computeIfPresent(
        "quarantine.trades", (name, rows) -> rows.stream().distinct().sorted().toList());
    return some;
  }
}
