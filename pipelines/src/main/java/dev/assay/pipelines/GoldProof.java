package dev.assay.pipelines;

import dev.assay.pipelines.io.jdbc.Sql;
import dev.assay.schemas.Table;
import dev.assay.schemas.Table.Proof;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * How a table of gold shows that it is made of all rows of silver, and of no others: it adds up to
 * as many rows as its sources have together, and to as much.
 *
 * @param table the table of gold
 * @param sources names of the silver tables
 */
record GoldProof<G extends Record>(Table<G> table, List<String> sources) implements Serializable {
  /** Empty where the table proves nothing. */
  static <G extends Record> Optional<GoldProof<G>> of(Table<G> table) {
    List<String> sources = table.proofs().stream().map(each -> each.source().name()).toList();
    return sources.isEmpty() ? Optional.empty() : Optional.of(new GoldProof<>(table, sources));
  }

  /** Whether a gold row tells how many rows of silver it stands for. */
  boolean tellsRows() {
    return table.proofs().stream().allMatch(each -> each.rows() != null);
  }

  /** How many rows of silver a gold row stands for; null where it does not tell. */
  Table.Of<G, Long> rows() {
    if (!tellsRows()) {
      return null;
    }
    List<Table.Of<G, Long>> each =
        table.proofs().stream().map(proof -> table.rowsOf(proof).orElseThrow()).toList();
    return row -> each.stream().mapToLong(rows -> rows.apply(row)).sum();
  }

  /** The same as SQL; null where it does not tell. */
  String rowsSql() {
    return tellsRows() ? sum(table.proofs().stream().map(Proof::rows).toList()) : null;
  }

  /** The money of a gold row as SQL. */
  String amountSql() {
    return sum(table.amountColumns());
  }

  private static String sum(List<String> columns) {
    return columns.isEmpty()
        ? "0"
        : String.join(
            " + ", columns.stream().map(name -> "coalesce(" + Sql.quoted(name) + ", 0)").toList());
  }
}
