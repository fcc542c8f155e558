package dev.assay.transforms.insights;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.insights.RowVersion;
import dev.assay.transforms.CompositeCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;

/**
 * What becomes of one version of a row when more is known of the row.
 *
 * @param before null where there was no such version
 * @param after null where there is none any more
 */
public record VersionChange(RowVersion before, RowVersion after) {
  /** The version as it is now, or as it was where there is none any more. */
  public RowVersion version() {
    return after == null ? before : after;
  }

  /** Whether the source's row stands as this version says, by what is known now. */
  boolean makesCurrent() {
    return after != null && after.isCurrent();
  }

  /** Whether it stood so by what was known before. */
  boolean wasCurrent() {
    return before != null && before.isCurrent();
  }

  public static Coder<VersionChange> coder() {
    Coder<RowVersion> version = NullableCoder.of(RecordCoder.of(RowVersion.class));
    return CompositeCoder.of(
        VersionChange.class,
        VersionChange::before,
        version,
        VersionChange::after,
        version,
        VersionChange::new);
  }
}
