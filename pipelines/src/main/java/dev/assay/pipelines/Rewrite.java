package dev.assay.pipelines;

import dev.assay.pipelines.EpochPart.Displaced;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.ParquetRows;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.WriteParquet;
import dev.assay.schemas.Table;
import dev.assay.transforms.Refined;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Writes files of silver again without the rows that others have replaced: earlier ones that came
 * later, newer versions, and the same ones as another table describes them now. Only files of the
 * rows' days are read.
 */
final class Rewrite {
  private final String lake;
  private final Table<?> table;
  private final List<DataFile> gained;
  private final Set<String> removed = new HashSet<>();

  /**
   * @param gained files that the same epoch publishes
   */
  Rewrite(String lake, Table<?> table, List<DataFile> gained) {
    this.lake = lake;
    this.table = table;
    this.gained = gained;
  }

  /** Published files that go. */
  Set<String> removed() {
    return removed;
  }

  /** The gained files as they are to be published. */
  List<DataFile> without(List<Displaced> displaced) {
    return displaced.isEmpty() ? new ArrayList<>(gained) : without(table, displaced);
  }

  private <T extends Record> List<DataFile> without(Table<T> table, List<Displaced> displaced) {
    StoredRows<Refined<T>> stored = StoredRows.refined(table);
    LakeTable silver = LakeTable.at(lake, stored);
    Map<Displaced, Integer> left = new HashMap<>();
    displaced.forEach(row -> left.merge(row.with(""), 1, Integer::sum));
    List<DataFile> files = new ArrayList<>();
    for (DataFile file : gained) {
      files.addAll(file.isOf(stored) ? cleared(table, stored, file, left) : List.of(file));
    }
    silver.version().stream()
        .mapToObj(silver::files)
        .flatMap(List::stream)
        .forEach(
            file -> {
              List<DataFile> instead = cleared(table, stored, file, left);
              if (!instead.equals(List.of(file))) {
                removed.add(file.path());
                files.addAll(instead);
              }
            });
    if (!left.isEmpty()) {
      throw new IllegalStateException(left.size() + " displaced rows are not in silver");
    }
    return files;
  }

  /** The file itself, or one without the displaced rows, or none when no row is left. */
  private <T extends Record> List<DataFile> cleared(
      Table<T> table, StoredRows<Refined<T>> stored, DataFile file, Map<Displaced, Integer> left) {
    if (left.keySet().stream().noneMatch(row -> Objects.equals(row.day(), file.day()))) {
      return List.of(file);
    }
    List<Refined<T>> kept = new ArrayList<>();
    boolean found = false;
    try (ParquetRows<Refined<T>> rows = ParquetRows.read(file.path(), stored)) {
      while (rows.hasNext()) {
        Refined<T> row = rows.next();
        Displaced wanted = Displaced.place(table, row);
        if (left.containsKey(wanted)) {
          left.computeIfPresent(wanted, (one, times) -> times > 1 ? times - 1 : null);
          found = true;
        } else {
          kept.add(row);
        }
      }
    }
    if (!found) {
      return List.of(file);
    }
    return kept.isEmpty() ? List.of() : List.of(WriteParquet.now(stored, lake, file.day(), kept));
  }
}
