package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.insights.InsightsPipeline;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.Warehouse;
import dev.assay.runners.local.Deadline;
import dev.assay.runners.local.Stack;
import dev.assay.runners.simulate.BankSimulator;
import dev.assay.runners.simulate.BankTally;
import dev.assay.runners.simulate.BankingDay;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real chain, PostgreSQL, Debezium, Kafka, Flink and the warehouse: gold equals the same SQL on
 * the source at every quiet moment, whatever was killed before.
 */
@Timeout(1200)
class InsightsIT {
  private static final List<String> GOLD =
      InsightsPipeline.CONTRACTS.gold().stream().map(table -> "gold." + table.name()).toList();

  @TempDir Path home;
  private Warehouse bank;
  private Warehouse warehouse;
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
    Said captured = assay("capture");
    assertThat(captured.toString(), captured.code(), is(0));
    String topics = captured.out().strip().replaceFirst("Topics: ", "");
    Said run =
        assay(
            "run",
            "insights",
            "--changes=" + topics,
            "--flink-master=" + stack.flinkMaster(),
            "--",
            "--checkpointingInterval=2000");
    assertThat(run.toString(), run.code(), is(0));
    work(300);
    assertEqualToSource();

    for (String service : List.of("connect", "kafka", "flink taskmanager-1", "postgres")) {
      kill(service);
      work(200);
      assertEqualToSource();
    }

    columnIsAddedAndCarriedThrough();
    truncationIsFollowed();
    assertThat(assay("stop", "insights", "--drain=" + topics).code(), is(0));
    Said audit = assay("audit", "insights");
    assertThat(audit.toString(), audit.code(), is(0));

    List<List<String>> streamed = gold();
    Said rebuild = assay("run", "insights", "--rebuild");
    assertThat(rebuild.toString(), rebuild.code(), is(0));
    assertThat(gold(), is(streamed));

    incompatibleChangeStopsItsTableOnly(topics, stack);
  }

  private void columnIsAddedAndCarriedThrough() throws Exception {
    execute(bank, "ALTER TABLE purchase_trends ADD COLUMN channel text DEFAULT 'web'");
    execute(
        bank,
        "INSERT INTO purchase_trends (product, quantity, purchase_date, channel)"
            + " VALUES ('Umbrella', 2, '2026-01-05', 'shop')");
    assertEqualToSource();
    assertThat(
        text(warehouse, "SELECT more::text FROM silver.purchase_trends WHERE product = 'Umbrella'"),
        is("{\"channel\": \"shop\"}"));
    assertThat(
        text(warehouse, "SELECT changed_table || '.' || column_name FROM silver.unknown_columns"),
        is("purchase_trends.channel"));
  }

  private void truncationIsFollowed() throws Exception {
    execute(bank, "TRUNCATE scheduled_payments");
    assertEqualToSource();
    assertThat(text(warehouse, "SELECT count(*)::text FROM silver.scheduled_payments"), is("0"));
    execute(
        bank,
        "INSERT INTO scheduled_payments"
            + " (customer_id, payee, amount, frequency, next_due_on, status)"
            + " VALUES (1, 'Landlord', 900, 'MONTHLY', '2026-02-01', 'ACTIVE')");
    assertEqualToSource();
  }

  private void incompatibleChangeStopsItsTableOnly(String topics, Stack stack) throws Exception {
    Said run =
        assay(
            "run",
            "insights",
            "--changes=" + topics,
            "--flink-master=" + stack.flinkMaster(),
            "--",
            "--checkpointingInterval=2000");
    assertThat(run.toString(), run.code(), is(0));
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
                "SELECT count(*)::text FROM silver.purchase_trends WHERE product = 'Lamp'"),
        is("1"));
    Deadline.await(
        () -> assay("quarantine", "list", "--pipeline=insights", "--table=change_events").out(),
        containsString("amount_is_present"));
    assertThat(text(warehouse, "SELECT amount::text FROM silver.scheduled_payments"), is("900.00"));
    assertThat(assay("stop", "insights").code(), is(0));
  }

  private void work(long transactions) throws Exception {
    BankTally tally =
        BankSimulator.run(
            new Endpoint.Database(bank), BankingDay.of(transactions, 20, seed++), so -> {});
    assertThat(tally.changes(), greaterThan(transactions / 2));
  }

  private void kill(String name) throws Exception {
    Stack.Service service =
        Stack.of(home).orElseThrow().services().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    ProcessHandle process = ProcessHandle.of(service.pid()).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(30, TimeUnit.SECONDS);
    // The stack starts it again; the simulator does not wait for a database that is not there yet.
    assertThat(text(bank, "SELECT 1"), is("1"));
  }

  private void assertEqualToSource() {
    Said said = assay("reconcile", "insights", "--wait=150");
    assertThat(said.toString(), said.code(), is(0));
    assertThat(
        said.out(),
        allOf(
            containsString("gold.transaction_summary is equal"),
            containsString("Source, silver and gold are equal")));
  }

  private List<List<String>> gold() throws Exception {
    List<List<String>> tables = new ArrayList<>();
    for (String table : GOLD) {
      tables.add(
          List.of(
              text(
                  warehouse,
                  "SELECT string_agg(row, E'\\n' ORDER BY row) FROM (SELECT (to_jsonb(t) -"
                      + " '_version')::text AS row FROM "
                      + table
                      + " t) rows")));
    }
    return tables;
  }

  private static void execute(Warehouse database, String sql) {
    database.within(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
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
