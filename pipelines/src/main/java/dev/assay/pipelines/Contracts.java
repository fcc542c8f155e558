package dev.assay.pipelines;

import dev.assay.pipelines.io.StoredRows;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tables of a pipeline.
 *
 * @param pipeline its name, which is also that of its folder in a lake and its schema in a
 *     warehouse
 * @param silver the tables that payloads become
 * @param gold the tables made of them; in whatever order they are given, each comes behind those
 *     that it refers to, and so they are written
 * @param facts the silver table that gold is made of
 * @param proofs by gold table, how it shows that it is made of all facts; not every table can
 * @param whole names of the gold tables that every bounded run makes anew, of all facts; the others
 *     are made anew for the days that changed
 * @param views statements that create the warehouse's views
 */
public record Contracts(
    String pipeline,
    List<Table<?>> silver,
    List<Table<?>> gold,
    Table<?> facts,
    Map<String, GoldProof<?>> proofs,
    Set<String> whole,
    List<String> views)
    implements Serializable {

  public Contracts {
    silver = within(pipeline, silver);
    gold = GoldOrder.of(within(pipeline, gold));
    facts = facts.within(pipeline);
    for (Table<?> table : gold) {
      if (proofs.containsKey(table.name()) && table.isOfSeveralUnits()) {
        throw new IllegalArgumentException(
            table
                + " proves that it is made of all "
                + facts.name()
                + ", so its amount is of one unit: the warehouse cannot be asked for the sum of"
                + " each");
      }
    }
  }

  private static List<Table<?>> within(String pipeline, List<Table<?>> tables) {
    List<Table<?>> own = new ArrayList<>();
    tables.forEach(table -> own.add(table.within(pipeline)));
    return List.copyOf(own);
  }

  /** A table of the pipeline, as its contract stands in the code. */
  public <T extends Record> Table<T> own(Table<T> contract) {
    return contract.within(pipeline);
  }

  /** Every table of the lake, in the order in which a run publishes them. */
  public List<StoredRows<?>> stored() {
    List<StoredRows<?>> stored = new ArrayList<>();
    silver.forEach(table -> stored.add(StoredRows.of(Raw.table(table))));
    silver.forEach(table -> stored.add(StoredRows.of(Rejected.table(table))));
    silver.forEach(table -> stored.add(StoredRows.refined(table)));
    gold.forEach(table -> stored.add(StoredRows.of(table)));
    return stored;
  }

  /** Every table that a stream publishes, in that order; it leaves the lake's gold alone. */
  public List<StoredRows<?>> storedByStreams() {
    List<StoredRows<?>> stored = new ArrayList<>(stored());
    stored.removeIf(each -> each.layer() == Layer.GOLD);
    stored.addAll(refused());
    return stored;
  }

  /** How this gold table proves that it is made of all facts; null when it cannot. */
  @SuppressWarnings("unchecked")
  public <G extends Record> GoldProof<G> proof(Table<G> table) {
    return (GoldProof<G>) proofs.get(table.name());
  }

  /** What a run and the quick audit compare of gold, in words: they look at no other column. */
  public String proven() {
    List<String> rows = new ArrayList<>();
    List<String> money = new ArrayList<>();
    for (Table<?> table : gold) {
      GoldProof<?> proof = proofs.get(table.name());
      if (proof != null) {
        (proof.rowsSql() == null ? money : rows).add(table.name());
      }
    }
    String both = rows.isEmpty() ? "" : "rows and money of gold's " + String.join(", ", rows);
    String one = money.isEmpty() ? "" : "money of gold's " + String.join(", ", money);
    return both + (both.isEmpty() || one.isEmpty() ? "" : ", and ") + one + " equal silver";
  }

  /** The silver table of this name. */
  public Table<?> silver(String name) {
    return silver.stream().filter(table -> table.name().equals(name)).findFirst().orElseThrow();
  }

  /** What the warehouse refused of gold. */
  public List<StoredRows<?>> refused() {
    List<StoredRows<?>> stored = new ArrayList<>();
    gold.forEach(table -> stored.add(StoredRows.of(Rejected.table(table))));
    return stored;
  }
}
