package dev.assay.runners.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay demo insights}. */
@Command(
    name = "insights",
    description = {
      "Starts PostgreSQL, Kafka, Debezium and Flink, works in a bank's database, runs the pipeline",
      "insights over its changes, and shows source and gold side by side."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DemoInsights implements Callable<Integer>, Checked, InHome {
  /** Transactions with which the bank opens. */
  private static final long OPENING = 500;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long the bank works. Default: 20.")
  private int seconds = 20;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Its transactions a second. Default: 50.")
  private double rate = 50;

  @Mixin private HomeOptions home;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>(home.problems());
    if (seconds < 1) {
      problems.add("--seconds=" + seconds + " is less than 1");
    }
    if (!(rate > 0)) {
      problems.add("--rate=" + rate + " is not greater than 0");
    }
    return problems;
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  @Override
  public Integer call() throws IOException {
    long start = System.nanoTime();
    int code = new InsightsDemo(home.home(), OPENING, seconds, rate).run();
    System.out.println();
    System.out.printf(Locale.ROOT, "Done in %.0f s.%n", (System.nanoTime() - start) / 1e9);
    return code;
  }
}
