package dev.assay.runners.cli;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.runners.Program;
import dev.assay.runners.simulate.DrawnFlow;
import dev.assay.runners.simulate.DrawnTable;
import dev.assay.schemas.ControlTotal;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * {@code assay demo PIPELINE}, of a pipeline whose contracts are all that is known of its input.
 */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class DemoFlow implements Callable<Integer>, Checked, InHome {
  private static final long SEED = 1;

  private final Flow flow;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Valid rows of a table; one that others refer to has fewer. Default: 10000.")
  private long count = 10_000;

  @Mixin private HomeOptions home;
  @Mixin private LaunchOptions launch;

  private DemoFlow(Flow flow) {
    this.flow = flow;
  }

  /** The command that shows this flow. */
  static CommandSpec of(Flow flow) {
    CommandSpec command = CommandSpec.forAnnotatedObject(new DemoFlow(flow)).name(flow.name());
    command
        .usageMessage()
        .description(
            "Draws rows with faults in them from nothing but the contracts of the pipeline "
                + flow
                + ", runs it over them with an embedded PostgreSQL, and shows what came out.");
    return command;
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (count < 1) {
      problems.add("--count=" + count + " is less than 1");
    }
    List.of(home, launch).forEach(options -> problems.addAll(options.problems()));
    return problems;
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  @Override
  public Integer call() throws IOException {
    long start = System.nanoTime();
    Path folder = home.home().resolve("demo").resolve(flow.name());
    System.out.println("Drawing rows from the contracts of " + flow + " into " + folder);
    List<DrawnTable> drawn = DrawnFlow.write(flow, folder, count, SEED);
    Map<String, Endpoint.Files> inputs =
        drawn.stream()
            .collect(
                Collectors.toMap(
                    DrawnTable::table, table -> Endpoint.files(table.file().toString())));
    return new DemoRun(flow, home, launch, start)
        .over(folder, inputs, (report, quarantine) -> compare(report, quarantine, drawn), next());
  }

  private static boolean compare(
      DemoReport report, QuarantineCounts quarantine, List<DrawnTable> drawn) {
    RowComparison comparison = new RowComparison(report.out());
    for (DrawnTable table : drawn) {
      Map<String, List<ControlTotal>> found = report.totals(table.table());
      comparison.add(
          table.table(), "valid", table.valid(), found.getOrDefault(ControlTotal.VALID, List.of()));
      comparison.add(
          table.table(),
          "duplicates",
          table.duplicates(),
          found.getOrDefault(ControlTotal.DUPLICATE, List.of()));
      table
          .quarantined()
          .forEach(
              (rule, rows) ->
                  comparison.add(table.table(), rule, rows, quarantine.of(table.table(), rule)));
    }
    return comparison.print();
  }

  private List<String> next() {
    String jars =
        FlowJars.all().stream()
            .filter(jar -> !Path.of(jar).startsWith(home.home().toAbsolutePath().normalize()))
            .map(jar -> Program.option("flows", jar).replace("%", "%%"))
            .collect(Collectors.joining());
    List<String> next = new ArrayList<>();
    flow.gold()
        .forEach(table -> next.add("query%s" + jars + " \"SELECT * FROM " + table + " LIMIT 10\""));
    next.add("audit " + flow + "%s" + jars + " --deep");
    next.add("quarantine list%s" + jars + " --pipeline=" + flow);
    next.add("demo " + flow + "%s" + jars + "       (again: nothing is taken twice)");
    return next;
  }

  /** Rows that were drawn and rows that were found, side by side. */
  private static final class RowComparison {
    private final TablePrinter printer;
    private boolean same = true;

    RowComparison(PrintStream out) {
      printer =
          new TablePrinter(out, "  ", List.of("table", "", "rows injected", "found", "the same"));
    }

    /** What was found stands by unit. */
    void add(String table, String what, long injected, List<ControlTotal> totals) {
      long found = totals.stream().mapToLong(ControlTotal::rows).sum();
      same &= found == injected;
      printer.row(
          List.of(
              table,
              what,
              BigDecimal.valueOf(injected),
              BigDecimal.valueOf(found),
              found == injected ? "yes" : "NO"));
    }

    /** Prints all, and tells whether everything was the same. */
    boolean print() {
      printer.end();
      return same;
    }
  }
}
