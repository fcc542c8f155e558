package dev.assay.runners.cli;

import dev.assay.pipelines.insights.GoldFigure;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.local.Stack;
import dev.assay.runners.simulate.BankSimulator;
import dev.assay.runners.simulate.BankTally;
import dev.assay.runners.simulate.BankingDay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * {@code assay demo insights}: a bank's database that is worked in, its changes through Debezium
 * and Kafka, the pipeline on a Flink cluster, and gold beside the source.
 */
record InsightsDemo(Path home, long transactions, int seconds, double rate) {
  private static final int SHOWN = 4;
  private static final int LONGEST = 40;

  /** Runs it, and tells the exit code. */
  int run() throws IOException {
    boolean wasUp = Stack.of(home).isPresent();
    check(Assay.run("up", "--cdc", "--home=" + home), "The local stack is not up");
    try {
      return run(Stack.of(home).orElseThrow());
    } finally {
      if (!wasUp) {
        Assay.run("down", "--home=" + home);
      }
    }
  }

  private int run(Stack stack) throws IOException {
    Stack.ChangeCapture capture = stack.changeCapture().orElseThrow();
    Warehouse bank = Warehouse.fromUrl(capture.jdbcUrl(), null, null);
    say("Opening the bank: accounts, bookings, purchases, scheduled payments");
    print(simulate(bank, opening()));
    say("Capturing its changes: the connector is registered");
    String topics = CaptureCommand.topics(home);
    say("Running the pipeline insights on Flink");
    check(
        Assay.run(
            "run",
            "insights",
            "--home=" + home,
            "--changes=" + topics,
            "--flink-master=" + stack.flinkMaster()),
        "The stream does not start");
    say(
        "A banking day of %s s, at %s/s"
            .formatted(seconds, Numbers.count(Math.round(rate), "transaction")));
    print(simulate(bank, day()));
    say("Comparing source, silver and gold");
    int code = Assay.run("reconcile", "insights", "--home=" + home, "--wait=120");
    compare(bank, Warehouse.fromUrl(stack.jdbcUrl(), null, null));
    say("Stopping the stream, and auditing it");
    check(
        Assay.run("stop", "insights", "--home=" + home, "--drain=" + topics),
        "The stream does not stop");
    int audit = Assay.run("audit", "insights", "--home=" + home);
    return code == Assay.DONE ? audit : code;
  }

  private static void say(String what) {
    System.out.println();
    System.out.println(what);
  }

  private static void check(int code, String otherwise) {
    if (code != Assay.DONE) {
      throw new CommandFailed(otherwise + "; see above");
    }
  }

  private BankingDay opening() {
    return day(OptionalLong.of(transactions), Optional.empty(), OptionalDouble.empty(), 1);
  }

  private BankingDay day() {
    return day(
        OptionalLong.empty(), Optional.of(Duration.ofSeconds(seconds)), OptionalDouble.of(rate), 2);
  }

  private static BankingDay day(
      OptionalLong count, Optional<Duration> time, OptionalDouble rate, long seed) {
    return new BankingDay(
        count,
        time,
        rate,
        seed,
        BankingDay.DEFAULT_ACCOUNTS,
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        Duration.ofMillis(10),
        BankingDay.DEFAULT_PATIENCE);
  }

  private static BankTally simulate(Warehouse bank, BankingDay day) {
    return BankSimulator.run(bank, day, so -> {});
  }

  private static void print(BankTally tally) {
    System.out.println(
        "Committed "
            + Numbers.count(tally.committed(), "transaction")
            + " with "
            + Numbers.count(tally.changes(), "change")
            + " of rows; rolled back: "
            + Numbers.rows(tally.rolledBack()));
  }

  private static void compare(Warehouse bank, Warehouse warehouse) {
    for (GoldFigure figure : GoldFigure.values()) {
      List<List<String>> source = figure.inSource(bank);
      List<List<String>> gold = figure.inGold(warehouse);
      say(
          "insights.%s, %s in the source and %s in gold, %s"
              .formatted(
                  figure.view(),
                  Numbers.count(source.size(), "row"),
                  Numbers.rows(gold.size()),
                  source.equals(gold) ? "all equal" : "NOT EQUAL"));
      List<String> columns = new ArrayList<>(List.of("of"));
      columns.addAll(figure.columns(warehouse));
      TablePrinter table = new TablePrinter(System.out, columns);
      for (int i = 0; i < Math.min(SHOWN, Math.min(source.size(), gold.size())); i++) {
        table.row(row("source", source.get(i)));
        table.row(row("gold", gold.get(i)));
      }
      table.end();
    }
  }

  private static List<Object> row(String of, List<String> values) {
    List<Object> row = new ArrayList<>(List.of(of));
    values.forEach(
        value -> row.add(value == null ? "" : DisplayWidth.cut(Visible.of(value), LONGEST)));
    return row;
  }
}
