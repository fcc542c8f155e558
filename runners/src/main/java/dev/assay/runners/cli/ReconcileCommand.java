package dev.assay.runners.cli;

import dev.assay.pipelines.insights.GoldFigure;
import dev.assay.pipelines.insights.InsightsPipeline;
import dev.assay.pipelines.insights.SourceComparison;
import dev.assay.pipelines.insights.SourceComparison.Result;
import dev.assay.pipelines.io.Secrets;
import dev.assay.pipelines.io.Warehouse;
import dev.assay.runners.local.Stack;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay reconcile}. */
@Command(
    name = "reconcile",
    description = {
      "Compares the tables of the source database of insights with silver, by count, sum and hash,",
      "names rows that differ, and compares the figures of gold with the same asked of the source.",
      "Ends with 3 when something differs. A source that is written to meanwhile is ahead."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReconcileCommand implements Callable<Integer>, Checked, InHome {
  private static final String FORM = "jdbc:postgresql://HOST:PORT/DATABASE";

  /** The pipelines that have a source to compare with. */
  enum Reconcilable {
    insights
  }

  @Parameters(arity = "0..1", paramLabel = "PIPELINE", description = "Default: insights.")
  private Reconcilable pipeline = Reconcilable.insights;

  @Option(
      names = "--source",
      paramLabel = "URL",
      description = "The source database, as " + FORM + ". Default: that of the local stack.")
  private String source;

  @Option(names = "--source-user", paramLabel = "NAME", description = "The role to log in as.")
  private String user;

  @Option(
      names = "--source-password",
      paramLabel = "REF",
      description = "Where its password is: env:NAME or file:PATH. Never the password itself.")
  private String password;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long to wait until all is equal. Default: 0.")
  private int wait;

  @Mixin private WarehouseOptions warehouse;
  @Mixin private HomeOptions home;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (source != null) {
      Checked.tryOut(problems, "--source", () -> Warehouse.fromUrl(source, user, null));
    }
    if (password != null) {
      Checked.tryOut(problems, "--source-password", () -> Secrets.requireReference(password));
    }
    if (wait < 0) {
      problems.add("--wait=" + wait + " is less than 0 seconds");
    }
    List.of(warehouse, home).forEach(options -> problems.addAll(options.problems()));
    return problems;
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  @Override
  public Integer call() {
    try (OpenWarehouse open = warehouse.open(home.home())) {
      Warehouse bank = bank();
      // A stream that has only just begun may not have come to this yet.
      open.warehouse()
          .prepare(InsightsPipeline.CONTRACTS.gold(), InsightsPipeline.CONTRACTS.views());
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(wait);
      List<Result> results = new SourceComparison(bank, open.warehouse()).all();
      List<GoldFigure> different = different(bank, open.warehouse());
      while (!(isEqual(results) && different.isEmpty()) && System.nanoTime() < end && paused()) {
        results = new SourceComparison(bank, open.warehouse()).all();
        different = different(bank, open.warehouse());
      }
      print(results, different);
      SourceComparison.unknownColumns(open.warehouse()).forEach(System.out::println);
      return isEqual(results) && different.isEmpty() ? Assay.DONE : Assay.DOES_NOT_RECONCILE;
    }
  }

  private Warehouse bank() {
    if (source != null) {
      return Warehouse.fromUrl(source, user, password);
    }
    return Stack.of(home.home())
        .flatMap(Stack::changeCapture)
        .map(capture -> Warehouse.fromUrl(capture.jdbcUrl(), null, null))
        .orElseThrow(
            () ->
                new CommandFailed(
                    "No local stack with change data capture runs in "
                        + home.home()
                        + ". Give the source database with --source="
                        + FORM));
  }

  private static boolean isEqual(List<Result> results) {
    return results.stream().allMatch(Result::isEqual);
  }

  private static List<GoldFigure> different(Warehouse bank, Warehouse warehouse) {
    return List.of(GoldFigure.values()).stream()
        .filter(figure -> !figure.inSource(bank).equals(figure.inGold(warehouse)))
        .toList();
  }

  private static boolean paused() {
    try {
      Thread.sleep(1_000);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void print(List<Result> results, List<GoldFigure> different) {
    TablePrinter table =
        new TablePrinter(
            System.out,
            List.of("table", "source_rows", "silver_rows", "source_sum", "silver_sum", "equal"));
    for (Result result : results) {
      table.row(
          List.of(
              result.table(),
              BigDecimal.valueOf(result.source().rows()),
              BigDecimal.valueOf(result.silver().rows()),
              result.source().sum(),
              result.silver().sum(),
              result.isEqual() ? "yes" : "NO"));
    }
    table.end();
    for (GoldFigure figure : GoldFigure.values()) {
      System.out.println(
          "gold." + figure.view() + (different.contains(figure) ? " DIFFERS" : " is equal"));
    }
    for (Result result : results) {
      result.named().forEach(System.out::println);
      long more = result.differing() - result.named().size();
      if (more > 0) {
        System.out.println(more + " more rows of " + result.table() + " differ");
      }
    }
    System.out.println(
        isEqual(results) && different.isEmpty()
            ? "Source, silver and gold are equal, by count, sum and hash."
            : "They differ. While the source is written to, or a stream has not come as far, that is"
                + " so for a moment: try --wait=60.");
  }
}
