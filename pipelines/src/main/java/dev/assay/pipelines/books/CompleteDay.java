package dev.assay.pipelines.books;

import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.time.LocalDate;

/**
 * A day of which event time says, in a stream, that it is over: what comes of it later is late, but
 * taken while the day is open. One row per run and day.
 *
 * @param runId the stream
 * @param day the UTC day that is over
 */
public record CompleteDay(@Key String runId, @Key LocalDate day) {
  public static final Table<CompleteDay> TABLE =
      Table.of("complete_days", CompleteDay.class).in(Layer.AUDIT);
}
