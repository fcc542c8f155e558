package dev.assay.pipelines.io.jdbc;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a failure of a database means for us: whether it is waited for, what is said of it, and what
 * is to be done. The one rule for all that talks to a database, before a run and in the midst of
 * it.
 *
 * @param outlook whether the work may succeed when it is tried again
 * @param reason in words, without values of rows and without secrets
 * @param told whether the server itself said so: it is a PostgreSQL, and can be reached
 */
public record SqlFault(String sqlState, Outlook outlook, String reason, boolean told) {
  /** Whether it helps to wait. */
  public enum Outlook {
    /** It may be over soon. */
    PASSING(Duration.ZERO),
    /** What is there takes us and says nothing: a server that begins or hangs, or no PostgreSQL. */
    STRANGE(Duration.ofSeconds(10)),
    /** A name that nobody knows is a mistake, unless we were there before. */
    UNKNOWN_HOST(Duration.ZERO),
    /** Somebody must mend it first. */
    LASTING(Duration.ZERO);

    private final Duration doubt;

    Outlook(Duration doubt) {
      this.doubt = doubt;
    }
  }

  public static SqlFault of(SQLException failure) {
    SQLException telling = telling(failure);
    String state = telling.getSQLState() == null ? "" : telling.getSQLState();
    Optional<ServerErrorMessage> server = server(telling);
    if (state.startsWith("08") && server.isEmpty()) {
      return NoAnswer.of(state, telling);
    }
    boolean passing = state.isEmpty() ? failure instanceof SQLTransientException : mayPass(state);
    return new SqlFault(
        state,
        passing ? Outlook.PASSING : Outlook.LASTING,
        reason(state, server),
        server.isPresent());
  }

  /** Class 22 and 23 data and constraints, 44 view checks, 54 too large, P0 raised by a trigger. */
  static boolean blamesRows(String state) {
    return Stream.of("22", "23", "44", "54", "P0").anyMatch(state::startsWith);
  }

  /** A full disk and a limit that somebody has set stay so; so does a database that was dropped. */
  private static boolean mayPass(String state) {
    return Stream.of("08", "40", "53", "57P", "25006").anyMatch(state::startsWith)
        && Stream.of("53100", "53400", "57P04").noneMatch(state::equals);
  }

  /** The failure or, where a pool reports it, what stands behind it. */
  private static SQLException telling(SQLException failure) {
    SQLException telling = failure;
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof SQLException sql && sql.getSQLState() != null) {
        telling = sql;
      }
    }
    return telling;
  }

  /** Never the server's own words where they could hold a value. */
  private static String reason(String state, Optional<ServerErrorMessage> server) {
    if (state.isEmpty()) {
      return "no connection is free";
    }
    String words = server.map(ServerErrorMessage::getMessage).orElse("");
    String says = words.isEmpty() ? "" : ": " + words;
    return switch (state.substring(0, 2)) {
      case "08" -> "no connection" + says;
      case "22" -> "a value does not fit its column";
      case "23" -> "a row breaks a constraint" + constraint(server);
      case "25" -> (state.equals("25006") ? "nothing can be changed there" : "wrong state") + says;
      case "28" -> "the login is refused" + says;
      case "3D" -> "there is no such database";
      case "40" -> "the transaction met another one";
      case "42" -> words.isEmpty() ? "wrong statement" : words;
      case "53" -> shortage(state) + says;
      case "54" -> "a value is too large";
      case "55" -> "it is not ready for that" + says;
      case "57" -> (state.startsWith("57P") ? "it is stopping or starting" : "cancelled") + says;
      default -> "the statement is refused";
    };
  }

  private static String shortage(String state) {
    return switch (state) {
      case "53100" -> "its disk is full";
      case "53300" -> "its connections are all taken";
      case "53400" -> "a limit of its settings is reached";
      default -> "the server is short of resources";
    };
  }

  private static String constraint(Optional<ServerErrorMessage> server) {
    return server.map(ServerErrorMessage::getConstraint).map(name -> " (" + name + ")").orElse("");
  }

  private static Optional<ServerErrorMessage> server(SQLException failure) {
    return failure instanceof PSQLException postgres
        ? Optional.ofNullable(postgres.getServerErrorMessage())
        : Optional.empty();
  }

  /**
   * Whether it is waited for as long as our patience lasts.
   *
   * @param known whether a PostgreSQL has answered at this address before
   */
  public boolean passes(boolean known) {
    return outlook == Outlook.PASSING || known && outlook != Outlook.LASTING;
  }

  /** How long it is tried all the same, where it is not sure that it lasts. */
  Duration doubt(Duration patience) {
    return outlook.doubt.compareTo(patience) < 0 ? outlook.doubt : patience;
  }

  /** Another attempt would meet the same, whoever makes it. */
  boolean isPermanent() {
    return outlook == Outlook.LASTING && !sqlState.startsWith("53");
  }

  /**
   * What is to be done, as a sentence with its full stop before it; empty where that follows from
   * the work.
   *
   * @param passwordReference where the password was said to be; null where nowhere
   */
  public String advice(String passwordReference) {
    String advice = sqlState.startsWith("28") ? ofLogin(passwordReference) : ofServer();
    return advice.isEmpty() ? "" : ". " + advice;
  }

  private String ofLogin(String passwordReference) {
    if (reason.contains("pg_hba.conf")) {
      return "Let whoever runs the server add an entry for it to pg_hba.conf; where that has one for"
          + " encrypted connections (hostssl), TLS must be on in the server, and not off in the"
          + " address (sslmode)";
    }
    return passwordReference == null
        ? "See that the user is right; no password is given"
        : "See that the user is right, and the password in " + passwordReference;
  }

  private String ofServer() {
    return switch (sqlState) {
      case "08004", "08P01", "08001", "08006" -> told ? "" : NoAnswer.advice(this);
      case "25006" -> "Give a server that takes changes: no standby, and no role that only reads";
      case "3D000" -> "Create it, or correct the address";
      case "42501" -> "Let its owner give the user the right to";
      case "53100" ->
          "Make room on the disk of that server, then start the same command again: nothing is"
              + " written twice";
      case "53300" -> "Let others end their connections, or raise max_connections of the server";
      default -> "";
    };
  }

  @Override
  public String toString() {
    return sqlState.isEmpty() ? reason : reason + ", SQLState " + sqlState;
  }
}
