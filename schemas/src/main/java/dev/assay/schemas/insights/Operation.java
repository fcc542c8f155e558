package dev.assay.schemas.insights;

/** What a message about a database tells. Of two at one position, the first here comes first. */
public enum Operation {
  /** The row stood there when the capture began. */
  SNAPSHOT,
  CREATE,
  UPDATE,
  DELETE,
  /** All rows of the table are gone. */
  TRUNCATE,
  /** Nothing of a row: the connector is alive. */
  HEARTBEAT,
  /** Nothing of a row: a transaction begins or ends. */
  TRANSACTION,
  /** Nothing of a row: a program wrote a message into the log. */
  MESSAGE
}
