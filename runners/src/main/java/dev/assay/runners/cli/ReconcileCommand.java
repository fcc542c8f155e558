package dev.assay.runners.cli;

import dev.assay.pipelines.flows.Insights;
import dev.assay.pipelines.insights.SourceComparison;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.Secrets;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.local.Stack;
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
      "Compares the tables of the source database of insights with silver, by count, sum of amounts",
      "or quantities, and hash, names rows that differ, and compares the figures of gold with the",
      "same asked of the source. Ends with 3 when something differs, or one side refuses a table.",
      "A source that is written to meanwhile is ahead."
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
      description = {
        "The source database, as " + FORM + ".",
        "Default: that of the local stack. --patience holds for it too."
      })
  private String source;

  @Option(names = "--source-user", paramLabel = "NAME", description = "The role to log in as.")
  private String user;

  @Option(
      names = "--source-password",
      paramLabel = "REF",
      description = "Where its password is: env:NAME or file:PATH. Never the password itself.")
  private String password;

  @Option(
      names = "--lake",
      paramLabel = "URI",
      description = "The lake, whose quarantine is told of. Default: HOME/lake.")
  private String lake;

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
    if (source == null && user != null) {
      problems.add("--source-user is given without --source");
    }
    if (source == null && password != null) {
      problems.add("--source-password is given without --source");
    }
    if (source != null) {
      Checked.tryOut(problems, "--source", () -> Warehouse.fromUrl(source, user, null));
    }
    if (password != null) {
      Checked.tryOut(problems, "--source-password", () -> Secrets.requireReference(password));
    }
    if (lake != null) {
      Checked.tryOut(problems, "--lake", () -> Endpoint.files(lake));
    }
    if (wait < 0) {
      problems.add("--wait=" + wait + " is less than 0 seconds");
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
      Warehouse bank = bank().withPatience(warehouse.patience());
      try {
        return reconcile(bank, open.warehouse());
      } finally {
        bank.disconnect();
      }
    }
  }

  private int reconcile(Warehouse bank, Warehouse silver) {
    // A stream that has only just begun may not have come to this yet.
    silver.prepare(Insights.FLOW.gold(), Insights.FLOW.views());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(wait);
    Reconciliation found = Reconciliation.of(bank, silver);
    while (!found.isEqual() && System.nanoTime() < end && paused()) {
      found = Reconciliation.of(bank, silver);
    }
    found.print(System.out);
    SourceComparison.unknownColumns(silver).forEach(System.out::println);
    QuarantinedChanges.in(home.lake(lake)).sentences().forEach(System.out::println);
    return found.isEqual() ? Assay.DONE : Assay.DOES_NOT_RECONCILE;
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

  private static boolean paused() {
    try {
      Thread.sleep(1_000);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
