package dev.assay.pipelines;

import dev.assay.pipelines.io.StoredRows;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of a pipeline.
 *
 * @param silver the tables that payloads become
 * @param gold the tables made of them
 * @param views statements that create the warehouse's views
 */
public record Contracts(List<Table<?>> silver, List<Table<?>> gold, List<String> views)
    implements Serializable {

  /** Every table of the lake, in the order in which a run publishes them. */
  public List<StoredRows<?>> stored() {
    List<StoredRows<?>> stored = new ArrayList<>();
    silver.forEach(table -> stored.add(StoredRows.of(Raw.table(table.name()))));
    silver.forEach(table -> stored.add(StoredRows.of(Rejected.table(table.name()))));
    silver.forEach(table -> stored.add(StoredRows.refined(table)));
    gold.forEach(table -> stored.add(StoredRows.of(table)));
    return stored;
  }

  /** What the warehouse refused of gold. */
  public List<StoredRows<?>> refused() {
    List<StoredRows<?>> stored = new ArrayList<>();
    gold.forEach(table -> stored.add(StoredRows.of(Rejected.table(table.name()))));
    return stored;
  }
}
