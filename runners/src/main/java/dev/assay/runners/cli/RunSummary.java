package dev.assay.runners.cli;

import dev.assay.pipelines.KnownPipeline;
import dev.assay.pipelines.RunKind;
import dev.assay.pipelines.io.RunPlan;
import dev.assay.pipelines.io.RunReport;
import dev.assay.pipelines.io.RunReport.StageTotal;
import dev.assay.runners.Program;
import dev.assay.runners.cli.RunLauncher.Outcome;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Table;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** What a run came to, in words and numbers for a person. */
record RunSummary(KnownPipeline pipeline, String lake, PrintStream out) {
  private static final int SHOWN_FAILURES = 20;

  /** Prints it, and tells the exit code. */
  int print(Outcome outcome) {
    if (outcome.submitted()) {
      return Assay.DONE;
    }
    if (outcome.isNothing()) {
      out.println("Nothing new: no table was changed.");
      return Assay.DONE;
    }
    RunReport report = outcome.report().get();
    out.println(
        "Run "
            + report.number()
            + " ("
            + report.kind()
            + ")"
            + outcome.plan().map(RunSummary::files).orElse("")
            + ", "
            + Numbers.count(report.days(), "day")
            + " computed");
    out.printf("%n  %-24s %16s %28s%n", "", "rows", "money");
    for (Table<?> table : pipeline.contracts().silver()) {
      printTotals(table.name(), report);
    }
    return printProof(report);
  }

  private static String files(RunPlan plan) {
    return plan.inputs().isEmpty()
        ? ""
        : ": " + Numbers.count(plan.inputs().size(), "file") + " taken";
  }

  private void printTotals(String table, RunReport report) {
    StageTotal read = report.total(table, ControlTotal.READ);
    out.println("  " + table);
    print("    read", read);
    print("    = valid", report.total(table, ControlTotal.VALID));
    print("    + quarantined", report.total(table, ControlTotal.QUARANTINED));
    print("    + duplicate", report.total(table, ControlTotal.DUPLICATE));
    print("    + late", report.total(table, ControlTotal.LATE));
  }

  private void print(String label, StageTotal total) {
    String money =
        total.money().compareTo(BigDecimal.ZERO) == 0 ? "0" : Numbers.money(total.money());
    out.printf("  %-24s %16s %28s%n", label, Numbers.rows(total.rows()), money);
  }

  private int printProof(RunReport report) {
    out.println();
    if (report.reconciles() && report.refusals().isEmpty()) {
      out.println(
          "It adds up: read = valid + quarantined + duplicate + late, in rows and in money, for"
              + " every day; in lake and warehouse "
              + pipeline.contracts().proven()
              + (report.kind().equals(RunKind.REBUILD.text())
                  ? ", and every column of gold is what silver gives, but for rows that the"
                      + " warehouse refused."
                  : "."));
      return Assay.DONE;
    }
    if (report.heldBack() != null) {
      out.println(
          "NOTHING WAS PUBLISHED: "
              + report.heldBack()
              + ". Mend the input, or allow more with --max-quarantined, and start the run again");
      return Assay.DOES_NOT_RECONCILE;
    }
    List<String> failures = new ArrayList<>(report.failures());
    failures.addAll(report.refusals());
    out.println(
        report.reconciles()
            ? "It adds up: read = valid + quarantined + duplicate + late; but THE WAREHOUSE LACKS"
                + " ROWS of gold:"
            : "IT DOES NOT ADD UP:");
    failures.stream().limit(SHOWN_FAILURES).forEach(failure -> out.println("  " + failure));
    if (failures.size() > SHOWN_FAILURES) {
      out.println("  and " + (failures.size() - SHOWN_FAILURES) + " more");
    }
    if (!report.lacking().isEmpty()) {
      out.println(
          "The run is done. Once the cause is removed, state these rows again with: "
              + Program.callHere("run " + pipeline + " --settle")
              + Program.option("lake", lake));
    }
    return Assay.DOES_NOT_RECONCILE;
  }

  /** Says where to look. */
  void printPlaces(OpenWarehouse warehouse) {
    out.println("Lake:      " + lake);
    out.println("Warehouse: " + warehouse.place());
  }
}
