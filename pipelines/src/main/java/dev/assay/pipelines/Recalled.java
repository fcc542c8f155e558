package dev.assay.pipelines;

import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.pipelines.io.lake.WriteParquet;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.util.ArrayList;
import java.util.List;

/** Brings back from bronze the payloads of rows that silver held and lost in an epoch. */
record Recalled(String lake, Table<?> table, List<DataFile> gained) {
  /** A file of quarantine with these rows and their payloads; none when there are no rows. */
  List<DataFile> quarantine(List<Rejected> rejected) {
    if (rejected.isEmpty()) {
      return List.of();
    }
    PayloadLookup lookup = new PayloadLookup(table);
    rejected.forEach(lookup::want);
    List<Rejected> found = new ArrayList<>();
    gained.forEach(file -> found.addAll(lookup.foundIn(file)));
    LakeTable published = LakeTable.at(lake, StoredRows.of(Raw.table(table)));
    published.version().stream()
        .mapToObj(published::files)
        .flatMap(List::stream)
        .forEach(file -> found.addAll(lookup.foundIn(file)));
    lookup.checkAllFound();
    StoredRows<Rejected> quarantine = StoredRows.of(Rejected.table(table));
    return List.of(WriteParquet.now(quarantine, lake, null, found));
  }
}
