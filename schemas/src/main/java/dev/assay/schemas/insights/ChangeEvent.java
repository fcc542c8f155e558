package dev.assay.schemas.insights;

import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Identifier;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Table;
import java.time.Instant;

/**
 * What happened to one row of a source database. One row per change, however often it was
 * delivered; messages that tell of no row are kept as well.
 *
 * @param changedTable the source table, without its schema; empty where the message is of none
 * @param rowKey the primary key: a JSON array of its values as text, in the order of the columns;
 *     where the message is of no row, what tells it from others. At most 1,024 bytes in UTF-8
 * @param lsn where the change stands in the log; 0 where the message is of no change
 * @param operation what happened
 * @param changedAt when the source committed it
 * @param transactionId the transaction it was part of
 * @param before the row before the change, where the source tells it: a JSON object with the
 *     columns by name. Decimals are text without exponent, days and times ISO 8601 text, times in
 *     UTC
 * @param after the row after the change, in the same form
 */
public record ChangeEvent(
    @Key @Identifier(maxBytes = 0) String changedTable,
    @Key @Identifier(maxBytes = 0) String rowKey,
    @Key long lsn,
    @Key Operation operation,
    @EventTime Instant changedAt,
    @Maybe String transactionId,
    @Maybe String before,
    @Maybe String after) {

  /** What stands in an image for a value that did not change and was not read by the source. */
  public static final String UNCHANGED = "__debezium_unavailable_value";

  /** Of a row's key in UTF-8: it is part of keys of gold, and PostgreSQL's index holds 2,704. */
  public static final int MOST_KEY_BYTES = 1_024;

  public static final Table<ChangeEvent> TABLE = Table.of("change_events", ChangeEvent.class);

  /** Whether it tells what became of one row. */
  public boolean isOfRow() {
    return operation.compareTo(Operation.TRUNCATE) < 0;
  }
}
