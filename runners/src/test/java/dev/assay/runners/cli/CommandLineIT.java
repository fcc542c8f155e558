package dev.assay.runners.cli;

import static java.util.stream.Collectors.joining;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.runners.local.LocalPostgres;
import dev.assay.runners.local.Login;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One home from its first run on, command after command, each as a user would type it. */
@Timeout(180)
@TestMethodOrder(OrderAnnotation.class)
class CommandLineIT {
  private static final String FINGERPRINT =
      "SELECT md5(string_agg(to_jsonb(t)::text, '' ORDER BY to_jsonb(t)::text)) FROM (%s) t";
  private static final List<String> GOLD =
      List.of(
          "investment_by_customer",
          "portfolio_by_risk",
          "stock_volumes",
          "top_stocks",
          "holdings",
          "last_prices");

  @TempDir static Path folder;
  private static Path config;

  @BeforeAll
  static void simulate_and_keep_some_customers_back() throws Exception {
    Path input = folder.resolve("in");
    Said said =
        Said.by(
            "simulate",
            "trades",
            "--to=" + input.toUri(),
            "--count=2000",
            "--customers=40",
            "--files=2");
    assertThat(said.toString(), said.code(), is(0));
    List<String> customers = Files.readAllLines(input.resolve("customers.csv"));
    Path register = Files.createDirectories(folder.resolve("register"));
    Files.write(register.resolve("first.csv"), customers.subList(0, 31));
    List<String> others = new ArrayList<>(customers.subList(31, customers.size()));
    others.add(0, customers.get(0));
    Files.write(folder.resolve("others.csv"), others);
    config = folder.resolve("assay.yaml");
    Files.writeString(
        config,
        "home: %s\ntrades: %s\ncustomers: %s\nshards: 2\nbeam: [--targetParallelism=2]\n"
            .formatted(folder.resolve("home"), input.resolve("trades"), register));
  }

  @Test
  @Order(1)
  void first_run_takes_all_and_adds_up_and_tells_what_it_is_at() throws Exception {
    Said said = child(Map.of(), "run", "wealth", "--config=" + config);

    assertThat(said.toString(), said.code(), is(0));
    assertThat(said.out(), containsString("Run 1 (load): 3 files taken"));
    assertThat(said.out(), containsString("It adds up"));
    assertThat(said.out().replaceAll(" +", " "), containsString("read 2,000 "));
    List<String> progress = said.err().lines().toList();
    assertThat(progress, hasItem(startsWith("Running wealth: planning, ")));
    assertThat("nothing else", progress, everyItem(startsWith("Running wealth: ")));
  }

  @Test
  @Order(2)
  void second_run_says_that_nothing_changed() {
    List<String> before = fingerprints();
    Said said = ours("run", "wealth");

    assertThat(said.toString(), said.code(), is(0));
    assertThat(said.out(), containsString("Nothing new: no table was changed."));
    assertThat("no graph is run", said.err(), is(""));
    assertThat(fingerprints(), is(before));
  }

  @Test
  @Order(3)
  void query_reads_in_three_formats() throws Exception {
    String sql = "SELECT risk_category, bought FROM wealth.portfolio_value_by_risk ORDER BY 1";
    Said table = ours("query", sql);
    Said csv = ours("query", sql, "--format=csv");
    Said json = ours("query", sql, "--format=json");

    assertThat(table.out(), startsWith("risk_category"));
    assertThat(csv.out(), startsWith("risk_category,bought\r\nHIGH,"));
    String bought = csv.out().split("\r\n")[1].split(",")[1];
    assertThat(
        json.out(), containsString("{\"risk_category\":\"HIGH\",\"bought\":" + bought + "},\n"));
    assertThat(JsonMapper.builder().build().readTree(json.out()).size(), is(3));
  }

  @Test
  @Order(4)
  void query_cannot_write_and_tells_what_postgresql_says() {
    Said write = ours("query", "DELETE FROM wealth.holdings");
    Said hidden = ours("query", "COMMIT; DELETE FROM wealth.holdings");
    Said wrong = ours("query", "SELECT nothing FROM wealth.holdings");

    assertThat(write.code(), is(1));
    assertThat(write.err(), containsString("gives no rows, and query only reads"));
    assertThat(hidden.code(), is(1));
    assertThat(hidden.err(), containsString("There are 2 statements, and query takes one"));
    assertThat(wrong.code(), is(1));
    assertThat(
        wrong.err(),
        is(
            "assay: PostgreSQL says: column \"nothing\" does not exist (at character 8)"
                + System.lineSeparator()));
  }

  @Test
  @Order(5)
  void quarantine_is_listed_by_rule() throws Exception {
    Said table = ours("quarantine", "list");
    Said json =
        ours(
            "quarantine", "list", "--rule=customer_id_is_known", "--table=trades", "--format=json");

    assertThat(table.out(), containsString("quantity_is_positive"));
    JsonNode rows = JsonMapper.builder().build().readTree(json.out());
    assertThat(rows.size(), greaterThan(100));
    assertThat(rows.get(0).get("payload").asText(), startsWith("{"));
    assertThat(
        ours("quarantine", "list", "--since=2999-01-01").out(),
        containsString("Nothing is in quarantine"));
  }

