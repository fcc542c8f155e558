package dev.assay.pipelines.io;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * What a run did. One row per run.
 *
 * @param runNumber counts the runs of a pipeline; the version of the rows that the run writes
 * @param kind {@code load}, {@code rebuild} or {@code replay}
 * @param reconciles read = valid + quarantined + duplicate + late, in rows and in money
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
    long lateRows,
    @Digits(precision = 38, scale = 8) BigDecimal readAmount,
    @Digits(precision = 38, scale = 8) BigDecimal validAmount,
    @Digits(precision = 38, scale = 8) BigDecimal quarantinedAmount,
    @Digits(precision = 38, scale = 8) BigDecimal duplicateAmount,
    @Digits(precision = 38, scale = 8) BigDecimal lateAmount) {

  public static final Table<RunRecord> TABLE = Table.of("runs", RunRecord.class).in(Layer.AUDIT);
}
