package dev.assay.schemas;

import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import java.time.Instant;

/**
 * A payload exactly as received. One row per payload; never changed, never removed.
 *
 * @param source URI of the file, topic or table it came from
 * @param position where in the source it stands: for a file the line, from 1
 * @param payload the text as received, without its line end
 * @param header the header line that says what the payload's fields are, for CSV
 * @param publishedAt when the source says that it was published: for a file its modification time
 * @param arrivedAt when the run that took it began
 * @param runId the run that took it
 * @param payloadSha256 SHA-256 of the payload's bytes, as 64 hexadecimal digits
 * @param encoding {@code ISO-8859-1} where the bytes are not valid UTF-8 and so each character of
 *     the payload stands for one byte; otherwise absent
 * @param messageKey the key of its message, for a topic whose messages have one
 * @param logPosition where the change that it tells of stands in the log of its database: for
 *     PostgreSQL the log sequence number (LSN)
 */
public record Raw(
    @Key String source,
    @Key long position,
    String payload,
    @Maybe String header,
    @Maybe Instant publishedAt,
    Instant arrivedAt,
    @Key String runId,
    String payloadSha256,
    @Maybe String encoding,
    @Maybe String messageKey,
    @Maybe Long logPosition) {

  /** A payload that is no message and tells of no change in a database. */
  public Raw(
      String source,
      long position,
      String payload,
      String header,
      Instant publishedAt,
      Instant arrivedAt,
      String runId,
      String payloadSha256,
      String encoding) {
    this(
        source,
        position,
        payload,
        header,
        publishedAt,
        arrivedAt,
        runId,
        payloadSha256,
        encoding,
        null,
        null);
  }

  /** The bronze table that keeps the payloads of this silver table. */
  public static Table<Raw> table(Table<?> silver) {
    return Table.of(silver.name(), Raw.class).in(Layer.BRONZE).within(silver.pipeline());
  }
}
