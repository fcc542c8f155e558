package dev.assay.runners.cli;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.Flows;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.runners.simulate.Injected;
import dev.assay.runners.simulate.SimulationException;
import dev.assay.runners.simulate.TradeSimulation;
import dev.assay.runners.simulate.TradeSimulator;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Trade;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
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

  /** Each is given the option that leads to the home. */
  private static final List<String> NEXT =
      List.of(
          "query%s \"SELECT * FROM wealth.positions ORDER BY market_value DESC LIMIT 10\"",
          "query%s \"SELECT * FROM reconciliation\" --format=csv",
          "quarantine list%s --rule=quantity_is_positive",
          "quarantine replay%s --dry-run",
          "demo%s       (again: nothing is taken twice)");

  @Option(names = "--count", paramLabel = "N", description = "Trades. Default: 200000.")
  private long count = 200_000;

  @Option(names = "--customers", paramLabel = "N", description = "Customers. Default: 5000.")
  private int customers = 5_000;

  @Mixin private HomeOptions home;
  @Mixin private LaunchOptions launch;

  private TradeSimulation simulation;

  /** Gives the command a word for every pipeline that has none of its own. */
  static void complete(CommandLine demo) {
    CommandLine alone = new CommandLine(new DemoCommand());
    List.copyOf(alone.getSubcommands().keySet()).forEach(alone.getCommandSpec()::removeSubcommand);
    alone.getCommandSpec().name(PIPELINE.name());
    demo.addSubcommand(PIPELINE.name(), alone);
    for (Flow flow : Flows.all()) {
      if (!demo.getSubcommands().containsKey(flow.name())) {
        demo.addSubcommand(flow.name(), DemoFlow.of(flow));
      }
    }
  }

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
    Map<String, Endpoint.Files> inputs =
        Map.of(
            Trade.TABLE.name(), Endpoint.files(input.resolve("trades").toString()),
            Customer.TABLE.name(), Endpoint.files(input.resolve("customers.csv").toString()));
    return new DemoRun(PIPELINE, home, launch, start)
        .over(input, inputs, (report, quarantine) -> compare(report, quarantine, injected), NEXT);
  }

  private static boolean compare(
      DemoReport report, QuarantineCounts quarantine, Injected injected) {
    Map<String, List<ControlTotal>> found = report.totals(Trade.TABLE.name());
    Comparison comparison = new Comparison(report.out());
    comparison.add(
        "valid trades", injected.silver(), found.getOrDefault(ControlTotal.VALID, List.of()));
    comparison.add(
        "duplicates", injected.duplicates(), found.getOrDefault(ControlTotal.DUPLICATE, List.of()));
    injected
        .quarantined()
        .forEach(
            (rule, tally) -> comparison.add(rule, tally, quarantine.of(Trade.TABLE.name(), rule)));
    return comparison.print();
  }
}
