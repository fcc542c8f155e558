package dev.assay.pipelines.io.jdbc;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.io.LakeException;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.TopStock;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarehouseTest {
  private static final Table<TopStock> TOP_STOCKS = TopStock.TABLE.within("wealth");
  private static final String URL = "jdbc:postgresql://db.example:5432/money";

  @Test
  void warehouse_of_an_earlier_build_is_refused_with_what_to_do() {
    Warehouse old = TestPostgres.freshDatabase();
    TestPostgres.execute(
        old, "CREATE SCHEMA audit; CREATE TABLE audit.control_totals (run_id text)");
    String refused =
        assertThrows(LakeException.class, () -> old.prepare(List.of(TOP_STOCKS), List.of()))
            .getMessage();
    assertThat(
        refused,
        allOf(
            containsString("was filled by an earlier build of Assay: audit.control_totals has no"),
            containsString("drop the schemas wealth and audit")));
  }

  @Test
  void settings_travel_to_workers() {
    Warehouse warehouse = Warehouse.fromUrl(URL, "loader", "env:WAREHOUSE_PASSWORD");

    assertThat(SerializableUtils.clone(warehouse), is(warehouse));
  }

  @Test
  void user_and_reference_in_the_address_become_settings() {
    Warehouse warehouse =
        Warehouse.fromUrl(URL + "?user=loader&ssl=true&password=env:SECRET", null, null);

    assertThat(
        warehouse,
        is(new Warehouse(URL + "?ssl=true", "loader", "env:SECRET", Warehouse.PATIENCE)));
    assertThat(Warehouse.fromUrl(URL, null, null).user(), is(nullValue()));
  }

  @Test
  void credentials_in_the_address_are_refused_and_not_repeated() {
    for (String url :
        List.of(
            URL + "?password=s3cret",
            "jdbc:postgresql://loader:s3cret@db.example/money",
            URL + "?sslpassword=s3cret")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Warehouse.fromUrl(url, "loader", null))
              .getMessage();

      assertThat(message, allOf(containsString("env:NAME"), not(containsString("s3cret"))));
    }
  }

  @Test
  void address_of_another_kind_is_refused() {
    for (String url :
        List.of("postgres://db/money", "jdbc:mysql://db/money", "jdbc:postgresql://db/")) {
      assertThat(
          assertThrows(IllegalArgumentException.class, () -> Warehouse.fromUrl(url, null, null))
              .getMessage(),
          containsString("jdbc:postgresql://host:port/database"));
    }
  }

  @Test
  void wrong_password_is_told_at_once_and_not_shown(@TempDir Path folder) throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "wr0ng");
    Warehouse warehouse = TestPostgres.freshDatabase();
    TestPostgres.execute(warehouse, "CREATE ROLE loader LOGIN PASSWORD 'right'");
    try (PasswordRule rule = new PasswordRule()) {
      rule.begin();
      WarehouseRefused refusal =
          assertThrows(
              WarehouseRefused.class,
              () ->
                  new Warehouse(
                          warehouse.url(), "loader", "file:" + password, Duration.ofMinutes(1))
                      .prepare(List.of(), List.of()));

      assertThat(refusal.sqlState(), is("28P01"));
      assertThat(
          refusal.getMessage(),
          allOf(
              containsString(warehouse.place()),
              containsString("file:" + password),
              not(containsString("wr0ng"))));
    }
  }

  @Test
  void unknown_database_is_told_at_once() {
    Warehouse unknown = TestPostgres.warehouse(TestPostgres.server().getPort(), "nowhere");

    assertThat(
        assertThrows(WarehouseRefused.class, () -> unknown.prepare(List.of(), List.of()))
            .getMessage(),
        allOf(containsString("nowhere"), containsString("3D000")));
  }

  @Test
  void server_that_stays_away_is_told_after_the_patience() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Warehouse absent = TestPostgres.warehouse(port, "money").withPatience(Duration.ofMillis(1500));

    assertThat(
        assertThrows(WarehouseUnavailable.class, () -> absent.prepare(List.of(), List.of()))
            .getMessage(),
        allOf(containsString("127.0.0.1:" + port + "/money"), containsString("08001")));
  }

  @Test
  void values_of_rows_are_in_no_message() {
    Warehouse warehouse = TestPostgres.freshDatabase();

    WarehouseRefused refusal =
        assertThrows(
            WarehouseRefused.class,
            () -> TestPostgres.execute(warehouse, "SELECT 'Jane Doe'::numeric"));

    assertThat(refusal.toString(), not(containsString("Jane")));
    assertThat(refusal.getCause(), is(nullValue()));
  }

  @Test
  void preparing_twice_changes_nothing() {
    Warehouse warehouse = TestPostgres.freshDatabase();
    String view =
        "CREATE OR REPLACE VIEW wealth.best AS SELECT * FROM wealth.top_stocks WHERE rank = 1";

    warehouse.prepare(List.of(TOP_STOCKS), List.of(view));
    warehouse.prepare(List.of(TOP_STOCKS), List.of(view));

    assertThat(TestPostgres.count(warehouse, TOP_STOCKS), is(0L));
    assertThat(TestPostgres.first(warehouse, "SELECT count(*) FROM wealth.best"), is(List.of("0")));
  }

  /** Makes the server ask for passwords from now on, as it does not by itself. */
  private static final class PasswordRule implements AutoCloseable {
    private final Warehouse admin = TestPostgres.freshDatabase();
    private final Path file = Path.of(TestPostgres.first(admin, "SHOW hba_file").get(0));
    private final String before;

    PasswordRule() throws IOException {
      before = Files.readString(file);
    }

    void begin() throws IOException {
      set("host all loader all scram-sha-256\n" + before);
    }

    private void set(String rules) throws IOException {
      Files.writeString(file, rules);
      TestPostgres.execute(admin, "SELECT pg_reload_conf()");
      // The server reloads when it likes: its view of the file tells nothing of that.
      TestPostgres.execute(admin, "SELECT pg_sleep(0.5)");
    }

    @Override
    public void close() throws IOException {
      set(before);
    }
  }
}
