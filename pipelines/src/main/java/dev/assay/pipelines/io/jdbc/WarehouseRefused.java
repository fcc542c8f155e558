package dev.assay.pipelines.io.jdbc;

import dev.assay.transforms.Permanent;
import java.util.stream.Stream;

/**
 * The warehouse says no, or is not at its address: waiting does not help. PostgreSQL's own
 * exception is no cause of it, because that one's message may hold values of rows.
 */
public final class WarehouseRefused extends RuntimeException {
  private final String sqlState;
  private final String reason;

  WarehouseRefused(String message, SqlFault fault) {
    super(message, fault.isPermanent() ? Permanent.cause(null) : null);
    this.sqlState = fault.sqlState();
    this.reason = fault.reason();
  }

  /** The reason in words, without values. */
  public String reason() {
    return reason;
  }

  /** PostgreSQL's five characters for the reason. */
  public String sqlState() {
    return sqlState;
  }

  /** No other work will be done there either: the address, the login or the disk is at fault. */
  public boolean keepsUsOut() {
    return Stream.of("08", "28", "3D", "53").anyMatch(sqlState::startsWith);
  }

  /** The fault lies in the rows: without the bad ones, the others are accepted. */
  public boolean blamesRows() {
    return SqlFault.blamesRows(sqlState);
  }
}
