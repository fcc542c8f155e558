package dev.assay.runners.cli;

import dev.assay.pipelines.Arguments;
import dev.assay.pipelines.Audit;
import dev.assay.pipelines.Audit.Day;
import dev.assay.pipelines.DeepAudit;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.Program;
import dev.assay.schemas.ControlTotal;
import dev.assay.transforms.Settle;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay audit}. */
@Command(
    name = "audit",
    description = {
      "Shows for every table, day and unit (such as USD), over all runs, what was read and what",
      "became of it, and whether rows and money of gold in the warehouse equal silver; with --deep,",
      "whether every column does, in the lake too. Ends with 3 when a day does not add up that is",
      "closed: of which no stream may still be working."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class AuditCommand implements Callable<Integer>, Checked, InHome {
  @Mixin private FlowWord pipeline;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv or json. Default: table.")
  private Format format = Format.TABLE;

  @Option(
      names = "--deep",
      description = {
        "Make gold of the closed days anew from silver of the lake, and compare every column of it "
            + "with gold in warehouse and lake, by count, sum and hash. Nothing is changed."
      })
  private boolean deep;

  @Option(
      names = "--lake",
      paramLabel = "URI",
      description =
          "The lake whose silver and gold --deep reads; of insights also the one whose quarantine is"
              + " told of. Default: HOME/lake.")
  private String lake;

  @Mixin private WarehouseOptions warehouse;
  @Mixin private HomeOptions home;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (lake != null) {
      Checked.tryOut(problems, "--lake", () -> Endpoint.files(lake));
    }
    problems.addAll(
        problems.isEmpty() ? warehouse.problemsOfReading(home, lake) : warehouse.problems());
    problems.addAll(home.problems());
    return problems;
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  @Override
  public Integer call() {
    try (OpenWarehouse open = warehouse.openToRead(home.home(), home.lake(lake))) {
      List<Day> books = new Audit(open.reader(), pipeline.flow()).days();
      DeepAudit.Result result =
          deep ? compared(books, open.reader()) : new DeepAudit.Result(books, List.of());
      print(result.days(), System.out);
      int code = verdict(result, System.out);
      if (!pipeline.flow().given().isEmpty() && format == Format.TABLE) {
        QuarantinedChanges.in(home.lake(lake)).sentences().forEach(System.out::println);
      }
      return code;
    }
  }

  private DeepAudit.Result compared(List<Day> books, Warehouse warehouse) {
    PipelineOptions options = RunnerChoice.DIRECT.options(new Arguments(List.of()));
    FileSystems.setDefaultPipelineOptions(options);
    return new DeepAudit(pipeline.flow(), home.lake(lake), warehouse, Settle.SHARDS)
        .compare(books, options);
  }

  private void print(List<Day> days, PrintStream out) {
    List<String> columns = new ArrayList<>(List.of("table", "day", "unit", "state"));
    columns.addAll(ControlTotal.TERMS);
    ControlTotal.TERMS.forEach(stage -> columns.add(stage + "_money"));
    columns.add("adds_up");
    if (format != Format.TABLE) {
      columns.add("differences");
    }
    RowPrinter printer = format.printer(out, columns);
    days.stream().filter(AuditCommand::says).forEach(day -> printer.row(row(day)));
    printer.end();
  }

  /** A day of nothing but zeros that adds up says nothing. */
  private static boolean says(Day day) {
    return !day.addsUp()
        || ControlTotal.TERMS.stream()
            .map(day::stage)
            .anyMatch(total -> total.rows() != 0 || total.amount().signum() != 0);
  }

  private List<Object> row(Day day) {
    List<Object> row = new ArrayList<>();
    row.add(day.table());
    row.add(day.day() == null ? "" : day.day().toString());
    row.add(day.unit());
    row.add(day.open() ? "open" : "closed");
    ControlTotal.TERMS.forEach(stage -> row.add(BigDecimal.valueOf(day.stage(stage).rows())));
    ControlTotal.TERMS.forEach(stage -> row.add(day.stage(stage).amount()));
    if (format == Format.TABLE) {
      row.add(day.addsUp() ? "yes" : day.open() ? "not yet" : "NO");
    } else {
      row.add(day.addsUp());
      row.add(String.join("; ", day.differences()));
    }
    return row;
  }

  private int verdict(DeepAudit.Result result, PrintStream out) {
    List<Day> wrong = result.days().stream().filter(day -> !day.addsUp() && !day.open()).toList();
    int open = days(result.days().stream().filter(Day::open).toList());
    if (format == Format.TABLE) {
      out.println();
      wrong.forEach(
          day ->
              day.differences().forEach(difference -> out.println(place(day) + ": " + difference)));
      out.println(
          wrong.isEmpty() ? addsUp() : "IT DOES NOT ADD UP on " + closed(days(wrong)) + ".");
      result.leftOut().forEach(out::println);
      if (open > 0) {
        out.println(
            open
                + " open: a stream has not passed their end as far as the books tell, and gold may be"
                + " ahead of them. Where no stream works any more, the next bounded run closes them.");
      }
    }
    return wrong.isEmpty() ? Assay.DONE : Assay.DOES_NOT_RECONCILE;
  }

  private String addsUp() {
    return "Every closed day adds up: read = valid + quarantined + duplicate + late, and "
        + pipeline.flow().proven()
        + (deep
            ? ". Every column of gold, in warehouse and lake, is what silver gives, by count, sum and"
                + " hash."
            : ". Compare every column of gold with: "
                + Program.callHere("audit " + pipeline.flow() + " --deep")
                + (lake == null ? "" : Program.option("lake", lake)));
  }

  /** A day with money in several units is one. */
  private static int days(List<Day> lines) {
    return (int) lines.stream().map(AuditCommand::place).distinct().count();
  }

  private static String closed(int days) {
    return days + (days == 1 ? " closed day" : " closed days");
  }

  private static String place(Day day) {
    return day.table() + (day.day() == null ? ", no day" : ", " + day.day());
  }
}
