package dev.assay.pipelines.io.jdbc;

import static java.util.stream.Collectors.joining;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.io.jdbc.RandomValues.Everything;
import dev.assay.schemas.Column;
import dev.assay.schemas.RowHash;
import dev.assay.schemas.wealth.Trade;
import dev.assay.schemas.wealth.TransactionType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The warehouse hashes a row as the pipeline does. */
class RowHashFunctionTest {
  private final Warehouse warehouse = TestPostgres.freshDatabase();

  @BeforeEach
  void prepare() {
    warehouse.prepare(List.of(Everything.TABLE), List.of());
  }

  @Test
  void a_row_of_every_type_has_one_text_and_hash_in_java_and_in_the_warehouse() {
    List<Everything> rows = RandomValues.rows(3_000);
    write(rows);
    RowHash<Everything> hash = new RowHash<>(Everything.TABLE);
    // Its columns stand in another order than the record's components, as those of a source may.
    String columns =
        Everything.TABLE.columns().stream()
            .map(Column::name)
            .sorted(Comparator.reverseOrder())
            .map(Sql::quoted)
            .collect(joining(", "));
    List<List<String>> told =
        inAnotherZone(
            "SELECT audit.row_text(t, 'note'), audit.row_hash(t, 'note') FROM (SELECT "
                + columns
                + ", _version FROM test.everything) AS t ORDER BY id");
    assertThat(told.size(), is(rows.size()));
    for (int i = 0; i < rows.size(); i++) {
      assertThat(told.get(i), contains(hash.text(rows.get(i)), hash.of(rows.get(i))));
    }
  }

  /** The session's settings are those of whoever asks. */
  private List<List<String>> inAnotherZone(String query) {
    String database = warehouse.url().substring(warehouse.url().lastIndexOf('/') + 1);
    for (String setting :
        List.of(
            "timezone = 'Asia/Kathmandu'", "datestyle = 'SQL, DMY'", "extra_float_digits = 0")) {
      TestPostgres.execute(warehouse, "ALTER DATABASE " + database + " SET " + setting);
    }
    warehouse.disconnect();
    return TestPostgres.rows(warehouse, query);
  }

  @Test
  void a_long_text_is_hashed_whole() {
    String text = "\"\\\n\u0001é水😀 ".repeat(200_000);
    Everything row = RandomValues.of(1, text);
    write(List.of(row));
    assertThat(
        TestPostgres.first(warehouse, "SELECT audit.row_hash(t, 'note') FROM test.everything AS t"),
        contains(new RowHash<>(Everything.TABLE).of(row)));
  }

  @Test
  void numbers_of_any_type_and_scale_are_one_number() {
    assertThat(
        TestPostgres.first(
            warehouse,
            "SELECT audit.row_text(t) FROM (SELECT 1.50 AS a, 1.5::float8 AS b, 0.00 AS c, -0.0 AS d,"
                + " 100::int2 AS e, 1e3::numeric AS f, 1e21::float8 AS g) AS t"),
        contains(
            "{\"a\":1.5,\"b\":1.5,\"c\":0,\"d\":0,\"e\":100,\"f\":1000,\"g\":1000000000000000000000}"));
  }

  @Test
  void a_row_that_says_nothing_is_an_empty_object_and_no_row_has_no_hash() {
    assertThat(
        TestPostgres.first(
            warehouse,
            "SELECT audit.row_text(t), audit.row_text(NULL::test.everything)"
                + " FROM (SELECT NULL::text AS a, 1 AS _position) AS t"),
        contains("{}", null));
  }

  @Test
  void a_value_that_no_contract_can_have_is_refused_by_its_columns_name() {
    assertThat(
        refusal("SELECT audit.row_hash(t) FROM (SELECT 1 AS a, ARRAY[2] AS b) AS t"),
        allOf(
            containsString("a row with a list, a map or a row in it has no hash: column b"),
            containsString("audit.row_hash(t, 'name', ...)")));
    assertThat(
        TestPostgres.first(
            warehouse, "SELECT audit.row_text(t, 'b') FROM (SELECT 1 AS a, ARRAY[2] AS b) AS t"),
        contains("{\"a\":1}"));
  }

  @Test
  void whoever_may_only_read_may_ask_for_a_hash() {
    assertThat(
        TestPostgres.first(
            warehouse,
            "SELECT has_function_privilege('pg_monitor', 'audit.row_hash(anyelement, text[])',"
                + " 'EXECUTE')"),
        contains("t"));
  }

  /** What the page shows is what a reader gets. */
  @Test
  void the_worked_example_of_the_reference_page_holds() throws IOException {
    String page = Files.readString(Path.of("README.md"));
    Matcher example =
        Pattern.compile(
                "```sql\\n(SELECT audit\\.row_text.*?)```\\n+```text\\n(.*?)\\n(.*?)\\n```",
                Pattern.DOTALL)
            .matcher(page);
    assertThat("the page has the example", example.find(), is(true));
    Trade trade =
        new Trade(
            "T-1",
            "C-1",
            "ACME",
            TransactionType.BUY,
            new BigDecimal("1.5000"),
            new BigDecimal("0.0001"),
            "USD",
            Instant.parse("2026-01-05T18:36:40.5Z"),
            "added",
            null);
    RowHash<Trade> hash = new RowHash<>(Trade.TABLE);
    assertThat(hash.text(trade), is(example.group(2)));
    assertThat(hash.of(trade), is(example.group(3)));
    assertThat(
        TestPostgres.first(warehouse, example.group(1)),
        contains(example.group(2), example.group(3)));
  }

  private String refusal(String query) {
    return warehouse.within(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(query)) {
            return assertThrows(SQLException.class, statement::executeQuery).getMessage();
          }
        });
  }

  private void write(List<Everything> rows) {
    warehouse.within(
        connection -> {
          insert(connection, rows);
          return null;
        });
  }

  private static void insert(Connection connection, List<Everything> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(Sql.insert(Everything.TABLE))) {
      ColumnArrays.bind(statement, Everything.TABLE, rows);
      Long[] versions = IntStream.range(0, rows.size()).mapToObj(i -> 7L).toArray(Long[]::new);
      ColumnArrays.set(statement, Everything.TABLE.columns().size() + 1, "int8", versions);
      statement.executeUpdate();
    }
  }
}
