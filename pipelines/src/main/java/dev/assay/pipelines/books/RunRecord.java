package dev.assay.pipelines.books;

import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.time.Instant;

/**
 * What a run did. One row per run. What it did in money stands by unit in its control totals.
 *
 * @param runId identifies the run
 * @param pipeline which pipeline ran
 * @param runNumber counts the runs of a pipeline; the version of the rows that the run writes
 * @param kind {@code load}, {@code rebuild} or {@code replay}
 * @param startedAt when the run began
 * @param finishedAt when it ended; of a stream, when it last published
 * @param reconciles read = valid + quarantined + duplicate + late, in rows and in money
 * @param readRows payloads taken from the sources
 * @param validRows rows that silver gained
 * @param quarantinedRows payloads that quarantine gained, but for late ones
 * @param duplicateRows rows that say nothing new
 * @param lateRows payloads that came after their day was closed
 */
public record RunRecord(
    @Key String runId,
    String pipeline,
    long runNumber,
    String kind,
    @EventTime Instant startedAt,
    Instant finishedAt,
    boolean reconciles,
    long readRows,
    long validRows,
    long quarantinedRows,
    long duplicateRows,
    long lateRows) {

  public static final Table<RunRecord> TABLE = Table.of("runs", RunRecord.class).in(Layer.AUDIT);
}
