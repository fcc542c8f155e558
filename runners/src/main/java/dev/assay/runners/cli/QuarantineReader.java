package dev.assay.runners.cli;

import dev.assay.pipelines.books.ReplayFilter;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.ParquetRows;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Reads the quarantine of a lake. */
record QuarantineReader(String lake) {
  /** Gives all that the filter picks, table by table. */
  void read(List<Table<?>> tables, ReplayFilter filter, Consumer<Rejected> consumer) {
    for (Table<?> table : tables) {
      if (filter.table() == null || filter.table().equals(table.name())) {
        read(StoredRows.of(Rejected.table(table)), filter, consumer);
      }
    }
  }

  private void read(StoredRows<Rejected> stored, ReplayFilter filter, Consumer<Rejected> consumer) {
    LakeTable table = LakeTable.at(lake, stored);
    OptionalLong version = table.version();
    if (version.isEmpty()) {
      return;
    }
    for (DataFile file : table.files(version.getAsLong())) {
      try (ParquetRows<Rejected> rows = ParquetRows.read(file.path(), stored)) {
        rows.stream().filter(filter::picks).forEach(consumer);
      }
    }
  }
}
