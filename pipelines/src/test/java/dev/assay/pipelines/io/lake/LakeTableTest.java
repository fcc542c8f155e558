package dev.assay.pipelines.io.lake;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.pipelines.io.LakeException;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Refined;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LakeTableTest {
  private static final LocalDate MONDAY = LocalDate.of(2026, 1, 5);
  private static final LocalDate TUESDAY = MONDAY.plusDays(1);
  private static final StoredRows<Refined<Trade>> TRADES =
      StoredRows.refined(Trade.TABLE.within("wealth"));
  private static final Replace NONE = new Replace.None();
  private static final Replace ALL = new Replace.All();

  @TempDir Path folder;
  private String lake;
  private LakeTable trades;

  @BeforeEach
  void open() {
    lake = folder.resolve("a lake").toString();
    trades = LakeTable.at(lake, TRADES);
  }

  @Test
  void a_table_that_was_never_written_has_no_version() {
    assertThat(trades.version(), is(OptionalLong.empty()));
    assertThat(trades.lastTransaction("run"), is(OptionalLong.empty()));
  }

  @Test
  void files_are_seen_once_committed_and_not_before() throws IOException {
    DataFile monday = file(MONDAY, 1, 2);
    DataFile unpublished = file(MONDAY, 3);
    trades.commit("run", 1, List.of(monday), NONE);

    assertThat(now(), is(List.of(monday)));
    assertThat(Files.exists(Path.of(unpublished.path())), is(true));
    assertThat(ids(now()), containsInAnyOrder("T1", "T2"));
  }

  @Test
  void the_same_transaction_again_changes_nothing() throws IOException {
    DataFile monday = file(MONDAY, 1);
    trades.commit("run", 7, List.of(monday), NONE);
    OptionalLong version = trades.version();
    trades.commit("run", 7, List.of(file(MONDAY, 2)), ALL);
    trades.commit("run", 6, List.of(file(MONDAY, 3)), ALL);

    assertThat(trades.version(), is(version));
    assertThat(now(), is(List.of(monday)));
    assertThat(trades.lastTransaction("run"), is(OptionalLong.of(7)));
    assertThat(trades.lastTransaction("other"), is(OptionalLong.empty()));
  }

  @Test
  void a_commit_of_nothing_is_remembered() {
    trades.commit("run", 3, List.of(), NONE);
    assertThat(now(), is(empty()));
    assertThat(trades.lastTransaction("run"), is(OptionalLong.of(3)));
  }

  @Test
  void replaced_days_are_replaced_and_no_others() throws IOException {
    DataFile tuesday = file(TUESDAY, 2);
    trades.commit("run", 1, List.of(file(MONDAY, 1), file(MONDAY, 3), tuesday), NONE);
    DataFile monday = file(MONDAY, 10);
    trades.commit("run", 2, List.of(monday), days(MONDAY, MONDAY.plusDays(9)));

    assertThat(now(), containsInAnyOrder(monday, tuesday));
  }

  @Test
  void a_day_can_be_replaced_by_nothing() throws IOException {
    DataFile tuesday = file(TUESDAY, 2);
    trades.commit("run", 1, List.of(file(MONDAY, 1), tuesday), NONE);
    trades.commit("run", 2, List.of(), days(MONDAY));

    assertThat(now(), is(List.of(tuesday)));
  }

  @Test
  void all_files_of_a_table_without_days_can_be_replaced() throws IOException {
    StoredRows<Customer> stored = StoredRows.of(Customer.TABLE.within("wealth"));
    LakeTable customers = LakeTable.at(lake, stored);
    DataFile before = SampleRows.write(lake, stored, SampleRows.rows(Customer.TABLE, 3));
    DataFile after = SampleRows.write(lake, stored, SampleRows.rows(Customer.TABLE, 5));
    customers.commit("run", 1, List.of(before), ALL);
    customers.commit("run", 2, List.of(after), ALL);

    assertThat(customers.files(customers.version().getAsLong()), is(List.of(after)));
    assertThrows(
        IllegalArgumentException.class, () -> customers.commit("run", 3, List.of(), days(MONDAY)));
  }

  @Test
  void every_older_version_stays_readable() throws IOException {
    trades.commit("run", 1, List.of(file(MONDAY, 1)), NONE);
    trades.commit("run", 2, List.of(file(MONDAY, 2)), days(MONDAY));
    trades.commit("run", 3, List.of(file(MONDAY, 3)), NONE);

    assertThat(trades.files(0), is(empty()));
    assertThat(ids(trades.files(1)), containsInAnyOrder("T1"));
    assertThat(ids(trades.files(2)), containsInAnyOrder("T2"));
    assertThat(ids(trades.files(3)), containsInAnyOrder("T2", "T3"));
  }

  @Test
  void checkpoints_keep_files_counts_transactions_and_older_versions() throws IOException {
    for (int i = 1; i <= 23; i++) {
      LocalDate day = MONDAY.plusDays(i % 5);
      trades.commit("run", i, List.of(file(day, i)), i > 10 ? days(day) : NONE);
    }
    Path log = Path.of(lake, "wealth", "silver", "trades", "_delta_log");
    assertThat(Files.exists(log.resolve("00000000000000000020.checkpoint.parquet")), is(true));

    LakeTable fresh = LakeTable.at(lake, TRADES);
    assertThat(ids(fresh.files(23)), containsInAnyOrder("T19", "T20", "T21", "T22", "T23"));
    assertThat(ids(fresh.files(10)), hasSize(10));
    assertThat(ids(fresh.files(12)), hasSize(8));
    fresh.files(23).forEach(file -> assertThat(file.rows(), is(1L)));
    assertThat(fresh.lastTransaction("run"), is(OptionalLong.of(23)));
  }

  @Test
  void the_log_follows_the_protocol() throws IOException {
    DataFile first = file(MONDAY, 1, 2);
    trades.commit("run", 1, List.of(first), NONE);
    trades.commit("run", 2, List.of(), days(MONDAY));

    JsonNode add = action(1, "add");
    assertThat(add.path("path").asText(), startsWith("day=2026-01-05/part-"));
    assertThat(add.path("partitionValues").toString(), is("{\"day\":\"2026-01-05\"}"));
    assertThat(add.path("size").asLong(), is(first.bytes()));
    assertThat(add.path("dataChange").asBoolean(), is(true));
    assertThat(add.path("modificationTime").isIntegralNumber(), is(true));
    assertThat(add.path("stats").asText(), is(first.statistics()));
    JsonNode statistics = new ObjectMapper().readTree(first.statistics());
    assertThat(statistics.path("numRecords").asLong(), is(2L));
    assertThat(statistics.path("minValues").path("trade_id").asText(), is("T1"));
    assertThat(statistics.path("maxValues").path("trade_id").asText(), is("T2"));
    assertThat(
        statistics.path("maxValues").path("transaction_time").asText(),
        is("2026-01-05T02:30:00.000Z"));
    JsonNode remove = action(2, "remove");
    for (String same : List.of("path", "partitionValues", "size", "dataChange")) {
      assertThat(same, remove.path(same), is(add.path(same)));
    }
    assertThat(remove.path("deletionTimestamp").isIntegralNumber(), is(true));
    assertThat(action(2, "txn").path("appId").asText(), is("run"));
    assertThat(action(2, "txn").path("version").asLong(), is(2L));
  }

  @Test
  void a_commit_tells_what_it_did() throws IOException {
    DataFile one = file(MONDAY, 1, 2);
    DataFile two = file(TUESDAY, 3);
    trades.commit("run", 1, List.of(one, two), NONE);
    DataFile instead = file(MONDAY, 4);
    trades.commit("run", 2, List.of(instead), days(MONDAY));

    JsonNode added = action(1, "commitInfo");
    assertThat(added.path("operation").asText(), is("WRITE"));
    assertThat(added.path("isBlindAppend").asBoolean(), is(true));
    assertThat(added.path("operationParameters").path("mode").asText(), is("Append"));
    assertThat(
        added.path("operationMetrics"),
        is(
            metrics(
                Map.of(
                    "numFiles", 2L,
                    "numOutputRows", 3L,
                    "numOutputBytes", one.bytes() + two.bytes()))));
    JsonNode replaced = action(2, "commitInfo");
    assertThat(replaced.path("isBlindAppend").asBoolean(), is(false));
    assertThat(
        replaced.path("operationParameters").toString(),
        is("{\"mode\":\"Overwrite\",\"partitionBy\":\"[\\\"day\\\"]\"}"));
    assertThat(
        replaced.path("operationMetrics"),
        is(
            metrics(
                Map.of(
                    "numFiles", 1L,
                    "numOutputRows", 1L,
                    "numOutputBytes", instead.bytes(),
                    "numRemovedFiles", 1L,
                    "numRemovedBytes", one.bytes()))));
  }

  private static JsonNode metrics(Map<String, Long> metrics) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    metrics.forEach((name, value) -> json.put(name, value.toString()));
    return json;
  }

  @ParameterizedTest
  @MethodSource("dev.assay.pipelines.io.lake.SampleRows#everyTable")
  void tables_and_columns_say_what_their_contract_says(SampleRows.Sample<?> sample)
      throws IOException {
    StoredRows<?> stored = sample.stored();
    LakeTable table = LakeTable.at(lake, stored);
    table.commit("run", 1, List.of(), NONE);
    JsonNode metadata = action(Path.of(table.folder()), 0, "metaData");
    Map<String, String> told = new LinkedHashMap<>();
    for (JsonNode field :
        new ObjectMapper().readTree(metadata.path("schemaString").asText()).path("fields")) {
      told.put(field.path("name").asText(), field.path("metadata").path("comment").asText());
    }
    assertThat(told, is(stored.comments()));
    assertThat(told.size(), is(stored.schema().getFields().size()));
    told.values().forEach(text -> assertThat(text, not(is(""))));
    assertThat(metadata.path("description").asText(), is(stored.comment()));
  }

  @Test
  void a_table_of_an_earlier_assay_gets_its_texts_once_and_keeps_its_rows() throws IOException {
    trades.commit("run", 1, List.of(file(MONDAY, 1)), NONE);
    JsonNode wanted = action(0, "metaData");
    forget();
    assertThat(action(0, "metaData").path("schemaString").asText(), not(containsString("comment")));

    trades = LakeTable.at(lake, TRADES);
    trades.commit("run", 2, List.of(file(MONDAY, 2)), NONE);
    trades.commit("run", 3, List.of(file(MONDAY, 3)), NONE);

    assertThat(action(2, "metaData"), is(wanted));
    assertThrows(AssertionError.class, () -> action(3, "metaData"));
    assertThat(ids(now()), containsInAnyOrder("T1", "T2", "T3"));
  }

  @Test
  void of_two_that_renew_the_texts_both_commit() throws Exception {
    for (int round = 1; round <= 10; round++) {
      int version = round;
      lake = folder.resolve("lake " + round).toString();
      trades = LakeTable.at(lake, TRADES);
      trades.commit("run", 1, List.of(), NONE);
      forget();
      race(i -> table -> table.commit("run" + i, version, List.of(file(MONDAY, i)), NONE));
      trades = LakeTable.at(lake, TRADES);
      assertThat(ids(now()), containsInAnyOrder("T0", "T1"));
      assertThat(trades.version(), is(OptionalLong.of(3)));
    }
  }

  /** Leaves the log as an Assay without texts wrote it. */
  private void forget() throws IOException {
    Path entry =
        Path.of(lake, "wealth", "silver", "trades", "_delta_log", String.format("%020d.json", 0));
    String log = Files.readString(entry);
    Files.writeString(
        entry,
        log.replaceAll("\\{\\\\\"comment\\\\\":.*?\\}", "{}")
            .replaceAll("\"description\":\"[^\"]*\",", ""));
  }

  @Test
  void columns_have_exact_types_and_the_table_is_partitioned_by_day() throws IOException {
    trades.commit("run", 1, List.of(), NONE);
    JsonNode metadata = action(0, "metaData");

    assertThat(metadata.path("partitionColumns").toString(), is("[\"day\"]"));
    assertThat(
        metadata.path("schemaString").asText(),
        allOf(
            containsString("\"name\":\"price\",\"type\":\"decimal(18,4)\",\"nullable\":false"),
            containsString("\"name\":\"transaction_time\",\"type\":\"timestamp\""),
            containsString("\"name\":\"name\",\"type\":\"string\",\"nullable\":true"),
            containsString("\"name\":\"_position\",\"type\":\"long\",\"nullable\":false"),
            containsString("\"name\":\"day\",\"type\":\"date\",\"nullable\":false")));
  }

  @Test
  void a_lake_is_named_by_a_path_or_by_its_uri() throws IOException {
    trades.commit("run", 1, List.of(file(MONDAY, 1)), NONE);
    for (String name : List.of(Path.of(lake).toUri().toString(), "file://" + lake, lake + "/")) {
      assertThat(LakeTable.at(name, TRADES).files(1), is(now()));
    }
  }

  @Test
  void a_lake_that_was_moved_still_reads_and_takes_commits() throws IOException {
    trades.commit("run", 1, List.of(file(MONDAY, 1), file(TUESDAY, 2)), NONE);
    Path moved = Files.move(Path.of(lake), folder.resolve("100% elsewhere"));
    lake = moved.toString();
    trades = LakeTable.at("file://" + moved, TRADES);

    assertThat(ids(now()), containsInAnyOrder("T1", "T2"));
    lake = "file://" + moved;
    trades.commit("run", 2, List.of(file(MONDAY, 3)), days(MONDAY));
    assertThat(ids(now()), containsInAnyOrder("T2", "T3"));
  }

  @Test
  void of_two_racing_commits_of_one_transaction_one_wins_and_none_fails() throws Exception {
    for (int round = 1; round <= 5; round++) {
      int version = round;
      race(i -> table -> table.commit("run", version, List.of(file(MONDAY, version)), ALL));
      assertThat(now(), hasSize(1));
      assertThat(trades.version(), is(OptionalLong.of(round)));
    }
  }

  @Test
  void of_two_racing_replacements_the_later_leaves_nothing_of_the_earlier() throws Exception {
    for (int round = 1; round <= 20; round++) {
      int version = round;
      race(
          i ->
              table ->
                  table.commit("run" + i, version, List.of(file(MONDAY, version)), days(MONDAY)));
      assertThat(now(), hasSize(1));
      assertThat(trades.version(), is(OptionalLong.of(2L * round)));
    }
  }

  @Test
  void what_someone_else_has_added_since_is_not_taken_out() throws Exception {
    trades.commit("run", 1, List.of(file(MONDAY, 1)), NONE);
    Optional<Long> base = Optional.of(trades.version().orElseThrow());
    trades.commit("stream", 1, List.of(file(MONDAY, 2), file(TUESDAY, 3)), NONE);
    LakeException refused =
        assertThrows(
            LakeException.class,
            () -> trades.commitOn(base, "run", 2, List.of(file(MONDAY, 4)), days(MONDAY)));
    assertThat(refused.getMessage(), containsString("Another run has written to"));
    assertThat(ids(now()), containsInAnyOrder("T1", "T2", "T3"));
    trades.commitOn(
        Optional.of(trades.version().orElseThrow()),
        "run",
        2,
        List.of(file(MONDAY, 4)),
        days(MONDAY));
    assertThat(ids(now()), containsInAnyOrder("T3", "T4"));
  }

  @Test
  void racing_appends_all_land() throws Exception {
    race(i -> table -> table.commit("run" + i, 1, List.of(file(MONDAY, i)), NONE));
    assertThat(ids(now()), containsInAnyOrder("T0", "T1"));
  }

  @Test
  void a_reader_between_two_commits_never_sees_half_of_one() throws Exception {
    trades.commit("run", 0, List.of(file(MONDAY, 0), file(TUESDAY, 0)), ALL);
    ExecutorService writer = Executors.newSingleThreadExecutor();
    Future<?> writing =
        writer.submit(
            () -> {
              for (int i = 1; i <= 25; i++) {
                trades.commit("run", i, List.of(file(MONDAY, i), file(TUESDAY, i)), ALL);
              }
              return null;
            });
    LakeTable reader = LakeTable.at(lake, TRADES);
    Set<String> seen = new HashSet<>();
    while (!writing.isDone()) {
      List<String> ids = ids(reader.files(reader.version().getAsLong()));
      assertThat(ids, hasSize(2));
      assertThat(ids.get(0), is(ids.get(1)));
      seen.addAll(ids);
    }
    writing.get();
    writer.shutdown();
    assertThat(seen.size() > 1, is(true));
  }

  @Test
  void a_folder_that_cannot_be_a_lake_is_told_in_words() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    LakeTable table = LakeTable.at(file.toString(), TRADES);
    LakeException e =
        assertThrows(LakeException.class, () -> table.commit("run", 1, List.of(), NONE));
    assertThat(
        e.getMessage(),
        allOf(startsWith("Cannot "), containsString(file.toString()), containsString("Check")));
  }

  @Test
  void a_version_that_never_was_is_told_in_words() {
    assertThat(
        assertThrows(LakeException.class, () -> trades.files(3)).getMessage(),
        startsWith("Cannot read the lake table " + lake + "/wealth/silver/trades"));
  }

  @Test
  void a_table_of_other_columns_is_refused() {
    Table<Raw> other = Table.of("customers", Raw.class);
    LakeTable.at(lake, StoredRows.of(other.within("wealth"))).commit("run", 1, List.of(), NONE);
    LakeTable customers = LakeTable.at(lake, StoredRows.of(Customer.TABLE.within("wealth")));
    assertThat(
        assertThrows(LakeException.class, () -> customers.commit("run", 2, List.of(), NONE))
            .getMessage(),
        containsString("its columns are"));
  }

  @Test
  void a_file_of_another_table_is_refused() throws IOException {
    DataFile file = file(MONDAY, 1);
    LakeTable customers = LakeTable.at(lake, StoredRows.of(Customer.TABLE.within("wealth")));
    assertThrows(
        IllegalArgumentException.class, () -> customers.commit("run", 1, List.of(file), NONE));
  }

  private interface Commit {
    void by(LakeTable table) throws IOException;
  }

  private interface Contestant {
    Commit number(int i);
  }

  private void race(Contestant contestant) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      LakeTable table = LakeTable.at(lake, TRADES);
      Commit commit = contestant.number(i);
      Callable<Void> run =
          () -> {
            start.await();
            commit.by(table);
            return null;
          };
      done.add(threads.submit(run));
    }
    for (Future<?> each : done) {
      each.get();
    }
    threads.shutdown();
  }

  private DataFile file(LocalDate day, int... ids) throws IOException {
    return SampleRows.write(
        lake, TRADES, IntStream.of(ids).mapToObj(i -> SampleRows.trade(i, day)).toList());
  }

  private static Replace days(LocalDate... days) {
    return new Replace.Days(Set.of(days));
  }

  private List<DataFile> now() {
    return trades.files(trades.version().getAsLong());
  }

  private static List<String> ids(List<DataFile> files) {
    List<String> ids = new ArrayList<>();
    for (DataFile file : files) {
      try (ParquetRows<Refined<Trade>> rows = ParquetRows.read(file.path(), TRADES)) {
        rows.forEachRemaining(row -> ids.add(row.row().tradeId()));
      }
    }
    return ids;
  }

  private JsonNode action(int version, String name) throws IOException {
    return action(Path.of(lake, "wealth", "silver", "trades"), version, name);
  }

  private static JsonNode action(Path table, int version, String name) throws IOException {
    String file = String.format("%020d.json", version);
    ObjectMapper json = new ObjectMapper();
    try (Stream<String> lines = Files.lines(table.resolve("_delta_log").resolve(file))) {
      for (String line : lines.toList()) {
        JsonNode action = json.readTree(line);
        if (action.has(name)) {
          return action.path(name);
        }
      }
    }
    throw new AssertionError("no " + name + " in " + file);
  }
}
