/**
 * The lake: Delta tables of Parquet files, how rows are stored in them, and commits that happen
 * once.
 */
package dev.assay.pipelines.io.lake;
