package dev.assay.runners.simulate;

import dev.assay.pipelines.io.Secrets;
import dev.assay.pipelines.io.jdbc.SqlFault;
import dev.assay.pipelines.io.jdbc.SqlFunction;
import dev.assay.pipelines.io.jdbc.Warehouse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A connection to a bank's database that comes back when the server does. Each transaction is
 * committed once: where the answer to a commit was lost, the server is asked what became of it.
 */
final class BankConnection implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration WAIT_FOR_SERVER = Duration.ofSeconds(5);
  private static final Duration WAIT_FOR_LOGIN = Duration.ofSeconds(10);
  private static final Duration SILENT_SERVER = Duration.ofSeconds(60);

  /** Of a transaction that a crashed server lost with its number: it is in the future again. */
  private static final String UNKNOWN_TRANSACTION = "22023";

  private final Warehouse address;
  private final Duration patience;
  private Connection connection;

  private BankConnection(Warehouse address, Duration patience) {
    this.address = address;
    this.patience = patience;
  }

  /**
   * Connects; here, without patience: an address that does not answer at first is likely wrong.
   *
   * @throws SimulationException when the server cannot be reached or refuses the login
   */
  static BankConnection open(Warehouse bank, Duration patience) {
    BankConnection opened = new BankConnection(bank, patience);
    try {
      opened.connect();
      return opened;
    } catch (SQLException e) {
      throw opened.failed(SqlFault.of(e), "");
    }
  }

  /** Host, port and database, for messages. */
  String place() {
    return address.place();
  }

  /**
   * Does the work in a transaction, from the start again where it failed for a passing reason and
   * has not been committed. The work must not keep anything from one attempt to the next.
   *
   * @throws SimulationException when the server stays away for as long as our patience, or refuses
   */
  <R> R transact(SqlFunction<Connection, R> work) {
    Attempt<R> last = new Attempt<>(work);
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return last.on(connect());
      } catch (SQLException e) {
        close();
        SqlFault fault = SqlFault.of(e);
        if (!fault.passes(true)) {
          throw failed(fault, "");
        }
        if (System.nanoTime() > end || !paused()) {
          throw failed(fault, "; tried for " + patience.toSeconds() + " s");
        }
      }
    }
  }

  /** Work of which it may be unknown whether it has been committed. */
  private static final class Attempt<R> {
    private final SqlFunction<Connection, R> work;
    private R result;
    private String transaction;
    private boolean worked;

    Attempt(SqlFunction<Connection, R> work) {
      this.work = work;
    }

    R on(Connection connection) throws SQLException {
      if (worked && (transaction == null || isCommitted(connection))) {
        return result;
      }
      worked = false;
      result = work.apply(connection);
      // Null where nothing was changed, and so nothing can be lost.
      transaction = ask(connection, "SELECT pg_current_xact_id_if_assigned()::text");
      worked = true;
      connection.commit();
      return result;
    }

    private boolean isCommitted(Connection connection) throws SQLException {
      String status = status(connection);
      connection.rollback();
      if ("in progress".equals(status)) {
        throw new SQLTransientException("The server has not noticed yet that its client is gone");
      }
      return "committed".equals(status);
    }

    private String status(Connection connection) throws SQLException {
      try {
        return ask(connection, "SELECT pg_xact_status(?::xid8)", transaction);
      } catch (SQLException e) {
        if (UNKNOWN_TRANSACTION.equals(e.getSQLState())) {
          return "lost";
        }
        throw e;
      }
    }
  }

  private Connection connect() throws SQLException {
    if (connection == null) {
      Connection opened = source().getConnection();
      connection = opened;
      // Otherwise a crash of the server could take back what it has told us to be committed.
      ask(
          opened,
          "SELECT set_config('synchronous_commit', 'on', false)"
              + " WHERE current_setting('synchronous_commit') = 'off'");
      opened.setAutoCommit(false);
    }
    return connection;
  }

  private PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setConnectTimeout((int) WAIT_FOR_SERVER.toSeconds());
    source.setLoginTimeout((int) WAIT_FOR_LOGIN.toSeconds());
    source.setSocketTimeout((int) SILENT_SERVER.toSeconds());
    source.setTcpKeepAlive(true);
    source.setApplicationName("assay simulate");
    source.setURL(address.url());
    source.setLogServerErrorDetail(false);
    source.setUser(address.user());
    if (address.passwordReference() != null) {
      source.setPassword(Secrets.resolve(address.passwordReference()));
    }
    return source;
  }

  /** The first column of the first row; null where there is none. */
  static String ask(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        return result.next() ? result.getString(1) : null;
      }
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private SimulationException failed(SqlFault fault, String tried) {
    String wrong = fault.told() ? " refuses: " : " cannot be used: ";
    return new SimulationException(
        "The database at " + place() + wrong + fault + tried + advice(fault));
  }

  private String advice(SqlFault fault) {
    if (fault.sqlState().equals("42501")) {
      return ". Give the user the right to create tables in the schema public, or let their owner run"
          + " bank.sql, and grant SELECT, INSERT, UPDATE, DELETE on them and USAGE on their sequences";
    }
    String advice = fault.advice(address.passwordReference());
    if (!advice.isEmpty()) {
      return advice;
    }
    return fault.passes(true)
        ? ". See that a PostgreSQL runs there and can be reached from here; what is committed stays"
        : ". See that its tables are those of bank.sql, or choose an empty database";
  }

  private static boolean paused() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Closes the connection; the server rolls back what is not committed. */
  @Override
  public void close() {
    Connection closing = connection;
    connection = null;
    if (closing != null) {
      try {
        closing.close();
      } catch (SQLException alreadyGone) {
        // There is nothing left to close.
      }
    }
  }
}
