package dev.assay.runners.cli;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.RunKind;
import dev.assay.pipelines.books.ReplayFilter;
import dev.assay.pipelines.books.RunReport;
import dev.assay.runners.Program;
import dev.assay.runners.cli.RunLauncher.Outcome;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Table;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Tells of input of which every payload was refused: it is hardly what it was given as. */
record RefusedInputs(Flow pipeline, String lake) {

  /** Prints a sentence for each table of which all new payloads were refused; tells the code. */
  int print(Outcome outcome, PrintStream out) {
    List<String> refused =
        outcome
            .report()
            .filter(report -> report.kind().equals(RunKind.LOAD.text()))
            .map(this::tables)
            .orElse(List.of());
    for (String table : refused) {
      out.println(
          "EVERY PAYLOAD OF "
              + table
              + " WAS REFUSED: see whether the input is what it was given as, and why it was"
              + " refused with: "
              + Program.call("quarantine list --pipeline=" + pipeline + " --table=" + table)
              + Program.option("lake", lake));
    }
    return refused.isEmpty() ? Assay.DONE : Assay.DOES_NOT_RECONCILE;
  }

  private List<String> tables(RunReport report) {
    return pipeline.silver().stream()
        .filter(table -> isRefused(table, report))
        .map(Table::name)
        .toList();
  }

  /**
   * Totals alone do not tell: a row that displaces an older one is one valid and one not. So the
   * payloads of this run are counted where nothing else explains the totals.
   */
  private boolean isRefused(Table<?> silver, RunReport report) {
    String table = silver.name();
    long read = report.rows(table, ControlTotal.READ);
    long kept = report.rows(table, ControlTotal.VALID) + report.rows(table, ControlTotal.DUPLICATE);
    return read > 0 && kept <= 0 && read == refused(silver, report.runId());
  }

  private long refused(Table<?> table, String runId) {
    AtomicLong refused = new AtomicLong();
    new QuarantineReader(lake)
        .read(
            List.of(table),
            ReplayFilter.ALL,
            rejected -> refused.addAndGet(rejected.runId().equals(runId) ? 1 : 0));
    return refused.get();
  }
}
