package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.local.LocalPostgres;
import dev.assay.runners.local.Login;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What SQL that is given to a query can do, beside a server that another command started. */
@Timeout(120)
class QueryIT {
  @TempDir static Path home;
  private static LocalPostgres server;

  @BeforeAll
  static void start() throws Exception {
    server = LocalPostgres.start(home.resolve("postgres"));
    Warehouse warehouse = Warehouse.fromUrl(server.jdbcUrl(), null, null);
    warehouse.prepare(Wealth.FLOW.gold(), Wealth.FLOW.views());
    warehouse.disconnect();
    owner("CREATE TABLE wealth.made_later (it int)", "INSERT INTO wealth.made_later VALUES (1)");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void name_without_its_pipeline_is_answered_with_the_whole_name() {
    Said said = query("SELECT * FROM holdings");
    assertThat(said.code(), is(1));
    assertThat(said.err(), containsString(". Did you mean wealth.holdings?"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM wealth.made_later",
        "SELECT count(*) FROM wealth.made_later;",
        "; SELECT count(*) FROM wealth.made_later ; ; -- that is all;",
        "/* one; /* two; */ */ SELECT count(*) FROM wealth.made_later; /* three; */",
        "SELECT count(*) FROM wealth.made_later WHERE ';' <> 'it''s; not' AND $a$;$$;$a$ <> E'\\';'",
        "SELECT count(*) AS \"a;b\" FROM wealth.made_later",
        "WITH it AS (SELECT * FROM wealth.made_later) SELECT count(*) FROM it",
        "SELECT count(*) FROM wealth.made_later WHERE '{\"a\": 1}'::jsonb ? 'a'",
        "SELECT count(*) FROM wealth.holdings, wealth.made_later HAVING count(*) = 0 UNION SELECT 1",
        "TABLE wealth.made_later",
        "VALUES (1)"
      })
  void one_statement_that_reads_is_answered(String sql) {
    Said said = query(sql);
    assertThat(said.toString(), said.code(), is(0));
    assertThat(said.err(), is(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1; SELECT 2",
        "SET TRANSACTION READ WRITE; DELETE FROM wealth.made_later",
        "ROLLBACK; BEGIN READ WRITE; DELETE FROM wealth.made_later; COMMIT",
        "SELECT ';'; -- one\nDELETE FROM wealth.made_later"
      })
  void more_than_one_statement_is_refused(String sql) throws Exception {
    Said said = query(sql);
    assertThat(said.toString(), said.code(), is(1));
    assertThat(said.err(), containsString("statements, and query takes one"));
    nothing_is_changed();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM wealth.made_later",
        "DELETE FROM wealth.made_later RETURNING it",
        "WITH gone AS (DELETE FROM wealth.made_later RETURNING it) SELECT * FROM gone",
        "EXPLAIN ANALYZE DELETE FROM wealth.made_later",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "COPY (SELECT 1) TO STDOUT",
        "DO $$ BEGIN DELETE FROM wealth.made_later; END $$",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "LISTEN it",
        "NOTIFY it",
        "CREATE TEMP TABLE it (it int)",
        "SELECT 1 INTO it",
        "LOCK TABLE wealth.made_later",
        "SELECT * FROM wealth.made_later FOR UPDATE",
        "CREATE EXTENSION dblink",
        "/* nothing but this */"
      })
  void statement_that_does_more_than_read_is_refused(String sql) throws Exception {
    assertThat(query(sql).code(), is(1));
    nothing_is_changed();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pg_read_file('PG_VERSION')",
        "pg_ls_dir('.')",
        "lo_import('/etc/hostname')",
        "lo_create(0)",
        "dblink('dbname=assay', 'DELETE FROM wealth.made_later')",
        "pg_terminate_backend(pg_backend_pid())",
        "pg_cancel_backend(pg_backend_pid())",
        "pg_advisory_lock(1)",
        "pg_try_advisory_xact_lock(1)",
        "pg_notify('it', 'is')",
        "pg_logical_emit_message(true, 'it', 'is')",
        "pg_reload_conf()",
        "set_config('role', 'postgres', false)",
        "query_to_xml('DELETE FROM wealth.made_later RETURNING 1', true, true, '')"
      })
  void function_that_acts_fails_even_where_the_transaction_may_write(String call) throws Exception {
    assertThat(query("SELECT " + call).code(), is(1));
    try (Connection reader = Login.to(server.readerUrl());
        Statement statement = reader.createStatement()) {
      statement.execute("SET default_transaction_read_only = off");
      assertThrows(SQLException.class, () -> statement.execute("SELECT " + call));
    }
    nothing_is_changed();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM wealth.made_later",
        "CREATE TABLE public.it (it int)",
        "CREATE TABLE wealth.it (it int)",
        "CREATE TEMP TABLE it (it int)",
        "CREATE SCHEMA it",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "COPY (SELECT 1) TO '/tmp/it'",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER ROLE assay_reader SUPERUSER",
        "DO $$ BEGIN PERFORM 1; END $$"
      })
  void role_may_not_do_it_even_where_the_transaction_may_write(String sql) throws Exception {
    try (Connection reader = Login.to(server.readerUrl());
        Statement statement = reader.createStatement()) {
      statement.execute("SET default_transaction_read_only = off");
      assertThrows(SQLException.class, () -> statement.execute(sql));
    }
    nothing_is_changed();
  }

