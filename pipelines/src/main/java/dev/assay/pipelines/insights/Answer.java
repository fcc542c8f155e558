package dev.assay.pipelines.insights;

import dev.assay.pipelines.io.jdbc.SqlFunction;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.pipelines.io.jdbc.WarehouseRefused;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a database says to a question: one that it refuses leaves others to be asked.
 *
 * @param given null where the question is refused
 * @param refusal who refuses it, and why; null where it is answered
 */
record Answer<R>(R given, String refusal) {

  /** Asks the database that Debezium follows. */
  static <R> Answer<R> ofSource(Warehouse source, SqlFunction<Connection, R> question) {
    return of("source", source, question);
  }

  static <R> Answer<R> ofWarehouse(Warehouse warehouse, SqlFunction<Connection, R> question) {
    return of("warehouse", warehouse, question);
  }

  private static <R> Answer<R> of(
      String role, Warehouse database, SqlFunction<Connection, R> question) {
    try {
      return new Answer<>(database.within(role, question), null);
    } catch (WarehouseRefused e) {
      if (e.keepsUsOut()) {
        throw e;
      }
      String why = e.reason() + ", SQLState " + e.sqlState();
      return new Answer<>(null, "the " + role + " refuses it: " + why);
    }
  }

  /** Why these cannot be compared; empty where both are given. */
  static Optional<String> refusal(Answer<?> one, Answer<?> other) {
    List<String> refusals = Stream.of(one.refusal, other.refusal).filter(Objects::nonNull).toList();
    return refusals.isEmpty()
        ? Optional.empty()
        : Optional.of(refusals.stream().collect(Collectors.joining("; ")));
  }
}
