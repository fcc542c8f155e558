package dev.assay.runners.local;

import dev.assay.pipelines.io.Secrets;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.Program;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Tables of a PostgreSQL whose changes are to be captured. */
record SourceTables(Warehouse database, List<String> names) {
  private static final String FULL = "f";

  /**
   * Debezium leaves out tables that are not there, and reports half a change, without a word.
   *
   * @throws ConnectRefused when a change of these tables would not be reported, or not whole
   */
  void check() {
    String walLevel = ask("SELECT current_setting(?)", "wal_level").get(0);
    if (!walLevel.equals("logical")) {
      throw new ConnectRefused(
          "The database at %s does not give its changes away: wal_level is %s. Set it to logical and start the server again; for the local one that is done by: %s"
              .formatted(database.place(), walLevel, Program.callHere("up --cdc")));
    }
    List<String> missing = new ArrayList<>();
    List<String> remedies = new ArrayList<>();
    for (String table : names) {
      List<String> identity =
          ask("SELECT relreplident FROM pg_class WHERE oid = to_regclass(?)", table);
      if (identity.isEmpty()) {
        missing.add(table);
      } else if (!identity.get(0).equals(FULL)) {
        remedies.add("ALTER TABLE " + table + " REPLICA IDENTITY FULL");
      }
    }
    refuse(missing, remedies);
  }

  private void refuse(List<String> missing, List<String> remedies) {
    if (!missing.isEmpty()) {
      throw new ConnectRefused(
          "The database at %s has no table %s, of which changes are to be captured. Create it, then register the connector"
              .formatted(database.place(), String.join(", ", missing)));
    }
    if (!remedies.isEmpty()) {
      throw new ConnectRefused(
          "Tables at %s do not tell what a row was before it was changed, which values need that a change does not read. Run: %s"
              .formatted(database.place(), String.join("; ", remedies)));
    }
  }

  /** Whether all of them are in this publication. One that was dropped and made again is not. */
  boolean areIn(String publication) {
    String sql =
        "SELECT schemaname || '.' || tablename FROM pg_publication_tables WHERE pubname = ?";
    return ask(sql, publication).containsAll(names);
  }

  private List<String> ask(String sql, String parameter) {
    try (Connection connection = connect()) {
      return ask(connection, sql, parameter);
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  private Connection connect() throws SQLException {
    Properties login = new Properties();
    if (database.user() != null) {
      login.setProperty("user", database.user());
    }
    if (database.passwordReference() != null) {
      login.setProperty("password", Secrets.resolve(database.passwordReference()));
    }
    return DriverManager.getConnection(database.url(), login);
  }

  private static List<String> ask(Connection connection, String sql, String parameter)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, parameter);
      List<String> answers = new ArrayList<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          answers.add(result.getString(1));
        }
      }
      return answers;
    }
  }

  private ConnectRefused unreachable(SQLException e) {
    String reason = e.getMessage().lines().findFirst().orElse("").replaceFirst("\\.$", "");
    return new ConnectRefused(
        "The database at %s cannot be asked for its tables: %s. See whether it runs, and whether the address is right"
            .formatted(database.place(), reason));
  }
}