  @Test
  void server_of_another_command_is_joined_and_left_running() throws Exception {
    Said said = query("SELECT current_setting('port')::int, current_user");
    assertThat(
        said.out(), is("current_setting,current_user\r\n" + server.port() + ",assay_reader\r\n"));
    nothing_is_changed();
  }

  @Test
  void login_that_may_write_is_warned_of_and_one_that_may_not_is_not() {
    String url = "--warehouse=jdbc:postgresql://127.0.0.1:" + server.port() + "/assay";
    String password = "file:" + home.resolve("postgres.password");
    Said owner =
        Said.by(
            "query",
            "SELECT 1 AS it",
            url,
            "--warehouse-user=postgres",
            "--warehouse-password=" + password);
    assertThat(owner.code(), is(0));
    assertThat(owner.err(), startsWith("assay: This login may also write"));
    Said reader =
        Said.by(
            "query",
            "SELECT 1 AS it",
            url,
            "--query-user=assay_reader",
            "--query-password=file:" + home.resolve("postgres.reader-password"));
    assertThat(reader.toString(), reader.code(), is(0));
    assertThat(reader.err(), is(""));
  }

  @Test
  void statement_may_stand_in_a_file() throws Exception {
    Path file = Files.writeString(home.resolve("it.sql"), "-- a comment\nSELECT 7 AS it;\n");
    Said said = Said.by("query", "-f", file.toString(), "--format=csv", "--home=" + home);
    assertThat(said.toString(), said.out(), is("it\r\n7\r\n"));
  }

  @Test
  void reading_where_nothing_was_run_creates_nothing() {
    Path mistyped = home.resolve("mistyped");
    for (List<String> words :
        List.of(List.of("query", "SELECT 1"), List.of("audit"), List.of("reconcile"))) {
      String[] command = words.toArray(new String[words.size() + 1]);
      command[words.size()] = "--home=" + mistyped;
      Said said = Said.by(command);
      assertThat(said.toString(), said.code(), is(2));
      assertThat(said.err(), containsString("No warehouse is in " + mistyped));
      assertThat(Files.exists(mistyped), is(false));
    }
  }

  private static Said query(String sql) {
    return Said.by("query", sql, "--format=csv", "--home=" + home);
  }

  private static void nothing_is_changed() throws Exception {
    try (Connection connection = Login.to(server.jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM wealth.made_later")) {
      rows.next();
      assertThat(rows.getInt(1), is(1));
    }
  }

  private static void owner(String... statements) throws Exception {
    try (Connection connection = Login.to(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
