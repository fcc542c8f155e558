package dev.assay.pipelines;

import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.jdbc.GoldTables;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.ParquetRows;
import dev.assay.pipelines.io.lake.ReadParquet;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.Table;
import dev.assay.transforms.Rows;
import java.time.LocalDate;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * The rows of a table of gold that warehouse and lake have when a run begins, of the days of which
 * it reads silver. A run that was lost may have stated rows of which silver does not tell any more.
 */
final class KnownGold<G extends Record> extends DoFn<RunPlan, Rows<G>> {
  private final Table<G> table;
  private final String lake;
  private final Warehouse warehouse;

  KnownGold(Table<G> table, String lake, Warehouse warehouse) {
    this.table = table;
    this.lake = lake;
    this.warehouse = warehouse;
  }

  @ProcessElement
  public void process(@Element RunPlan plan, OutputReceiver<Rows<G>> out) {
    LocalDate from = table.period().first(plan.heldFrom());
    new GoldTables(warehouse).forEach(table, from, rows -> out.output(new Rows<>(rows)));
    StoredRows<G> stored = StoredRows.of(table);
    for (DataFile file : files(plan, stored)) {
      if (file.day() == null || !file.day().isBefore(from)) {
        try (ParquetRows<G> rows = ParquetRows.read(file.path(), stored)) {
          ReadParquet.send(rows, out::output);
        }
      }
    }
  }

  private List<DataFile> files(RunPlan plan, StoredRows<G> stored) {
    return plan.base(stored).map(LakeTable.at(lake, stored)::files).orElse(List.of());
  }
}
