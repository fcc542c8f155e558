package dev.assay.schemas;

import dev.assay.schemas.Column.Identifier;
import dev.assay.schemas.Column.Maybe;
import java.time.Instant;

/**
 * Where a silver row came from, and what it says: its lineage, kept beside every silver row.
 *
 * @param source URI of the source of its payload
 * @param position where in the source the payload stands
 * @param publishedAt when the source says that it was published
 * @param runId the run that took the payload
 * @param rowHash SHA-256 of what the source said, before personal values are hidden, as 64
 *     hexadecimal digits
 */
public record Origin(
    @Identifier(maxBytes = 0) String source,
    long position,
    @Maybe Instant publishedAt,
    @Identifier(maxBytes = 0) String runId,
    String rowHash) {

  public static Origin of(Raw raw, String rowHash) {
    return new Origin(raw.source(), raw.position(), raw.publishedAt(), raw.runId(), rowHash);
  }
}
