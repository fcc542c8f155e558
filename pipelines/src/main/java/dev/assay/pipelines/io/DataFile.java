package dev.assay.pipelines.io;

import dev.assay.schemas.Column.Maybe;
import java.time.LocalDate;

/**
 * A Parquet file of a lake table. A reader sees its rows once {@link LakeTable} has published it.
 *
 * @param layer the layer's folder
 * @param table the table's name
 * @param path where it stands, beginning with the lake's URI
 * @param day the UTC day of all its rows, where the table is partitioned by day
 */
public record DataFile(
    String layer, String table, String path, @Maybe LocalDate day, long rows, long bytes) {}
