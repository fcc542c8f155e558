package dev.assay.runners.cli;

import dev.assay.pipelines.books.ReplayFilter;
import dev.assay.schemas.Rejected;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay quarantine list}. */
@Command(
    name = "list",
    description = "Counts quarantined payloads by table and rules, and shows them.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class QuarantineList implements Callable<Integer>, Checked, InHome {
  private static final List<String> COLUMNS =
      List.of(
          "table",
          "rules",
          "source",
          "position",
          "day",
          "amount",
          "unit",
          "arrived_at",
          "payload",
          "value");

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many payloads to show. Default: 20 as a table, else all.")
  private Integer limit;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv or json; csv and json hold no counts. Default: table.")
  private Format format = Format.TABLE;

  @Mixin private LakeOption lake;
  @Mixin private QuarantineOptions picked;
  @Mixin private HomeOptions home;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (limit != null && limit < 0) {
      problems.add("--limit=" + limit + " is less than 0");
    }
    problems.addAll(lake.problems());
    List.of(picked, home).forEach(options -> problems.addAll(options.problems()));
    return problems;
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  @Override
  public Integer call() {
    boolean table = format == Format.TABLE;
    int most = limit != null ? limit : table ? 20 : Integer.MAX_VALUE;
    QuarantineCounts counts = new QuarantineCounts();
    List<Rejected> shown = new ArrayList<>();
    picked.read(
        home.lake(lake.maybeGiven()),
        picked.pipeline().quarantinable(),
        rejected -> {
          counts.add(rejected);
          if (shown.size() < most) {
            shown.add(rejected);
          }
        });
    if (table && counts.rows() == 0) {
      System.out.println(
          picked.filter().equals(ReplayFilter.ALL)
              ? "Nothing is in quarantine."
              : "Nothing is in quarantine that is picked.");
      return Assay.DONE;
    }
    BlamedValues values = new BlamedValues(new QuarantineRules(picked.pipeline()).columns());
    if (!table) {
      RowPrinter printer = format.printer(System.out, COLUMNS);
      shown.forEach(rejected -> printer.row(row(rejected, values.of(rejected))));
      printer.end();
      return Assay.DONE;
    }
    counts.print(System.out, "");
    System.out.println();
    new QuarantineTable(System.out, values).print(shown);
    if (shown.size() < counts.rows()) {
      System.out.println(
          Numbers.rows(counts.rows() - shown.size()) + " more; --limit shows more of them");
    }
    return Assay.DONE;
  }

  private static List<Object> row(Rejected rejected, String value) {
    return Arrays.asList(
        rejected.table(),
        rejected.rules(),
        rejected.source(),
        BigDecimal.valueOf(rejected.position()),
        rejected.day(),
        rejected.amount(),
        rejected.unit(),
        rejected.arrivedAt(),
        rejected.payload(),
        value);
  }
}
