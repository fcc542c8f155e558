package dev.assay.schemas.insights;

import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Identifier;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.time.Instant;

/**
 * A version of a row of a source table: a slowly changing dimension of type 2. One row per version;
 * the views of each source table show its columns.
 *
 * @param changedTable the source table, without its schema
 * @param rowKey the primary key: a JSON array of its values as text
 * @param lsn where the change that made the version stands in the log
 * @param validFrom when that change was committed; not before the version that it replaced began,
 *     where the clocks say so
 * @param validTo when the next version begins, or a deletion or a truncation was committed, never
 *     before this one began; absent when none is known
 * @param isCurrent whether the row stands in the source as this version says
 * @param image the row: a JSON object with the columns by name, as in {@code change_events}
 */
public record RowVersion(
    @Key @Identifier(maxBytes = 63) String changedTable,
    @Key @Identifier(maxBytes = 2048) String rowKey,
    @Key long lsn,
    @EventTime Instant validFrom,
    @Maybe Instant validTo,
    boolean isCurrent,
    String image) {

  public static final Table<RowVersion> TABLE =
      Table.of("row_versions", RowVersion.class).in(Layer.GOLD);
}
