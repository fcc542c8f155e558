package dev.assay.transforms.insights;

import dev.assay.transforms.insights.Json.Obj;
import java.time.Instant;

/**
 * Where a change comes from: what its message says of the source database.
 *
 * @param connector the kind of database; null where the message does not tell
 * @param table without its schema; empty where the change is of none
 * @param lsn where it stands in the log; null where the message does not tell
 * @param changedAt when it was committed; null where the message does not tell
 * @param transactionId null where the message does not tell
 */
record Source(String connector, String table, Long lsn, Instant changedAt, String transactionId) {

  static Source of(Obj envelope) {
    Obj source = envelope.object("source") == null ? Obj.EMPTY : envelope.object("source");
    Long transaction = source.whole("txId");
    return new Source(
        source.text("connector"),
        source.text("table") == null ? "" : source.text("table"),
        lsn(source.whole("lsn")),
        changedAt(source),
        transaction == null ? transactionId(envelope) : transaction.toString());
  }

  /** The microsecond of its {@code ts_us}, {@code ts_ms} or {@code ts_ns}, in this order. */
  static Instant changedAt(Obj times) {
    return EventTimes.of(times.whole("ts_us"), times.whole("ts_ms"), times.whole("ts_ns"));
  }

  /** A place in the log; PostgreSQL has none at 0. */
  static Long lsn(Long told) {
    return told == null || told <= 0 ? null : told;
  }

  /** The part of {@code 754:22131168} that is the same for all messages of a transaction. */
  static String transactionId(String id) {
    Long number = id == null ? null : Json.whole(id.split(":", 2)[0]);
    return number == null ? null : number.toString();
  }

  /** The other part: where the transaction begins, or what follows it, in the log. */
  static Long lsnOfTransaction(String id) {
    String[] parts = id.split(":", 2);
    return parts.length < 2 ? null : lsn(Json.whole(parts[1]));
  }

  private static String transactionId(Obj envelope) {
    Obj transaction = envelope.object("transaction");
    return transaction == null ? null : transactionId(transaction.text("id"));
  }
}
