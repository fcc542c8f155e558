package dev.assay.pipelines.io.jdbc;

import dev.assay.pipelines.io.Secrets;
import dev.assay.pipelines.io.WarehouseUrl;
import dev.assay.schemas.Table;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where the warehouse is, and work in it. Only settings: it travels to workers, and opens a
 * connection when there is work.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, without credentials
 * @param user the role; null where the driver's default will do
 * @param passwordReference {@code env:NAME} or {@code file:PATH}; null where there is no password
 * @param patience how long work is tried again while the server cannot be reached
 */
public record Warehouse(String url, String user, String passwordReference, Duration patience)
    implements Serializable {
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  public Warehouse {
    WarehouseUrl.requireClean(url);
    if (passwordReference != null) {
      Secrets.requireReference(passwordReference);
    }
  }

  /** A warehouse of the default patience; {@code user} and {@code password} may be in the URL. */
  public static Warehouse fromUrl(String url, String user, String passwordReference) {
    WarehouseUrl parts = WarehouseUrl.of(url);
    return new Warehouse(
        parts.url(),
        user == null ? parts.user() : user,
        passwordReference == null ? parts.passwordReference() : passwordReference,
        PATIENCE);
  }

  public Warehouse withPatience(Duration patience) {
    return new Warehouse(url, user, passwordReference, patience);
  }

  /** Host, port and database, for messages. */
  public String place() {
    return WarehouseUrl.place(url);
  }

  /**
   * Creates what is not there yet: schemas, tables, the audit tables, and then the views; and says
   * of each what it holds.
   *
   * @throws dev.assay.pipelines.io.LakeException when an earlier build has filled it, whose tables
   *     lack columns
   */
  public void prepare(List<Table<?>> tables, List<String> viewStatements) {
    List<String> statements = new ArrayList<>();
    // CREATE ... IF NOT EXISTS fails when two runs create the same thing at one time.
    statements.add("SELECT pg_advisory_xact_lock(hashtext('assay.prepare'))");
    List<Table<?>> all = new ArrayList<>(tables);
    all.addAll(AuditTables.TABLES);
    List<String> schemas = all.stream().map(Sql::schema).distinct().toList();
    schemas.forEach(schema -> statements.add("CREATE SCHEMA IF NOT EXISTS " + Sql.quoted(schema)));
    tables.forEach(table -> statements.add(Sql.createTable(table)));
    statements.addAll(AuditTables.statements());
    statements.addAll(viewStatements);
    statements.add(ReaderRole.grants(schemas));
    List<String> views = new ArrayList<>(viewStatements);
    views.add(AuditTables.reconciliation());
    WarehouseComments comments = new WarehouseComments(all, views);
    within(
        connection -> {
          WarehouseLayout.require(connection, all, place());
          try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
              statement.execute(sql);
            }
          }
          comments.write(connection);
          return null;
        });
  }

  /**
   * Does the work in one transaction, and again from the start when the connection fails: the work
   * must have the same result when it is done twice.
   *
   * @throws WarehouseUnavailable when the server cannot be used for as long as our patience
   * @throws WarehouseRefused at once, when waiting does not help: it refuses the login or the work,
   *     its disk is full, the address is wrong
   */
  public <R> R within(SqlFunction<Connection, R> work) {
    return within("warehouse", work);
  }

  /** Likewise, in a database that is something else to us: messages call it so. */
  public <R> R within(String role, SqlFunction<Connection, R> work) {
    try {
      return patiently(role, work);
    } finally {
      Waiting.end();
    }
  }

  private <R> R patiently(String role, SqlFunction<Connection, R> work) {
    long start = System.nanoTime();
    boolean known = false;
    for (int attempt = 0; ; attempt++) {
      try {
        return once(work);
      } catch (SQLException e) {
        SqlFault fault = SqlFault.of(e);
        known |= fault.told() || Pools.haveReached(this);
        boolean passes = fault.passes(known);
        Duration allowed = passes ? patience : fault.doubt(patience);
        long pause = pause(attempt);
        if (allowed.minusNanos(System.nanoTime() - start).minusMillis(pause).isNegative()) {
          throw passes ? unavailable(role, fault) : refused(role, fault);
        }
        Waiting.begin("the " + role + " at " + place() + " (" + fault + ")", start);
        if (!slept(pause)) {
          throw unavailable(role, fault);
        }
      }
    }
  }

  /** Closes the connections that this JVM holds; the next work opens new ones. */
  public void disconnect() {
    Pools.close(this);
  }

  private <R> R once(SqlFunction<Connection, R> work) throws SQLException {
    // The pool rolls back what is not committed.
    try (Connection connection = Pools.connection(this)) {
      R result = work.apply(connection);
      connection.commit();
      return result;
    }
  }

  private static long pause(int attempt) {
    long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
    return ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
  }

  private static boolean slept(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private WarehouseUnavailable unavailable(String role, SqlFault fault) {
    String advice = fault.advice(passwordReference);
    return new WarehouseUnavailable(
        "The %s at %s cannot be used: %s; tried for %s s%s"
            .formatted(
                role,
                place(),
                fault,
                patience.toSeconds(),
                advice.isEmpty()
                    ? ". See that the server runs and can be reached from here, then start the run"
                        + " again: nothing is written twice"
                    : advice));
  }

  private WarehouseRefused refused(String role, SqlFault fault) {
    if (fault.sqlState().startsWith("28")) {
      disconnect();
    }
    return new WarehouseRefused(
        "The %s at %s %s: %s%s"
            .formatted(
                role,
                place(),
                fault.told() ? "refuses" : "cannot be used",
                fault,
                fault.advice(passwordReference)),
        fault);
  }
}
