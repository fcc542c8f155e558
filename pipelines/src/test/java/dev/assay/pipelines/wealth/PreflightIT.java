package dev.assay.pipelines.wealth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.Preflight;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.LakeWarehouse;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.jdbc.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found out about a run before it begins. */
class PreflightIT {
  private static final String CUSTOMERS = "customer_id,name,risk_category,updated_at\n";

  @TempDir Path folder;

  @Test
  void all_that_is_wrong_with_files_is_told_together() throws IOException {
    Path odd = Files.writeString(folder.resolve("customers.xlsx"), "");
    Path lake = Files.writeString(folder.resolve("lake"), "no folder");

    assertThat(
        preflight(lake, folder.resolve("none.jsonl"), odd).ofFiles(),
        containsInAnyOrder(
            startsWith("No file is at " + folder.resolve("none.jsonl") + ", given for trades"),
            startsWith("Cannot tell the format of " + odd),
            containsString(lake + " is a file")));
  }

  @Test
  void nothing_is_wrong_with_files_that_are_there_and_nothing_is_made() throws IOException {
    Path trades = Files.createDirectories(folder.resolve("trades"));
    Path lake = folder.resolve("deep/lake");

    assertThat(preflight(lake, trades, customers("c.csv")).ofFiles(), is(empty()));
    assertThat(Files.exists(folder.resolve("deep")), is(false));
  }

  @Test
  void login_and_database_that_are_refused_are_told() {
    Warehouse there = TestPostgres.freshDatabase();
    Warehouse none = new Warehouse(there.url() + "_none", there.user(), null, Duration.ZERO);

    assertThat(
        lake("lake").ofWarehouse(none), contains(containsString("there is no such database")));
    assertThat(lake("lake").ofWarehouse(there), is(empty()));
  }

  @Test
  void server_that_does_not_answer_is_told_at_once_where_the_run_will_not_begin_anyway() {
    Warehouse away =
        new Warehouse("jdbc:postgresql://127.0.0.1:1/a", null, null, Duration.ofHours(1));

    assertThat(lake("lake").ofWarehouseAtOnce(away), contains(containsString("tried for 0 s")));
  }

  @Test
  void warehouse_of_another_lake_is_refused_both_ways() throws IOException {
    WealthRuns one = new WealthRuns(folder.resolve("one"));
    WealthRuns other = new WealthRuns(folder.resolve("other"));
    one.load(trades("1.jsonl", "A"), customers("c1.csv"));
    other.load(trades("2.jsonl", "B"), customers("c2.csv"));

    // Both have seen one run: only their ids tell them apart.
    assertThat(
        lake("one").ofWarehouse(other.warehouse),
        contains(containsString("belongs to another lake than " + folder.resolve("one"))));
    assertThat(
        lake("fresh").ofWarehouse(one.warehouse),
        contains(containsString("belongs to another lake than " + folder.resolve("fresh"))));
    assertThat(
        lake("one").ofWarehouse(TestPostgres.freshDatabase()),
        contains(containsString("belongs to another warehouse than")));
    assertThat(lake("one").ofWarehouse(one.warehouse), is(empty()));
    assertThat(
        new Preflight("wealth", folder.resolve("one").toString(), Map.of(), true)
            .ofWarehouse(other.warehouse),
        is(empty()));
  }

  @Test
  void a_run_by_itself_refuses_the_warehouse_of_another_lake_and_changes_nothing()
      throws IOException {
    WealthRuns one = new WealthRuns(folder.resolve("one"));
    WealthRuns other = new WealthRuns(folder.resolve("other"));
    one.load(trades("1.jsonl", "A"), customers("c1.csv"));
    other.load(trades("2.jsonl", "B"), customers("c2.csv"));
    Map<String, List<String>> before = other.tables();
    WealthRuns mixed = new WealthRuns(folder.resolve("one"), other.warehouse);

    assertThrows(
        RuntimeException.class, () -> mixed.load(trades("3.jsonl", "C"), customers("c1.csv")));
    assertThat(other.tables(), is(before));
  }

  @Test
  void lake_remembers_its_warehouse_without_the_password() throws IOException {
    String lake = folder.resolve("lake").toString();
    Path secret = Files.writeString(folder.resolve("secret"), "correct horse");
    Warehouse warehouse =
        new Warehouse(
            "jdbc:postgresql://db:5432/assay?sslmode=require",
            "me",
            "file:" + secret,
            Warehouse.PATIENCE);

    assertThat(LakeWarehouse.of(lake), is(Optional.empty()));
    LakeWarehouse.remember(lake, warehouse);

    assertThat(LakeWarehouse.of(lake), is(Optional.of(warehouse)));
    String kept = Files.readString(Path.of(lake, "warehouse.json"));
    assertThat(kept, not(containsString("correct horse")));
  }

  private Preflight lake(String name) {
    return new Preflight("wealth", folder.resolve(name).toString(), Map.of(), false);
  }

  private static Preflight preflight(Path lake, Path trades, Path customers) {
    return new Preflight(
        "wealth",
        lake.toString(),
        Map.of(
            "trades", Endpoint.files(trades.toString()),
            "customers", Endpoint.files(customers.toString())),
        false);
  }

  private Path customers(String name) throws IOException {
    return Files.writeString(folder.resolve(name), CUSTOMERS + "C1,Ada,LOW,\n");
  }

  private Path trades(String name, String id) throws IOException {
    return Files.writeString(
        folder.resolve(name),
        "{\"trade_id\":\"%s\",\"customer_id\":\"C1\",\"stock_symbol\":\"S\",\"transaction_type\":\"BUY\",\"quantity\":1,\"price\":2,\"transaction_time\":\"2026-01-05T10:00:00Z\"}\n"
            .formatted(id));
  }
}
