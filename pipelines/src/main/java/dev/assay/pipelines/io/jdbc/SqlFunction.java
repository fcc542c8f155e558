package dev.assay.pipelines.io.jdbc;

import java.sql.SQLException;

/** Work with a database. */
@FunctionalInterface
public interface SqlFunction<A, R> {
  R apply(A argument) throws SQLException;
}
