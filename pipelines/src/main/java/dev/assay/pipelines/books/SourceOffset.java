package dev.assay.pipelines.books;

import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;

/**
 * Up to where bronze holds a source. One row per stream and source.
 *
 * @param runId the stream
 * @param source a partition of a topic
 * @param nextPosition the first position that bronze does not hold
 */
public record SourceOffset(@Key String runId, @Key String source, long nextPosition) {
  public static final Table<SourceOffset> TABLE =
      Table.of("source_offsets", SourceOffset.class).in(Layer.AUDIT);
}
