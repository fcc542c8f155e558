package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.flows.Insights;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.AuditTables;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.pipelines.io.kafka.TopicEnd;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.ParquetRows;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.runners.local.Deadline;
import dev.assay.runners.local.FlinkRest;
import dev.assay.runners.local.Login;
import dev.assay.runners.local.Stack;
import dev.assay.runners.simulate.BankSimulator;
import dev.assay.runners.simulate.BankTally;
import dev.assay.runners.simulate.BankingDay;
import dev.assay.schemas.Table;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.transforms.Refined;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real chain, PostgreSQL, Debezium, Kafka, Flink and the warehouse: gold equals the same SQL on
 * the source at every quiet moment, and history its journal, whatever was killed while the bank was
 * worked in.
 */
@Timeout(1200)
class InsightsIT {
  private static final List<String> GOLD =
      Insights.FLOW.gold().stream().map(Table::toString).toList();

  private static final String VERSIONS_IN_DISORDER =
      """
      SELECT count(*)
      FROM (SELECT valid_from, valid_to, is_current,
                   lead(valid_from) OVER (
                     PARTITION BY changed_table, row_key ORDER BY valid_from, lsn) AS next
            FROM insights.row_versions) versions
      WHERE is_current <> (valid_to IS NULL)
         OR valid_to < valid_from
         OR next IS NOT NULL AND (is_current OR valid_to > next)
      """;

  private static final String PURCHASE_MESSAGES =
      "SELECT sum(events) FROM insights.change_activity WHERE changed_table = 'purchase_trends'";

  @TempDir Path home;
  private Warehouse bank;
  private Warehouse warehouse;
  private BankJournal journal;
  private String topics;
  private long seed = 1;

  @AfterEach
  void down() {
    assay("down");
  }

  @Test
  void gold_equals_the_source_through_faults_and_changes_of_its_tables() throws Exception {
    assertThat(assay("up", "--cdc").code(), is(0));
    Stack stack = Stack.of(home).orElseThrow();
    bank = Warehouse.fromUrl(stack.changeCapture().orElseThrow().jdbcUrl(), null, null);
    warehouse = Warehouse.fromUrl(stack.jdbcUrl(), null, null);
    work(300);
    journal = BankJournal.begin(bank);
    Said captured = assay("capture");
    assertThat(captured.toString(), captured.code(), is(0));
    topics = captured.out().strip().replaceFirst("Topics: ", "");
    String job = stream();

    serversDieWhileTheBankIsWorkedIn();
    jobIsLostWhileRowsOfGoldVanish(job);
    snapshotIsTakenAgainInTheMidstOfATransaction();
    columnIsAddedAndCarriedThrough();
    truncationIsFollowed();
    assertThat(assay("stop", "insights", "--drain=" + topics).code(), is(0));
    Said audit = assay("audit", "insights");
    assertThat(audit.toString(), audit.code(), is(0));
    assertThat(doubledInSilver(), is(empty()));

    Map<String, String> streamed = gold();
    Said rebuild = assay("run", "insights", "--rebuild", "--shards=4");
    assertThat(rebuild.toString(), rebuild.code(), is(0));
    assertThat(gold(), is(streamed));

    incompatibleChangeStopsItsTableOnly();
  }

