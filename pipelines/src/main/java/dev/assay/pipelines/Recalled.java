package dev.assay.pipelines;

import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.ParquetRows;
import dev.assay.pipelines.io.lake.Positions;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.WriteParquet;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Brings back from bronze the payloads of rows that silver held and lost; see {@link Recall}. */
record Recalled(String lake, Table<?> table, List<DataFile> gained) {
  private record Place(String runId, String source, long position) {}

  /** A file of quarantine with these rows and their payloads; none when there are no rows. */
  List<DataFile> quarantine(List<Rejected> rejected) {
    if (rejected.isEmpty()) {
      return List.of();
    }
    Map<Place, Rejected> wanted = new HashMap<>();
    rejected.forEach(row -> wanted.put(new Place(row.runId(), row.source(), row.position()), row));
    List<Rejected> found = new ArrayList<>();
    StoredRows<Raw> bronze = StoredRows.of(Raw.table(table));
    for (DataFile file : gained) {
      if (file.isOf(bronze) && wanted.values().stream().anyMatch(row -> mayBeIn(file, row))) {
        find(file, bronze, wanted, found);
      }
    }
    LakeTable published = LakeTable.at(lake, bronze);
    published.version().stream()
        .mapToObj(published::files)
        .flatMap(List::stream)
        .forEach(file -> find(file, bronze, wanted, found));
    if (!wanted.isEmpty()) {
      throw new IllegalStateException(
          wanted.size() + " payloads of " + table.name() + " not in bronze");
    }
    StoredRows<Rejected> quarantine = StoredRows.of(Rejected.table(table));
    return List.of(WriteParquet.now(quarantine, lake, null, found));
  }

  private static boolean mayBeIn(DataFile file, Rejected row) {
    return file.positions() == null
        || Positions.of(file.positions()).mayHold(row.source(), row.position());
  }

  private static void find(
      DataFile file, StoredRows<Raw> bronze, Map<Place, Rejected> wanted, List<Rejected> found) {
    if (wanted.isEmpty()) {
      return;
    }
    try (ParquetRows<Raw> raws = ParquetRows.read(file.path(), bronze)) {
      while (raws.hasNext()) {
        Raw raw = raws.next();
        Rejected row = wanted.remove(new Place(raw.runId(), raw.source(), raw.position()));
        if (row != null) {
          found.add(row.with(raw));
        }
      }
    }
  }
}
