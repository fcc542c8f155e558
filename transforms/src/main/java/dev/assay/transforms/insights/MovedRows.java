package dev.assay.transforms.insights;

import dev.assay.schemas.Table;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the row that an update took from its key. Debezium tells of another key by a delete and a
 * create; others, such as a transform on the way, by one update. Such an update ends the row of the
 * former key where it stands in the log, as the delete would have done.
 */
final class MovedRows implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<Table<?>> tables;
  private transient Map<String, SourceTable<?>> sources;

  private MovedRows(List<Table<?>> tables) {
    this.tables = List.copyOf(tables);
  }

  static MovedRows of(List<Table<?>> tables) {
    return new MovedRows(tables);
  }

  /** The change and, where its row moved, the end of the row before it. */
  List<ChangeEvent> changes(ChangeEvent event) {
    String former = event.operation() == Operation.UPDATE ? formerKey(event) : null;
    return former == null || former.equals(event.rowKey())
        ? List.of(event)
        : List.of(end(former, event), event);
  }

  private static ChangeEvent end(String rowKey, ChangeEvent event) {
    return new ChangeEvent(
        event.changedTable(),
        rowKey,
        event.lsn(),
        Operation.DELETE,
        event.changedAt(),
        event.transactionId(),
        event.before(),
        null);
  }

  /** The key of the row before the change; null where the source does not tell. */
  private String formerKey(ChangeEvent event) {
    SourceTable<?> table = event.before() == null ? null : source(event.changedTable());
    return table == null ? null : table.key(Images.read(event.before()));
  }

  private SourceTable<?> source(String name) {
    if (sources == null) {
      Map<String, SourceTable<?>> all = new HashMap<>();
      tables.forEach(table -> all.put(table.name(), SourceTable.of(table)));
      sources = all;
    }
    return sources.get(name);
  }
}
