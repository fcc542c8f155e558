package dev.assay.runners.cli;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.kafka.TopicWriter;
import dev.assay.runners.Program;
import dev.assay.runners.simulate.Faults;
import dev.assay.runners.simulate.Injected;
import dev.assay.runners.simulate.SimulationException;
import dev.assay.runners.simulate.Tally;
import dev.assay.runners.simulate.TradeSimulation;
import dev.assay.runners.simulate.TradeSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
  @Option(
      names = "--to",
      paramLabel = "URI",
      description = {
        "Folder to write to.",
        "Or a topic, kafka://HOST:PORT/TOPIC, which is created when it is not there."
      })
  private String to;

  @Option(
      names = "--customers-to",
      paramLabel = "FILE",
      description = "The customers of a topic's trades. Default: customers.csv in this folder.")
  private String customersTo;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Of a topic that is created. Default: 4.")
  private Integer partitions;

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
      description = {
        "Lines a second. Default: as fast as possible. To a topic, the trades are made now then, and "
            + "not within --days, unless --from is given."
      })
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

  private static final int PARTITIONS = 4;

  private TradeSimulation simulation;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (to == null) {
      problems.add("--to is missing: give a folder or a topic to write to");
    } else {
      Checked.tryOut(problems, "--to", () -> checkTarget(problems));
    }
    try {
      simulation = simulation(problems);
    } catch (SimulationException | ArithmeticException e) {
      problems.add(e.getMessage());
    }
    return problems;
  }

  private void checkTarget(List<String> problems) {
    Endpoint target = Endpoint.of(to);
    if (target instanceof Endpoint.Database) {
      problems.add("--to is a database: give a folder or a topic to write to");
    }
    if (!(target instanceof Endpoint.Topic) && (customersTo != null || partitions != null)) {
      problems.add("--customers-to and --partitions are for a topic");
    }
    if (partitions != null && partitions < 1) {
      problems.add("--partitions=" + partitions + " is less than 1");
    }
  }

  /** Trades that are sent at a rate happen as they are sent. */
  private Optional<Instant> start(List<String> problems) {
    return from == null && isPacedTopic()
        ? Optional.of(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        : Optional.ofNullable(from).flatMap(text -> Times.parse("--from", text, problems));
  }

  private Duration span() {
    return from == null && isPacedTopic()
        ? Duration.ofMillis(Math.max(1, (long) (count / rate * 1_000)))
        : Duration.ofDays(days);
  }

  private boolean isPacedTopic() {
    return rate != null && rate > 0 && to != null && to.startsWith("kafka:");
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
        start(problems),
        span());
  }

  @Override
  public Integer call() throws IOException {
    return Endpoint.of(to) instanceof Endpoint.Topic topic ? send(topic) : write();
  }

  private int send(Endpoint.Topic topic) throws IOException {
    Path file = Path.of(customersTo == null ? "customers.csv" : customersTo);
    AtomicLong lines = new AtomicLong();
    try (TopicWriter writer =
            TopicWriter.open(topic, partitions == null ? PARTITIONS : partitions);
        Progress progress = Progress.of("Simulating trades")) {
      progress.ask(lines::get);
      Injected injected = TradeSimulator.send(writer, file, simulation, lines::set);
      System.out.println(
          "Sent "
              + Numbers.count(injected.lines(), "trade")
              + " of "
              + Numbers.count(customers, "customer")
              + " to the "
              + topic
              + ": "
              + Numbers.rows(injected.silver().rows())
              + " valid, "
              + Numbers.count(injected.duplicates().rows(), "duplicate")
              + ", "
              + Numbers.rows(injected.quarantined().values().stream().mapToLong(Tally::rows).sum())
              + " to be quarantined");
      System.out.println(
          "Read them: "
              + Program.call("run wealth")
              + Program.option("trades", to)
              + Program.option("customers", file));
    }
    return Assay.DONE;
  }

  private int write() throws IOException {
    Path directory = Path.of(Endpoint.files(to).path());
    boolean before = TradeSimulator.isWrittenTo(directory);
    Injected injected = write(directory, simulation);
    System.out.println(
        (before ? "These were simulated before: " : "Simulated ")
            + Numbers.count(injected.lines(), "trade")
            + " of "
            + Numbers.count(customers, "customer")
            + "; what was injected: "
            + directory.resolve("injected.json"));
    System.out.println(
        "Run them: "
            + Program.call("run wealth")
            + Program.option("trades", directory.resolve("trades"))
            + Program.option("customers", directory.resolve("customers.csv")));
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
