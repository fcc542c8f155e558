package dev.assay.runners.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/** The tables of a bank's database, as {@code bank.sql} has them. */
public final class BankTables {

  private static final String MADE_BY_US =
      "SELECT 1 FROM pg_class WHERE oid = to_regclass(?) AND relreplident = 'f'"
          + " AND obj_description(oid, 'pg_class') = 'Simulated by assay'";

  private BankTables() {}

  /** The statements of {@code bank.sql}, which may be run on a database that has the tables. */
  public static String sql() {
    try (InputStream file = BankTables.class.getResourceAsStream("bank.sql")) {
      return new String(
          Objects.requireNonNull(file, "bank.sql").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Creates what is not there yet. Where all is there, no right to create is needed.
   *
   * @throws SimulationException when a table of the same name holds somebody else's rows
   */
  static void create(BankConnection bank) {
    bank.transact(
        connection -> {
          if (!allMadeByUs(connection)) {
            // CREATE ... IF NOT EXISTS fails when two simulations create the same thing at one
            // time.
            BankConnection.ask(
                connection, "SELECT pg_advisory_xact_lock(hashtext('assay.bank'))::text");
            refuseRowsOfOthers(connection, bank.place());
            BankConnection.execute(connection, sql());
          }
          return null;
        });
  }

  private static boolean allMadeByUs(Connection connection) throws SQLException {
    for (BankTable table : BankTable.values()) {
      if (!isMadeByUs(connection, table)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMadeByUs(Connection connection, BankTable table) throws SQLException {
    return BankConnection.ask(connection, MADE_BY_US, table.qualified()) != null;
  }

  private static void refuseRowsOfOthers(Connection connection, String place) throws SQLException {
    for (BankTable table : BankTable.values()) {
      boolean there =
          BankConnection.ask(connection, "SELECT to_regclass(?)::text", table.qualified()) != null;
      if (there
          && !isMadeByUs(connection, table)
          && BankConnection.ask(connection, "SELECT 1 FROM " + table.qualified() + " LIMIT 1")
              != null) {
        throw new SimulationException(
            "The database at "
                + place
                + " has rows in a table "
                + table
                + " that are not simulated: the simulation would change and delete them."
                + " Choose another database.");
      }
    }
  }
}
