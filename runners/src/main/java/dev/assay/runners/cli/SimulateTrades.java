package dev.assay.runners.cli;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.runners.simulate.Faults;
import dev.assay.runners.simulate.Injected;
import dev.assay.runners.simulate.SimulationException;
import dev.assay.runners.simulate.TradeSimulation;
import dev.assay.runners.simulate.TradeSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code assay simulate trades}. */
@Command(
    name = "trades",
    description = {
      "Writes trades/*.jsonl, the customers.csv they refer to, and injected.json, which states",
      "what was injected. The same options give the same files."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SimulateTrades implements Callable<Integer>, Checked {
  @Option(names = "--to", paramLabel = "DIR", description = "Folder to write to.")
  private String to;

  @Option(names = "--count", paramLabel = "N", description = "Trades. Default: 200000.")
  private long count = 200_000;

  @Option(names = "--customers", paramLabel = "N", description = "Customers. Default: 5000.")
  private int customers = 5_000;

  @Option(names = "--seed", paramLabel = "N", description = "Another seed, other data. Default: 1.")
  private long seed = 1;

  @Option(
      names = "--faults",
      paramLabel = "SHARES",
      description = "none, default, or the share of lines with each, as duplicates=0.03,late=0.01.")
  private String faults = "default";

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Lines a second. Default: as fast as possible.")
  private Double rate;

  @Option(
      names = "--prices",
      paramLabel = "DIR",
      description = "Folder of daily price files (CSV) to take prices and days from.")
  private String prices;

  @Option(names = "--files", paramLabel = "N", description = "Trade files. Default: 8.")
  private int files = TradeSimulation.DEFAULT_FILES;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Time of the first trade, as 2026-01-05T00:00:00Z or 2026-01-05.")
  private String from;

  @Option(names = "--days", paramLabel = "N", description = "First trade to last. Default: 30.")
  private long days = TradeSimulation.DEFAULT_SPAN.toDays();

  private TradeSimulation simulation;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (to == null) {
      problems.add("--to is missing: give a folder to write to");
    } else if (to.contains("://") && !to.startsWith("file:")) {
      problems.add(
          "--to=" + to + " is no local folder: simulated trades are written to files only");
    }
    try {
      simulation = simulation(problems);
    } catch (SimulationException | ArithmeticException e) {
      problems.add(e.getMessage());
    }
    return problems;
  }

  private TradeSimulation simulation(List<String> problems) {
    return new TradeSimulation(
        count,
        customers,
        seed,
        Faults.parse(faults),
        Optional.ofNullable(prices).map(path -> Endpoint.files(path).path()).map(Path::of),
        files,
        rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
        Optional.ofNullable(from).flatMap(text -> Times.parse("--from", text, problems)),
        Duration.ofDays(days));
  }

  @Override
  public Integer call() throws IOException {
    Path directory = Path.of(Endpoint.files(to).path());
    Injected injected = write(directory, simulation);
    System.out.println(
        "Simulated "
            + Numbers.rows(injected.lines())
            + " trades of "
            + Numbers.rows(customers)
            + " customers; what was injected: "
            + directory.resolve("injected.json"));
    System.out.println(
        "Run them: assay run wealth --trades="
            + directory.resolve("trades")
            + " --customers="
            + directory.resolve("customers.csv"));
    return Assay.DONE;
  }

  /** Writes, and shows on a terminal how far it is. */
  static Injected write(Path directory, TradeSimulation simulation) throws IOException {
    AtomicLong lines = new AtomicLong();
    try (Progress progress = Progress.of("Simulating trades")) {
      progress.ask(lines::get);
      return TradeSimulator.write(directory, simulation, lines::set);
    }
  }
}
