package dev.assay.runners.cli;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.RunKind;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.books.RunReport.StageTotal;
import dev.assay.runners.Program;
import dev.assay.runners.cli.RunLauncher.Outcome;
import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Table;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run came to, in words and numbers for a person. */
record RunSummary(Flow pipeline, String lake, PrintStream out) {
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
    for (Table<?> table : pipeline.silver()) {
      printTotals(table.name(), report);
    }
    printWarnings(report);
    return printProof(report);
  }

  private static String files(RunPlan plan) {
    return plan.inputs().isEmpty()
        ? ""
        : ": " + Numbers.count(plan.inputs().size(), "file") + " taken";
  }

  private void printTotals(String table, RunReport report) {
    out.println("  " + table);
    for (String stage : ControlTotal.TERMS) {
      boolean isRead = stage.equals(ControlTotal.READ);
      String sign = isRead ? "" : stage.equals(ControlTotal.VALID) ? "= " : "+ ";
      print("    " + sign + stage, report.totals(table, stage));
    }
  }

  private void printWarnings(RunReport report) {
    Map<String, Map<String, Long>> warnings = new TreeMap<>();
    for (StageTotal total : report.totals()) {
      ControlTotal.warning(total.stage())
          .ifPresent(
              check ->
                  warnings
                      .computeIfAbsent(total.table(), of -> new TreeMap<>())
                      .merge(check, total.rows(), Long::sum));
    }
    warnings.forEach(
        (table, checks) ->
            checks.forEach(
                (check, rows) ->
                    out.printf(
                        "%n  Warning: %s does not hold for %s of %s: taken like any other%n",
                        check, Numbers.count(rows, "row"), table)));
  }

  /** One line, and one more for each further unit: they are not added. */
  private void print(String label, List<StageTotal> totals) {
    long rows = totals.stream().mapToLong(StageTotal::rows).sum();
    List<Amount> money =
        totals.stream().map(StageTotal::money).filter(m -> m.value().signum() != 0).toList();
    print(label, Numbers.rows(rows), money.isEmpty() ? Amount.NONE : money.get(0));
    money.stream().skip(1).forEach(more -> print("", "", more));
  }

  private void print(String label, String rows, Amount money) {
    String value = money.value().signum() == 0 ? "0" : Numbers.money(money.value());
    String unit = money.unit() == null ? "" : " " + money.unit();
    out.printf("  %-24s %16s %28s%s%n", label, rows, value, unit);
  }

  private int printProof(RunReport report) {
    out.println();
    if (report.reconciles() && report.refusals().isEmpty()) {
      out.println(
          "It adds up: read = valid + quarantined + duplicate + late, in rows and in money, for"
              + " every day; in lake and warehouse "
              + pipeline.proven()
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
