package dev.assay.pipelines;

import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.ParquetRows;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds in bronze the payloads of rows that were rejected when their payload was no longer at hand.
 * Such rows are rare, so rows travel without payloads; and only the files of bronze are opened that
 * may hold one, as their statistics tell, and of these only where the payloads stand is read first.
 */
final class PayloadLookup {
  private static final List<String> PLACE = List.of("run_id", "source", "position");

  private record Place(String runId, String source, long position) {
    static Place of(Rejected row) {
      return new Place(row.runId(), row.source(), row.position());
    }

    static Place of(Object[] values) {
      return new Place((String) values[0], (String) values[1], (Long) values[2]);
    }
  }

  private final Table<?> table;
  private final StoredRows<Raw> bronze;
  private final Map<Place, Rejected> wanted = new HashMap<>();

  /** Of a table of silver. */
  PayloadLookup(Table<?> table) {
    this.table = table;
    this.bronze = StoredRows.of(Raw.table(table));
  }

  void want(Rejected row) {
    wanted.put(Place.of(row), row);
  }

  boolean mayBeIn(DataFile file) {
    return file.isOf(bronze)
        && wanted.keySet().stream()
            .anyMatch(row -> file.mayHold(row.runId(), row.source(), row.position()));
  }

  /** Those that the file holds, with their payloads. They are wanted no more. */
  List<Rejected> foundIn(DataFile file) {
    List<Rejected> found = new ArrayList<>();
    if (mayBeIn(file)) {
      try (ParquetRows<Raw> raws =
          ParquetRows.where(
              file.path(), bronze, PLACE, values -> wanted.containsKey(Place.of(values)))) {
        while (raws.hasNext()) {
          found(raws.next(), found);
        }
      }
    }
    return found;
  }

  private void found(Raw raw, List<Rejected> found) {
    Rejected row = wanted.remove(new Place(raw.runId(), raw.source(), raw.position()));
    if (row != null) {
      found.add(row.with(raw));
    }
  }

  /** Takes note that it was found elsewhere; whether it was wanted. */
  boolean isFound(Rejected row) {
    return wanted.remove(Place.of(row)) != null;
  }

  /**
   * Tells that all were found.
   *
   * @throws IllegalStateException when one was not: bronze loses nothing
   */
  void checkAllFound() {
    if (!wanted.isEmpty()) {
      throw new IllegalStateException(
          wanted.size() + " payloads of " + table.name() + " not in bronze");
    }
  }
}