  @Test
  @Order(6)
  void dry_run_tells_what_would_become_valid_and_changes_nothing() throws Exception {
    Files.copy(folder.resolve("others.csv"), folder.resolve("register/others.csv"));
    assertThat(ours("run", "wealth").out(), containsString("1 file taken"));
    List<String> before = fingerprints();

    Said said = ours("quarantine", "replay", "--rule=customer_id_is_known", "--dry-run");

    assertThat(said.toString(), said.code(), is(0));
    assertThat(said.out(), containsString("would become valid"));
    assertThat(said.out(), not(containsString(" 0 would become valid")));
    assertThat(said.out(), containsString("Nothing was changed."));
    assertThat(fingerprints(), is(before));
  }

  @Test
  @Order(7)
  void replay_takes_from_quarantine_what_is_good_now_and_does_so_once() {
    List<String> before = fingerprints();
    Said first = ours("quarantine", "replay", "--rule=customer_id_is_known");
    List<String> after = fingerprints();
    Said second = ours("quarantine", "replay", "--rule=customer_id_is_known");

    assertThat(first.toString(), first.code(), is(0));
    assertThat(after, is(not(before)));
    assertThat(second.out(), containsString(" 0 became valid"));
    assertThat(fingerprints(), is(after));
  }

  @Test
  @Order(8)
  void rebuild_gives_the_same_tables() {
    List<String> before = fingerprints();
    Said said = ours("run", "wealth", "--rebuild");

    assertThat(said.toString(), said.code(), is(0));
    assertThat(said.out(), containsString("(rebuild)"));
    assertThat(fingerprints(), is(before));
  }

  @Test
  @Order(9)
  void warehouse_that_changes_amounts_does_not_reconcile_and_the_next_run_states_them_again()
      throws Exception {
    List<String> before = fingerprints();
    execute(
        "CREATE FUNCTION wealth.skim() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN NEW.bought := NEW.bought - 0.01; RETURN NEW; END'",
        "CREATE TRIGGER skim BEFORE INSERT OR UPDATE ON wealth.portfolio_by_risk"
            + " FOR EACH ROW EXECUTE FUNCTION wealth.skim()");
    Said tampered = ours("run", "wealth", "--rebuild");
    execute("DROP TRIGGER skim ON wealth.portfolio_by_risk", "DROP FUNCTION wealth.skim");
    Said repaired = ours("run", "wealth");

    assertThat(tampered.toString(), tampered.code(), is(3));
    assertThat(tampered.out(), containsString("the warehouse's wealth.portfolio_by_risk"));
    assertThat(repaired.toString(), repaired.code(), is(0));
    assertThat(
        repaired.out(), allOf(containsString("(load), 30 days"), containsString("It adds up")));
    assertThat(fingerprints(), is(before));
  }

  @Test
  @Order(10)
  void missing_files_are_told_before_anything_begins() throws Exception {
    Path none = folder.resolve("none");
    Said said =
        child(
            Map.of(),
            "run",
            "wealth",
            "--trades=" + none,
            "--customers=" + none,
            "--home=" + folder.resolve("other-home"));

    assertThat(said.toString(), said.code(), is(2));
    assertThat(said.err().lines().toList(), hasSize(3));
    assertThat(
        said.err(),
        allOf(startsWith("assay run wealth: No file is at "), containsString(none.toString())));
    assertThat(said.out(), is(""));
  }

  @Test
  @Order(11)
  void secret_is_in_no_output() throws Exception {
    String secret = "correct-horse-battery";
    Said said =
        child(
            Map.of("ASSAY_TEST_SECRET", secret, "ASSAY_VERBOSE", "1"),
            "query",
            "SELECT 1",
            "--warehouse=jdbc:postgresql://127.0.0.1:1/assay",
            "--warehouse-user=me",
            "--warehouse-password=env:ASSAY_TEST_SECRET",
            "--patience=0",
            "--home=" + folder.resolve("other-home"));

    assertThat(said.code(), is(1));
    assertThat(said.err(), containsString("The warehouse at 127.0.0.1:1/assay cannot be used"));
    assertThat(said.toString(), not(containsString(secret)));
  }

  private static Said ours(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--config=" + config);
    return Said.by(all.toArray(String[]::new));
  }

  private static List<String> fingerprints() {
    String sql =
        GOLD.stream()
            .map(table -> "SELECT (to_jsonb(g) - '_version') AS row FROM wealth." + table + " g")
            .map(rows -> "(" + FINGERPRINT.formatted(rows) + ")")
            .collect(joining(", ", "SELECT ", ""));
    return List.of(ours("query", sql, "--format=csv").out().split("\r\n")[1].split(","));
  }

  private static void execute(String... statements) throws Exception {
    try (LocalPostgres server = LocalPostgres.start(folder.resolve("home/postgres"));
        Connection connection = Login.to(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** In a process of its own, with the flags that the launcher gives. */
  private static Said child(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("jvm.flags").toAbsolutePath());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path")));
    command.add(Assay.class.getName());
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Path err = Files.createTempFile(folder, "err", ".txt");
    Process process = builder.redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), out, Files.readString(err));
  }
}
