package dev.assay.pipelines;

import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of a flow in the lake.
 *
 * @param silver those that payloads become: each has bronze and quarantine as well
 * @param gold those made of them: each has a quarantine of what the warehouse refused
 */
public record LakeTables(List<Table<?>> silver, List<Table<?>> gold) {
  /** All that a bounded run publishes, in this order. */
  public List<StoredRows<?>> all() {
    List<StoredRows<?>> all = ofSilver();
    gold.forEach(table -> all.add(StoredRows.of(table)));
    return all;
  }

  /** All that a stream publishes, in this order. */
  public List<StoredRows<?>> ofStreams() {
    List<StoredRows<?>> all = all();
    all.addAll(refused());
    return all;
  }

  private List<StoredRows<?>> ofSilver() {
    List<StoredRows<?>> all = new ArrayList<>();
    silver.forEach(table -> all.add(StoredRows.of(Raw.table(table))));
    silver.forEach(table -> all.add(StoredRows.of(Rejected.table(table))));
    silver.forEach(table -> all.add(StoredRows.refined(table)));
    return all;
  }

  /** What the warehouse refused of gold. */
  public List<StoredRows<?>> refused() {
    List<StoredRows<?>> refused = new ArrayList<>();
    gold.forEach(table -> refused.add(StoredRows.of(Rejected.table(table))));
    return refused;
  }
}
