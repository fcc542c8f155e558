package dev.assay.runners.local;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Tables of a PostgreSQL whose changes are to be captured. */
record SourceTables(String jdbcUrl, List<String> names) {
  private static final String FULL = "f";

  /**
   * Debezium leaves out tables that are not there, and reports half a change, without a word.
   *
   * @throws ConnectRefused when a change of these tables would not be reported, or not whole
   */
  void check() {
    try (Connection database = DriverManager.getConnection(jdbcUrl)) {
      String walLevel = ask(database, "SELECT current_setting(?)", "wal_level").get(0);
      if (!walLevel.equals("logical")) {
        throw new ConnectRefused(
            "The database at %s does not give its changes away: wal_level is %s. Set it to logical and start the server again; assay up --cdc does it for the local one"
                .formatted(jdbcUrl, walLevel));
      }
      List<String> missing = new ArrayList<>();
      List<String> remedies = new ArrayList<>();
      for (String table : names) {
        List<String> identity =
            ask(database, "SELECT relreplident FROM pg_class WHERE oid = to_regclass(?)", table);
        if (identity.isEmpty()) {
          missing.add(table);
        } else if (!identity.get(0).equals(FULL)) {
          remedies.add("ALTER TABLE " + table + " REPLICA IDENTITY FULL");
        }
      }
      refuse(missing, remedies);
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  private void refuse(List<String> missing, List<String> remedies) {
    if (!missing.isEmpty()) {
      throw new ConnectRefused(
          "The database at %s has no table %s, of which changes are to be captured. Create it, then register the connector"
              .formatted(jdbcUrl, String.join(", ", missing)));
    }
    if (!remedies.isEmpty()) {
      throw new ConnectRefused(
          "Tables at %s do not tell what a row was before it was changed, which values need that a change does not read. Run: %s"
              .formatted(jdbcUrl, String.join("; ", remedies)));
    }
  }

  /** Whether all of them are in this publication. One that was dropped and made again is not. */
  boolean areIn(String publication) {
    String sql =
        "SELECT schemaname || '.' || tablename FROM pg_publication_tables WHERE pubname = ?";
    try (Connection database = DriverManager.getConnection(jdbcUrl)) {
      return ask(database, sql, publication).containsAll(names);
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  private static List<String> ask(Connection database, String sql, String parameter)
      throws SQLException {
    try (PreparedStatement query = database.prepareStatement(sql)) {
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
            .formatted(jdbcUrl, reason));
  }
}
