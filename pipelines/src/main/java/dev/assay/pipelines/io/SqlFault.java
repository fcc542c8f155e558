package dev.assay.pipelines.io;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a failure of a database means for us.
 *
 * @param passing work may succeed when it is tried again
 * @param reason in words, without values of rows
 */
public record SqlFault(String sqlState, boolean passing, String reason) {
  public static SqlFault of(SQLException failure) {
    String state = state(failure);
    boolean passing =
        state.isEmpty()
            ? failure instanceof SQLTransientException
            : Stream.of("08", "40", "53", "57P", "25006").anyMatch(state::startsWith);
    return new SqlFault(state, passing, reason(state, failure));
  }

  /** Class 22 and 23 data and constraints, 44 view checks, 54 too large, P0 raised by a trigger. */
  static boolean blamesRows(String state) {
    return Stream.of("22", "23", "44", "54", "P0").anyMatch(state::startsWith);
  }

  /** The state of the failure or, where a pool reports it, of what stands behind it. */
  private static String state(SQLException failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }

  /** Never the server's own words where they could hold a value. */
  private static String reason(String state, SQLException failure) {
    if (state.isEmpty()) {
      return "no connection is free";
    }
    return switch (state.substring(0, 2)) {
      case "08" -> "no connection";
      case "22" -> "a value does not fit its column";
      case "23" -> "a row breaks a constraint" + constraint(failure);
      case "28" -> "the login is refused";
      case "3D" -> "there is no such database";
      case "40" -> "the transaction met another one";
      case "42" -> server(failure).map(ServerErrorMessage::getMessage).orElse("wrong statement");
      case "53" -> "the server is short of resources";
      case "54" -> "a value is too large";
      case "57" -> "the server is stopping, starting or cancelled the work";
      default -> "the statement is refused";
    };
  }

  private static String constraint(SQLException failure) {
    return server(failure)
        .map(ServerErrorMessage::getConstraint)
        .map(name -> " (" + name + ")")
        .orElse("");
  }

  private static Optional<ServerErrorMessage> server(SQLException failure) {
    return failure instanceof PSQLException postgres
        ? Optional.ofNullable(postgres.getServerErrorMessage())
        : Optional.empty();
  }

  @Override
  public String toString() {
    return sqlState.isEmpty() ? reason : reason + ", SQLState " + sqlState;
  }
}
