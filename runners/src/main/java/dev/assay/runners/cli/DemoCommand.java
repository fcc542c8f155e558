package dev.assay.runners.cli;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.RunSettings;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.cli.RunLauncher.Outcome;
import dev.assay.runners.simulate.Injected;
import dev.assay.runners.simulate.SimulationException;
import dev.assay.runners.simulate.TradeSimulation;
import dev.assay.runners.simulate.TradeSimulator;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Trade;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay demo}. */
@Command(
    name = "demo",
    description = {
      "Simulates trades with faults in them, runs the wealth pipeline over them with an embedded",
      "PostgreSQL, and shows what came out."
    },
    subcommands = DemoInsights.class,
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DemoCommand implements Callable<Integer>, Checked, InHome {
  private static final Flow PIPELINE = Wealth.FLOW;
  private static final long SEED = 1;

  @Option(names = "--count", paramLabel = "N", description = "Trades. Default: 200000.")
  private long count = 200_000;

  @Option(names = "--customers", paramLabel = "N", description = "Customers. Default: 5000.")
  private int customers = 5_000;

  @Mixin private HomeOptions home;
  @Mixin private LaunchOptions launch;

  private TradeSimulation simulation;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    try {
      simulation = TradeSimulation.of(count, customers, SEED);
    } catch (SimulationException e) {
      problems.add(e.getMessage());
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
    Path input = home.home().resolve("demo");
    String trades = Numbers.count(count, "trade");
    System.out.println(
        TradeSimulator.isWrittenTo(input)
            ? "Taking the " + trades + " that were simulated before, in " + input
            : "Simulating " + trades + " into " + input);
    Injected injected = SimulateTrades.write(input, simulation);
    System.out.println("Starting PostgreSQL");
    try (OpenWarehouse open = OpenWarehouse.local(home.home(), Warehouse.PATIENCE)) {
      System.out.println("Running the pipeline wealth");
      RunLauncher launcher =
          new RunLauncher(PIPELINE, launch.options(home.home()), System.out::println);
      Outcome outcome = launcher.launch(settings(input, open.warehouse()));
      System.out.println();
      RunSummary summary = new RunSummary(PIPELINE, home.lake(null), System.out);
      int code = summary.print(outcome);
      DemoReport report = new DemoReport(PIPELINE, System.out, home.lake(null), open.reader());
      boolean asInjected = report.print(input, injected);
      summary.printPlaces(open);
      report.printWhatNext(home.toRepeat());
      System.out.printf(Locale.ROOT, "Done in %.0f s.%n", (System.nanoTime() - start) / 1e9);
      return asInjected ? code : Assay.DOES_NOT_RECONCILE;
    }
  }

  private RunSettings settings(Path input, Warehouse warehouse) {
    return RunSettings.of(PIPELINE.toString(), home.lake(null), warehouse)
        .withInputs(
            Map.of(
                Trade.TABLE.name(), Endpoint.files(input.resolve("trades").toString()),
                Customer.TABLE.name(), Endpoint.files(input.resolve("customers.csv").toString())))
        .withShards(launch.shards());
  }
}
