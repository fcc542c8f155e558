package dev.assay.runners.cli;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.ReplayFilter;
import dev.assay.pipelines.io.jdbc.Sql;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.runners.Program;
import dev.assay.schemas.Amount;
import dev.assay.schemas.Column;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Shows what lake and warehouse hold after the demo, and whether it is what was injected. */
record DemoReport(Flow pipeline, PrintStream out, String lake, Warehouse warehouse) {
  private static final int ROWS = 3;

  /** Compares what was injected with what was found. */
  interface Injection {
    /** Prints both, and tells whether they are the same. */
    boolean compare(DemoReport report, QuarantineCounts quarantine);
  }

  /**
   * Prints all, and tells whether what was injected was found.
   *
   * @param input the folder of what was injected
   */
  boolean print(Path input, Injection injection) {
    printLayers();
    QuarantineCounts quarantine = new QuarantineCounts();
    new QuarantineReader(lake).read(pipeline.quarantinable(), ReplayFilter.ALL, quarantine::add);
    title("Quarantine by rule");
    quarantine.print(out, "  ");
    boolean asInjected = printInjected(input, injection, quarantine);
    printWarehouse();
    out.println();
    return asInjected;
  }

  private void title(String title) {
    out.printf("%n%s%n", title);
  }

  private void printLayers() {
    title("Rows per layer of the lake");
    TablePrinter printer = new TablePrinter(out, "  ", List.of("layer", "table", "rows", "files"));
    for (StoredRows<?> stored : pipeline.lake().all()) {
      LakeTable table = LakeTable.at(lake, stored);
      OptionalLong version = table.version();
      List<DataFile> files = version.isEmpty() ? List.of() : table.files(version.getAsLong());
      long rows = files.stream().mapToLong(DataFile::rows).sum();
      printer.row(
          List.of(
              stored.layer(),
              stored.name(),
              BigDecimal.valueOf(rows),
              BigDecimal.valueOf(files.size())));
    }
    printer.end();
  }

  private boolean printInjected(Path input, Injection injection, QuarantineCounts quarantine) {
    if (!holdsOnly(input)) {
      out.printf(
          "%nThe lake also holds other input than %s, so the two are not compared.%n", input);
      return true;
    }
    title("What was injected, and what was found");
    return injection.compare(this, quarantine);
  }

  private boolean holdsOnly(Path input) {
    return Ledger.of(lake, pipeline.toString()).plans().stream()
        .flatMap(plan -> plan.inputs().stream())
        .allMatch(file -> file.uri().contains(input.toString() + "/"));
  }

  /** Of a table over all runs, as the warehouse's audit has them, by stage. */
  Map<String, List<ControlTotal>> totals(String table) {
    List<ControlTotal> totals = new ArrayList<>();
    String sql =
        "SELECT stage, unit, sum(\"rows\"), sum(amount) FROM audit.control_totals"
            + " JOIN audit.runs USING (run_id) WHERE pipeline = '"
            + pipeline
            + "' AND \"table\" = '"
            + table
            + "' GROUP BY stage, unit";
    for (List<Object> row : new Query(warehouse).rows(sql)) {
      Amount money = new Amount((BigDecimal) row.get(3), (String) row.get(1));
      long rows = ((BigDecimal) row.get(2)).longValueExact();
      totals.add(ControlTotal.of(table, (String) row.get(0), null, rows, money));
    }
    return totals.stream().collect(Collectors.groupingBy(ControlTotal::stage));
  }

  private void printWarehouse() {
    for (Table<?> table : pipeline.gold()) {
      String columns =
          table.columns().stream()
              .map(column -> '"' + column.name() + '"')
              .collect(Collectors.joining(", "));
      String keys =
          table.keys().stream()
              .map(Column::name)
              .map(name -> '"' + name + '"')
              .collect(Collectors.joining(", "));
      show(table.toString(), columns, keys);
    }
    String views =
        "SELECT schemaname || '.' || viewname FROM pg_views WHERE schemaname "
            + Sql.among(List.of(pipeline.toString(), Layer.AUDIT.toString()))
            + " ORDER BY schemaname DESC, viewname";
    new Query(warehouse).rows(views).forEach(row -> show((String) row.get(0), "*", "1, 2"));
  }

  private void show(String name, String columns, String order) {
    Query query = new Query(warehouse);
    Object rows = query.rows("SELECT count(*) FROM " + name).get(0).get(0);
    title(name + ", " + Numbers.count(((BigDecimal) rows).longValueExact(), "row") + ", of which");
    query.print(
        "SELECT " + columns + " FROM " + name + " ORDER BY " + order + " LIMIT " + ROWS,
        names -> new TablePrinter(out, "  ", names));
  }

  /**
   * Says how to go on.
   *
   * @param next commands
   */
  void printWhatNext(List<String> next) {
    out.printf("%nLook further:%n");
    next.forEach(command -> out.println("  " + Program.call(command)));
  }
}
