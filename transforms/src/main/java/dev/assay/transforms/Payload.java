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
    @Maybe String encoding) {}
