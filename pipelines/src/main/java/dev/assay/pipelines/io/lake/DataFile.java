package dev.assay.pipelines.io.lake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.schemas.Column.Maybe;
import java.time.LocalDate;

/**
 * A Parquet file of a lake table. A reader sees its rows once {@link LakeTable} has published it.
 *
 * @param layer the layer's folder
 * @param table the table's name
 * @param path where it stands, beginning with the lake's URI
 * @param day the UTC day of all its rows, where the table is partitioned by day
 * @param positions where its payloads stand in their sources, as {@link Positions}; only of files
 *     of bronze that a stream has just written
 * @param statistics as {@link FileStatistics} has them; absent for a file of an earlier Assay
 */
public record DataFile(
    String layer,
    String table,
    String path,
    @Maybe LocalDate day,
    long rows,
    long bytes,
    @Maybe String positions,
    @Maybe String statistics) {

  /** Where the payloads stand matters no more once the source's offset is known. */
  public DataFile withPositions(String positions) {
    return new DataFile(layer, table, path, day, rows, bytes, positions, statistics);
  }

  /**
   * Whether the payload at this place may be in the file, which is of bronze: it may, where nobody
   * told what is in it.
   *
   * @param runId the run that took the payload
   */
  public boolean mayHold(String runId, String source, long position) {
    JsonNode told = FileStatistics.read(statistics);
    return (positions == null || Positions.of(positions).mayHold(source, position))
        && FileStatistics.mayHold(told, "run_id", runId)
        && FileStatistics.mayHold(told, "source", source)
        && FileStatistics.mayHold(told, "position", position);
  }

  public boolean isOf(StoredRows<?> stored) {
    return layer.equals(stored.layer().toString()) && table.equals(stored.name());
  }
}
