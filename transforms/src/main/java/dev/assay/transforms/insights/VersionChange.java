package dev.assay.transforms.insights;

import dev.assay.schemas.insights.RowVersion;

/**
 * What becomes of one version of a row when more is known of the row.
 *
 * @param before null where there was no such version
 * @param after null where there is none any more
 */
record VersionChange(RowVersion before, RowVersion after) {
  /** The version as it is now, or as it was where there is none any more. */
  RowVersion version() {
    return after == null ? before : after;
  }
}
