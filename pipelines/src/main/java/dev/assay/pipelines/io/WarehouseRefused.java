package dev.assay.pipelines.io;

import dev.assay.transforms.Permanent;

/**
 * The warehouse can be reached and says no. PostgreSQL's own exception is no cause of it, because
 * that one's message may hold values of rows.
 */
public final class WarehouseRefused extends RuntimeException {
  private final String sqlState;
  private final String reason;

  WarehouseRefused(String message, String sqlState, String reason) {
    super(message, Permanent.cause(null));
    this.sqlState = sqlState;
    this.reason = reason;
  }

  /** The reason in words, without values. */
  public String reason() {
    return reason;
  }

  /** PostgreSQL's five characters for the reason. */
  public String sqlState() {
    return sqlState;
  }

  /** It is the login or the database that is refused: no other work will be done either. */
  public boolean keepsUsOut() {
    return sqlState.startsWith("28") || sqlState.startsWith("3D");
  }

  /** The fault lies in the rows: without the bad ones, the others are accepted. */
  public boolean blamesRows() {
    return SqlFault.blamesRows(sqlState);
  }
}
