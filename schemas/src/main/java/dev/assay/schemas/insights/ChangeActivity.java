package dev.assay.schemas.insights;

import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Identifier;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Sum;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * How many messages came of a source table. One row per UTC day and table.
 *
 * @param day the UTC day on which the source committed the changes
 * @param changedTable empty for messages that are of no table
 * @param events messages, once each
 * @param rows of these, those that tell of a row
 */
public record ChangeActivity(
    @Key @EventTime LocalDate day,
    @Key @Identifier(maxBytes = 63) String changedTable,
    @Sum long events,
    @Sum long rows) {

  public static final Table<ChangeActivity> TABLE =
      Table.of("change_activity", ChangeActivity.class)
          .in(Layer.GOLD)
          .proves(ChangeEvent.TABLE, "events");

  public static ChangeActivity of(ChangeEvent event) {
    LocalDate day = LocalDate.ofInstant(event.changedAt(), ZoneOffset.UTC);
    return new ChangeActivity(day, event.changedTable(), 1, event.isOfRow() ? 1 : 0);
  }
}
