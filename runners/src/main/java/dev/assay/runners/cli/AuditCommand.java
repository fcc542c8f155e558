package dev.assay.runners.cli;

import dev.assay.pipelines.Audit;
import dev.assay.pipelines.Audit.Day;
import dev.assay.pipelines.KnownPipeline;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.schemas.ControlTotal;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay audit}. */
@Command(
    name = "audit",
    description = {
      "Shows for every table and day, over all runs, what was read and what became of it, and",
      "whether gold in the warehouse equals silver. Ends with 3 when a day does not add up that is",
      "closed: of which no stream may still be working."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class AuditCommand implements Callable<Integer>, Checked, InHome {
  @Parameters(arity = "0..1", paramLabel = "PIPELINE", description = "Default: wealth.")
  private KnownPipeline pipeline = KnownPipeline.WEALTH;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv or json. Default: table.")
  private Format format = Format.TABLE;

  @Option(
      names = "--lake",
      paramLabel = "URI",
      description = "Of insights: the lake, whose quarantine is told of. Default: HOME/lake.")
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
      List<Day> days = new Audit(open.reader(), pipeline.toString(), pipeline.contracts()).days();
      print(days, System.out);
      int code = verdict(days, System.out);
      if (pipeline == KnownPipeline.INSIGHTS && format == Format.TABLE) {
        QuarantinedChanges.in(home.lake(lake)).sentences().forEach(System.out::println);
      }
      return code;
    }
  }

  private void print(List<Day> days, PrintStream out) {
    RowPrinter printer =
        format.printer(
            out,
            List.of(
                "table",
                "day",
                "state",
                "read",
                "valid",
                "quarantined",
                "duplicate",
                "late",
                "read_money",
                "valid_money",
                "adds_up"));
    for (Day day : days) {
      List<Object> row = new ArrayList<>();
      row.add(day.table());
      row.add(day.day() == null ? "" : day.day().toString());
      row.add(day.open() ? "open" : "closed");
      for (String stage :
          List.of(
              ControlTotal.READ,
              ControlTotal.VALID,
              ControlTotal.QUARANTINED,
              ControlTotal.DUPLICATE,
              ControlTotal.LATE)) {
        row.add(BigDecimal.valueOf(day.stage(stage).rows()));
      }
      row.add(day.stage(ControlTotal.READ).amount());
      row.add(day.stage(ControlTotal.VALID).amount());
      row.add(day.addsUp() ? "yes" : day.open() ? "not yet" : "NO");
      printer.row(row);
    }
    printer.end();
  }

  private int verdict(List<Day> days, PrintStream out) {
    List<Day> wrong = days.stream().filter(day -> !day.addsUp() && !day.open()).toList();
    long open = days.stream().filter(Day::open).count();
    if (format == Format.TABLE) {
      out.println();
      wrong.forEach(
          day ->
              day.differences().forEach(difference -> out.println(place(day) + ": " + difference)));
      out.println(
          wrong.isEmpty()
              ? "Every closed day adds up: read = valid + quarantined + duplicate + late, and gold"
                  + " equals silver."
              : "IT DOES NOT ADD UP on " + wrong.size() + " closed days.");
      if (open > 0) {
        out.println(open + " open: a stream works on them, and gold may be ahead of the books.");
      }
    }
    return wrong.isEmpty() ? Assay.DONE : Assay.DOES_NOT_RECONCILE;
  }

  private static String place(Day day) {
    return day.table() + (day.day() == null ? ", no day" : ", " + day.day());
  }
}
