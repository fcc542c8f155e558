package dev.assay.runners.simulate;

import dev.assay.pipelines.io.jdbc.SqlFunction;
import dev.assay.runners.simulate.BankTally.Rows;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A transaction on the bank's database, and how many rows it has changed so far. */
final class BankTransaction {

  private final Connection connection;
  private final SplittableRandom random;
  private final Instant at;
  private Map<BankTable, Rows> changed = new EnumMap<>(BankTable.class);

  /**
   * @param random decides all that the transaction does
   * @param at when it happens, by the clock of the bank
   */
  BankTransaction(Connection connection, SplittableRandom random, Instant at) {
    this.connection = connection;
    this.random = random;
    this.at = at;
  }

  /** Work that is part of a transaction. */
  @FunctionalInterface
  interface Work {
    void on(BankTransaction transaction) throws SQLException;
  }

  SplittableRandom random() {
    return random;
  }

  Instant at() {
    return at;
  }

  LocalDate today() {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  /** Any amount above 0 and up to this many dollars, to the cent. */
  BigDecimal amountUpTo(int dollars) {
    return BigDecimal.valueOf(random.nextLong(1, dollars * 100L + 1), 2);
  }

  /** The key that the database gave to the new row. */
  long insert(BankTable table, String columns, Object... values) throws SQLException {
    String sql =
        "INSERT INTO %s (%s) VALUES (%s) RETURNING %s"
            .formatted(
                table.qualified(),
                columns,
                String.join(", ", Collections.nCopies(values.length, "?")),
                table.key());
    long key = query(sql, row -> row.getLong(1), values).orElseThrow();
    count(table, new Rows(1, 0, 0));
    return key;
  }

  void update(BankTable table, long key, String assignments, Object... values) throws SQLException {
    String sql =
        "UPDATE %s SET %s WHERE %s = ?".formatted(table.qualified(), assignments, table.key());
    Object[] all = Stream.concat(Stream.of(values), Stream.of(key)).toArray();
    count(table, new Rows(0, execute(sql, all), 0));
  }

  /** Gives a row the next free key in place of its own. */
  void renumber(BankTable table, long key) throws SQLException {
    update(
        table,
        key,
        "%2$s = nextval(pg_get_serial_sequence('%1$s', '%2$s'))"
            .formatted(table.qualified(), table.key()));
  }

  void delete(BankTable table, long key) throws SQLException {
    String sql = "DELETE FROM %s WHERE %s = ?".formatted(table.qualified(), table.key());
    count(table, new Rows(0, 0, execute(sql, key)));
  }

  /** One of the rows for which the condition holds, locked. */
  <T> Optional<T> anyOf(
      BankTable table, String columns, String condition, SqlFunction<ResultSet, T> reader)
      throws SQLException {
    String from =
        "%1$s >= (SELECT min(%1$s) + floor(?::float8 * (max(%1$s) - min(%1$s) + 1))::bigint FROM %2$s)"
            .formatted(table.key(), table.qualified());
    String sql =
        "SELECT %s FROM %s WHERE (%s) AND %%s ORDER BY %s LIMIT 1 FOR UPDATE"
            .formatted(columns, table.qualified(), condition, table.key());
    Optional<T> found = query(sql.formatted(from), reader, random.nextDouble());
    return found.isPresent() ? found : query(sql.formatted("true"), reader);
  }

  /** The row with this key, locked. */
  <T> Optional<T> row(BankTable table, long key, String columns, SqlFunction<ResultSet, T> reader)
      throws SQLException {
    String sql =
        "SELECT %s FROM %s WHERE %s = ? FOR UPDATE"
            .formatted(columns, table.qualified(), table.key());
    return query(sql, reader, key);
  }

  /** Does work between a savepoint and the return to it. */
  void undo(Work work) throws SQLException {
    Map<BankTable, Rows> before = new EnumMap<>(changed);
    Savepoint savepoint = connection.setSavepoint();
    work.on(this);
    connection.rollback(savepoint);
    changed = before;
  }

  /** Does work between a savepoint and its release. */
  void nest(Work work) throws SQLException {
    Savepoint savepoint = connection.setSavepoint();
    work.on(this);
    connection.releaseSavepoint(savepoint);
  }

  /** What will count when the transaction is committed. */
  BankTally done() {
    return new BankTally(1, 0, changed);
  }

  BankTally rollBack() throws SQLException {
    connection.rollback();
    return new BankTally(0, 1, Map.of());
  }

  private void count(BankTable table, Rows rows) {
    changed.merge(table, rows, Rows::plus);
  }

  private int execute(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepared(sql, values)) {
      return statement.executeUpdate();
    }
  }

  private <T> Optional<T> query(String sql, SqlFunction<ResultSet, T> reader, Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepared(sql, values);
        ResultSet result = statement.executeQuery()) {
      return result.next() ? Optional.of(reader.apply(result)) : Optional.empty();
    }
  }

  private PreparedStatement prepared(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      statement.setObject(
          i + 1, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
    }
    return statement;
  }
}
