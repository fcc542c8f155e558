package dev.assay.pipelines;

import dev.assay.pipelines.io.jdbc.GoldTables;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.ParquetRows;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.ColumnDigest;
import dev.assay.schemas.Table;
import dev.assay.schemas.TableDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Gold as silver gives it against gold as it stands in the warehouse and in the lake: every column
 * of every table and day, by count, sum and hash.
 */
final class GoldComparison {
  private record Place(String table, LocalDate day, String column) {}

  private final Map<Place, ColumnDigest> expected;

  /** Of gold made anew, whose digests may come in parts. */
  GoldComparison(Iterable<ColumnDigest> expected) {
    this.expected = byPlace(expected);
  }

  /**
   * What differs.
   *
   * @param day absent for rows without one
   * @param text as a sentence, without values of texts
   */
  record Difference(Table<?> table, LocalDate day, String text) {
    @Override
    public String toString() {
      return table + ", " + (day == null ? "no day" : day) + ": " + text;
    }
  }

  List<Difference> inWarehouse(Warehouse warehouse, Table<?> table, Predicate<LocalDate> compared) {
    return differences(table, "the warehouse", new GoldTables(warehouse).digest(table), compared);
  }

  <G extends Record> List<Difference> inLake(
      String lake, Table<G> table, Predicate<LocalDate> compared) {
    StoredRows<G> stored = StoredRows.of(table);
    LakeTable files = LakeTable.at(lake, stored);
    TableDigest digest = new TableDigest(table);
    files
        .version()
        .ifPresent(
            version -> {
              for (DataFile file : files.files(version)) {
                try (ParquetRows<G> rows = ParquetRows.read(file.path(), stored)) {
                  rows.forEachRemaining(digest::add);
                }
              }
            });
    return differences(table, "the lake", digest.columns(), compared);
  }

  private List<Difference> differences(
      Table<?> table, String where, List<ColumnDigest> digests, Predicate<LocalDate> compared) {
    Map<Place, ColumnDigest> found = byPlace(digests);
    TreeSet<LocalDate> days =
        new TreeSet<>(Comparator.nullsFirst(Comparator.<LocalDate>naturalOrder()));
    List.of(expected, found)
        .forEach(
            side ->
                side.keySet().stream()
                    .filter(place -> place.table().equals(table.name()))
                    .forEach(place -> days.add(place.day())));
    List<Difference> differences = new ArrayList<>();
    for (LocalDate day : days) {
      if (compared.test(day)) {
        text(table, day, found)
            .forEach(
                text -> differences.add(new Difference(table, day, "in " + where + " " + text)));
      }
    }
    return differences;
  }

  /** Where rows are missing every column differs, which tells nothing more. */
  private List<String> text(Table<?> table, LocalDate day, Map<Place, ColumnDigest> found) {
    List<String> columns = new ArrayList<>();
    for (var column : table.columns()) {
      Place place = new Place(table.name(), day, column.name());
      ColumnDigest is = found.get(place);
      ColumnDigest of = expected.get(place);
      if (is == null || of == null || is.rows() != of.rows()) {
        long rows = is == null ? 0 : is.rows();
        long given = of == null ? 0 : of.rows();
        return List.of("are " + rows + " rows, but silver gives " + given);
      }
      if (!is.equals(of)) {
        columns.add(
            "column "
                + column.name()
                + (is.sum().equals(of.sum())
                    ? " has other values than silver gives, in one or more of "
                        + of.rows()
                        + " rows"
                    : " adds up to " + is.sum() + ", but silver gives " + of.sum()));
      }
    }
    return columns;
  }

  private static Map<Place, ColumnDigest> byPlace(Iterable<ColumnDigest> digests) {
    Map<Place, ColumnDigest> places = new HashMap<>();
    digests.forEach(
        digest ->
            places.merge(
                new Place(digest.table(), digest.day(), digest.column()),
                digest,
                ColumnDigest::plus));
    return places;
  }
}