  /** Starts the stream, and tells the number of its job. */
  private String stream(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "run",
                "insights",
                "--changes=" + topics,
                "--shards=32",
                "--lake-gold-interval=2",
                "--flink-master=" + Stack.of(home).orElseThrow().flinkMaster()));
    words.addAll(List.of(more));
    words.addAll(List.of("--", "--checkpointingInterval=2000", "--maxBundleTimeMills=600"));
    Said run = assay(words.toArray(String[]::new));
    assertThat(run.toString(), run.code(), is(0));
    return run.out().replaceFirst("(?s).* as job (\\w+) to .*", "$1");
  }

  private void serversDieWhileTheBankIsWorkedIn() throws Exception {
    try (BusyBank busy = BusyBank.open(bank, seed++)) {
      awaitFollowed();
      for (String service : List.of("connect", "kafka", "flink taskmanager-1", "postgres")) {
        long changes = busy.changes();
        kill(service);
        Deadline.await(busy::changes, greaterThan(changes));
        awaitFollowed();
      }
    }
    assertEqualToSource();
  }

  /**
   * First in the midst of work, then with changes that silver has published and gold has not stated
   * yet, and with others made while no job ran. Nothing but the lake remembers.
   */
  private void jobIsLostWhileRowsOfGoldVanish(String job) throws Exception {
    FlinkRest flink = new FlinkRest(Stack.of(home).orElseThrow().flinkWeb());
    try (BusyBank busy = BusyBank.open(bank, seed++)) {
      RareRows pending = RareRows.insert(bank, "Pending", 10_000);
      RareRows away = RareRows.insert(bank, "Away", 20_000);
      Deadline.await(
          () -> Math.min(pending.inGold(warehouse), away.inGold(warehouse)), greaterThan(10L));
      awaitFollowed();
      flink.cancel(job);
      String second = stream("--gold-interval=3600");
      awaitFollowed();
      pending.change();
      Deadline.await(() -> pending.inSilver(warehouse), is(0L));
      awaitPublished();
      assertThat("gold has not been told yet", pending.inGold(warehouse), greaterThan(10L));
      flink.cancel(second);
      assertThat("nor while the job ended", pending.inGold(warehouse), greaterThan(10L));
      away.change();
      stream();
      assertThat(busy.changes(), greaterThan(0L));
    }
    assertEqualToSource();
  }

  /** Waits until the books hold all that is in the topics by now. */
  private void awaitPublished() throws Exception {
    Map<String, Long> ends = new HashMap<>();
    Endpoint.topics(topics).forEach(topic -> ends.putAll(TopicEnd.of(topic)));
    Deadline.await(
        () -> {
          Map<String, Long> missing = new HashMap<>(ends);
          Map<String, Long> published = new AuditTables(warehouse).offsets("insights");
          missing
              .entrySet()
              .removeIf(end -> published.getOrDefault(end.getKey(), 0L) >= end.getValue());
          return missing;
        },
        is(Map.of()));
  }

  /** Waits until gold tells of changes that were made after this. */
  private void awaitFollowed() throws Exception {
    long now = number(bank, "SELECT pg_current_wal_lsn() - '0/0'");
    Deadline.await(
        () -> number(warehouse, "SELECT coalesce(max(lsn), 0) FROM insights.row_versions"),
        greaterThan(now));
  }

  /** What the transaction wrote stands in the log before the snapshot, and is done after it. */
  private void snapshotIsTakenAgainInTheMidstOfATransaction() throws Exception {
    assertThat(connector("PUT", "stop"), is(204));
    Deadline.await(() -> connector("DELETE", "offsets"), is(200));
    long before = number(warehouse, PURCHASE_MESSAGES);
    long rows = number(bank, "SELECT count(*) FROM purchase_trends");
    try (Connection transaction = Login.to(bank);
        Statement statement = transaction.createStatement()) {
      transaction.setAutoCommit(false);
      statement.execute(
          "UPDATE purchase_trends SET quantity = 1000"
              + " WHERE id = (SELECT min(id) FROM purchase_trends)");
      statement.execute(
          "DELETE FROM purchase_trends WHERE id = (SELECT max(id) FROM purchase_trends)");
      // A commit of others has the log written up to here, so that the snapshot stands behind it.
      execute(
          bank,
          "INSERT INTO purchase_trends (product, quantity, purchase_date)"
              + " VALUES ('Garden gnome', 1, '2026-01-05')");
      assertThat(connector("PUT", "resume"), is(202));
      Deadline.await(
          () -> number(warehouse, PURCHASE_MESSAGES), greaterThanOrEqualTo(before + rows));
      transaction.commit();
    }
    assertEqualToSource();
  }

  /** Tells Kafka Connect as the page for operators does it. */
  private int connector(String method, String path) throws Exception {
    URI connect = Stack.of(home).orElseThrow().changeCapture().orElseThrow().connect();
    HttpRequest request =
        HttpRequest.newBuilder(connect.resolve("/connectors/bank/" + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private void columnIsAddedAndCarriedThrough() throws Exception {
    execute(bank, "ALTER TABLE purchase_trends ADD COLUMN channel text DEFAULT 'web'");
    execute(
        bank,
        "INSERT INTO purchase_trends (product, quantity, purchase_date, channel)"
            + " VALUES ('Umbrella', 2, '2026-01-05', 'shop')");
    assertEqualToSource();
    assertThat(
        text(
            warehouse,
            "SELECT more::text FROM insights.silver_purchase_trends WHERE product = 'Umbrella'"),
        is("{\"channel\": \"shop\"}"));
    assertThat(
        text(
            warehouse,
            "SELECT changed_table || '.' || column_name FROM insights.silver_unknown_columns"),
        is("purchase_trends.channel"));
  }

  private void truncationIsFollowed() throws Exception {
    execute(bank, "TRUNCATE scheduled_payments");
    assertEqualToSource();
    assertThat(
        text(warehouse, "SELECT count(*)::text FROM insights.silver_scheduled_payments"), is("0"));
    execute(
        bank,
        "INSERT INTO scheduled_payments"
            + " (customer_id, payee, amount, frequency, next_due_on, status)"
            + " VALUES (1, 'Landlord', 900, 'MONTHLY', '2026-02-01', 'ACTIVE')");
    assertEqualToSource();
  }

  private void incompatibleChangeStopsItsTableOnly() throws Exception {
    stream();
    execute(bank, "ALTER TABLE scheduled_payments RENAME COLUMN amount TO sum");
    execute(bank, "UPDATE scheduled_payments SET sum = 950");
    execute(
        bank,
        "INSERT INTO purchase_trends (product, quantity, purchase_date)"
            + " VALUES ('Lamp', 1, '2026-01-06')");
    Deadline.await(
        () ->
            text(
                warehouse,
                "SELECT count(*)::text FROM insights.silver_purchase_trends WHERE product = 'Lamp'"),
        is("1"));
    Deadline.await(
        () -> assay("quarantine", "list", "--pipeline=insights", "--table=change_events").out(),
        containsString("amount_is_present"));
    assertThat(
        text(warehouse, "SELECT amount::text FROM insights.silver_scheduled_payments"),
        is("900.00"));
    assertThat(assay("stop", "insights").code(), is(0));
  }

  private void work(long transactions) throws Exception {
    BankTally tally = BankSimulator.run(bank, BankingDay.of(transactions, 20, seed++), so -> {});
    assertThat(tally.changes(), greaterThan(transactions / 2));
  }

  /** By force, and waits until the stack has another one. */
  private void kill(String name) throws Exception {
    List<Stack.Service> before = Stack.of(home).orElseThrow().services();
    Stack.Service victim =
        before.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    ProcessHandle process = ProcessHandle.of(victim.pid()).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(30, TimeUnit.SECONDS);
    Deadline.await(
        () ->
            Stack.of(home).orElseThrow().services().stream()
                .filter(each -> each.pid() != victim.pid() && each.isAlive())
                .count(),
        is((long) before.size()));
  }

  /** By figures, and row by row with what the source's own journal says of all versions. */
  private void assertEqualToSource() throws Exception {
    Said said = assay("reconcile", "insights", "--wait=150");
    assertThat(said + "\n" + journal.differences(warehouse), said.code(), is(0));
    assertThat(
        said.out(),
        allOf(
            containsString("insights.transaction_summary is equal"),
            containsString("Source, silver and gold are equal")));
    Deadline.await(() -> journal.differences(warehouse), is(empty()));
    assertThat(number(warehouse, VERSIONS_IN_DISORDER), is(0L));
  }

  /** The changes that the lake's silver has more than once. */
  private List<List<Object>> doubledInSilver() {
    StoredRows<Refined<ChangeEvent>> stored =
        StoredRows.refined(Insights.FLOW.own(ChangeEvent.TABLE));
    LakeTable silver = LakeTable.at(home.resolve("lake").toString(), stored);
    Set<List<Object>> keys = new HashSet<>();
    List<List<Object>> doubled = new ArrayList<>();
    for (DataFile file : silver.files(silver.version().getAsLong())) {
      try (ParquetRows<Refined<ChangeEvent>> rows = ParquetRows.read(file.path(), stored)) {
        rows.stream()
            .map(Refined::row)
            .map(
                row ->
                    List.<Object>of(row.changedTable(), row.rowKey(), row.lsn(), row.operation()))
            .filter(key -> !keys.add(key))
            .forEach(doubled::add);
      }
    }
    assertThat(keys.size(), greaterThan(1_000));
    return doubled;
  }

  /** A hash of all that each table of gold holds. */
  private Map<String, String> gold() {
    Map<String, String> hashes = new TreeMap<>();
    for (String table : GOLD) {
      hashes.put(
          table,
          text(
              warehouse,
              "SELECT md5(string_agg(row, E'\\n' ORDER BY row)) FROM (SELECT (to_jsonb(t) -"
                  + " '_version')::text AS row FROM "
                  + table
                  + " t) rows"));
    }
    return hashes;
  }

  private static void execute(Warehouse database, String sql) {
    database.within(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
  }

  private static long number(Warehouse database, String sql) {
    return Long.parseLong(text(database, sql));
  }

  private static String text(Warehouse database, String sql) {
    return database.within(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : null;
          }
        });
  }

  private Said assay(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    int options = all.indexOf("--");
    all.add(options < 0 ? all.size() : options, "--home=" + home);
    return Said.by(all.toArray(String[]::new));
  }
}
