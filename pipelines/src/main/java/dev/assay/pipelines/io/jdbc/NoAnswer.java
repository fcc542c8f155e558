package dev.assay.pipelines.io.jdbc;

import dev.assay.pipelines.io.jdbc.SqlFault.Outlook;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Failures of class 08 that no server told of but pgjdbc, which counts a forgotten password and a
 * wrong setting of the address among them. What stands behind tells them apart.
 */
final class NoAnswer {
  private static final String NO_PASSWORD = "it asks for a password, and none is given";
  private static final String NO_TLS = "it does not speak TLS, which the address asks for";
  private static final String NO_POSTGRES = "what answers there is no PostgreSQL";
  private static final String SILENT = "what is there does not answer as PostgreSQL does";
  private static final String NO_HOST = "no host of this name is known here";
  private static final String TLS = "TLS cannot be set up: ";
  private static final String SETTING = "a setting in the address is wrong: ";

  private NoAnswer() {}

  static SqlFault of(String state, SQLException failure) {
    String words = String.valueOf(failure.getMessage());
    return switch (state) {
      case "08004" -> rejected(state, words);
      case "08P01" -> fault(state, Outlook.LASTING, NO_POSTGRES);
      case "08001", "08006" -> unreached(state, failure, words);
      default -> fault(state, Outlook.PASSING, "no connection");
    };
  }

  private static SqlFault rejected(String state, String words) {
    String reason =
        words.contains("password")
            ? NO_PASSWORD
            : words.contains("not support SSL") ? NO_TLS : "no login: " + words;
    return fault(state, Outlook.LASTING, reason);
  }

  private static SqlFault unreached(String state, SQLException failure, String words) {
    Optional<UnknownHostException> host = behind(failure, UnknownHostException.class);
    if (host.isPresent()) {
      return fault(state, Outlook.UNKNOWN_HOST, NO_HOST);
    }
    Optional<SSLException> tls = behind(failure, SSLException.class);
    boolean ended = isEnded(failure);
    if (!ended && (tls.isPresent() || state.equals("08006") && words.contains("SSL"))) {
      return fault(state, Outlook.LASTING, TLS + tls.map(Throwable::getMessage).orElse(words));
    }
    if (words.startsWith("Invalid ")) {
      return fault(state, Outlook.LASTING, SETTING + words);
    }
    Optional<ConnectException> refused = behind(failure, ConnectException.class);
    if (refused.map(Throwable::getMessage).filter(e -> e.contains("refused")).isPresent()) {
      return fault(state, Outlook.PASSING, "no connection: nothing listens there");
    }
    boolean away =
        refused.isPresent()
            || behind(failure, NoRouteToHostException.class).isPresent()
            || behind(failure, SocketTimeoutException.class)
                .filter(e -> String.valueOf(e.getMessage()).startsWith("Connect"))
                .isPresent()
            || words.contains("targetServerType");
    boolean begun = state.equals("08006") && tls.isEmpty() && !words.contains("SSL");
    return away || begun
        ? fault(state, Outlook.PASSING, "no connection")
        : fault(state, Outlook.STRANGE, SILENT);
  }

  /** The network or the other side ended it, and nobody disagreed. */
  private static boolean isEnded(Throwable failure) {
    return behind(failure, EOFException.class).isPresent()
        || behind(failure, SocketException.class).isPresent()
        || behind(failure, SocketTimeoutException.class).isPresent();
  }

  private static <E extends Throwable> Optional<E> behind(Throwable failure, Class<E> type) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (type.isInstance(e)) {
        return Optional.of(type.cast(e));
      }
    }
    return Optional.empty();
  }

  private static SqlFault fault(String state, Outlook outlook, String reason) {
    return new SqlFault(state, outlook, reason, false);
  }

  /** What is to be done; empty where nothing but to see to the server. */
  static String advice(SqlFault fault) {
    String reason = fault.reason();
    if (reason.equals(NO_PASSWORD)) {
      return "Give the password, as env:NAME or file:PATH";
    }
    if (reason.equals(NO_TLS)) {
      return "Turn TLS on in the server, or take sslmode out of the address";
    }
    if (reason.equals(NO_POSTGRES) || reason.equals(SILENT)) {
      return "See that host and port are those of a PostgreSQL";
    }
    if (reason.equals(NO_HOST)) {
      return "Correct the address, or see that names are looked up here";
    }
    if (reason.startsWith(TLS)) {
      return "See the server's certificate, and sslmode and sslrootcert in the address";
    }
    return reason.startsWith(SETTING) ? "Correct the address" : "";
  }
}
