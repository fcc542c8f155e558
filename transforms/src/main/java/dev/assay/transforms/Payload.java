package dev.assay.transforms;

import dev.assay.schemas.Column.Maybe;
import java.time.Instant;

/**
 * What a source delivers, before bronze has sealed it; the columns are those of {@link
 * dev.assay.schemas.Raw}.
 */
public record Payload(
    String source,
    long position,
    String text,
    @Maybe String header,
    @Maybe Instant publishedAt,
    Instant arrivedAt,
    String runId,
    @Maybe String encoding,
    @Maybe String messageKey) {

  /** A payload that is no message. */
  public Payload(
      String source,
      long position,
      String text,
      String header,
      Instant publishedAt,
      Instant arrivedAt,
      String runId,
      String encoding) {
    this(source, position, text, header, publishedAt, arrivedAt, runId, encoding, null);
  }
}
