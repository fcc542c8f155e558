package dev.assay.runners.simulate;

import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.simulate.BankTally.Rows;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A bank's database of a test, which writes down each change of a row in its table journal. */
public record Bank(int port, String database) {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final String JOURNAL =
      """
      CREATE TABLE public.journal (
        transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
        changed_table text NOT NULL, operation text NOT NULL, before jsonb, after jsonb);
      CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
        INSERT INTO public.journal (changed_table, operation, before, after)
          VALUES (TG_TABLE_NAME, TG_OP, to_jsonb(OLD), to_jsonb(NEW));
        RETURN NULL; END'
      """;

  /** A new one without tables. */
  public static Bank empty(EmbeddedPostgres server) throws SQLException {
    String name = "bank_" + DATABASES.incrementAndGet();
    new Bank(server.getPort(), "postgres").execute("CREATE DATABASE " + name);
    return new Bank(server.getPort(), name);
  }

  /** A new one with empty tables and the journal. */
  static Bank withJournal(EmbeddedPostgres server) throws SQLException {
    Bank bank = empty(server);
    bank.execute(BankTables.sql());
    bank.execute(JOURNAL);
    for (BankTable table : BankTable.values()) {
      bank.execute(
          "CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON "
              + table.qualified()
              + " FOR EACH ROW EXECUTE FUNCTION public.note()");
    }
    return bank;
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  Warehouse address() {
    return Warehouse.fromUrl(url(), "postgres", null);
  }

  /** The same database by way of another port. */
  Bank through(int otherPort) {
    return new Bank(otherPort, database);
  }

  BankTally simulate(BankingDay day) {
    return BankSimulator.run(address(), day, tally -> {});
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(), "postgres", null);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of all rows, as text. */
  public List<String> column(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(), "postgres", null);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (result.next()) {
        values.add(result.getString(1));
      }
      return values;
    }
  }

  public long number(String sql) throws SQLException {
    return Long.parseLong(column(sql).get(0));
  }

  /** Journal entries of updates and others for which the condition holds. */
  long changes(String condition) throws SQLException {
    return number("SELECT count(*) FROM public.journal WHERE " + condition);
  }

  /** What stands in the tables, to compare. */
  Map<BankTable, String> fingerprints() throws SQLException {
    Map<BankTable, String> prints = new EnumMap<>(BankTable.class);
    for (BankTable table : BankTable.values()) {
      prints.put(
          table,
          column(
                  "SELECT count(*) || ' ' || md5(string_agg(t::text, ',' ORDER BY t::text)) FROM "
                      + table.qualified()
                      + " t")
              .get(0));
    }
    return prints;
  }

  /** The journal, counted. */
  Map<BankTable, Rows> journal() throws SQLException {
    Map<BankTable, Rows> counts = new EnumMap<>(BankTable.class);
    for (BankTable table : BankTable.values()) {
      String of = "changed_table = '" + table + "' AND operation = ";
      counts.put(
          table,
          new Rows(changes(of + "'INSERT'"), changes(of + "'UPDATE'"), changes(of + "'DELETE'")));
    }
    return counts;
  }

  /**
   * Accounts whose balance is not what their bookings add up to, or that are closed with a rest.
   */
  List<String> unexplainedAccounts() throws SQLException {
    return column(
        """
        SELECT account_id || ': ' || coalesce(account_balance, 0) || ', booked ' || coalesce(booked, 0)
        FROM public.checking_account FULL JOIN (
          SELECT account_id, sum(CASE kind WHEN 'CREDIT' THEN amount ELSE -amount END) AS booked
          FROM public.account_transactions GROUP BY account_id) b USING (account_id)
        WHERE coalesce(account_balance, 0) <> coalesce(booked, 0)
        """);
  }
}
