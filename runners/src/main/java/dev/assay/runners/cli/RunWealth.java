package dev.assay.runners.cli;

import dev.assay.pipelines.KnownPipeline;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.TopicCheck;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Trade;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay run wealth}. */
@Command(
    name = "wealth",
    description = "Trades and customers to what each customer, risk and stock amounts to per day.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RunWealth implements Callable<Integer>, Checked, InHome {
  private static final KnownPipeline PIPELINE = KnownPipeline.WEALTH;

  @Option(
      names = "--trades",
      paramLabel = "URI",
      description = {
        "File, folder or pattern of trades: .jsonl, .csv, also with .gz.",
        "Or a topic, kafka://HOST:PORT/TOPIC, which is read without end."
      })
  private String trades;

  @Option(
      names = "--customers",
      paramLabel = "URI",
      description = "File, folder or pattern of customers.")
  private String customers;

  @Option(
      names = "--allowed-lateness",
      paramLabel = "DAYS",
      description =
          "Trades older than the newest day by more than this are quarantined as late. Default: no"
              + " trade is too old.")
  private Integer allowedLateness;

  @Mixin private RunOptions run;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    checkInput(problems);
    places().forEach((option, uri) -> Checked.tryOut(problems, option, () -> Endpoint.files(uri)));
    if (allowedLateness != null && allowedLateness < 0) {
      problems.add("--allowed-lateness=" + allowedLateness + " is less than 0 days");
    }
    problems.addAll(run.problems());
    return problems;
  }

  private void checkInput(List<String> problems) {
    if (trades != null) {
      Checked.tryOut(problems, "--trades", () -> Endpoint.of(trades));
    }
    if (topic().isPresent()) {
      problems.addAll(run.streamProblems("--trades"));
      return;
    }
    problems.addAll(run.boundedProblems("--trades"));
    if (!run.takesNoInput() && trades == null) {
      problems.add("--trades is missing: give a file, a folder, a pattern or a topic");
    }
    if (!run.takesNoInput() && customers == null && run.savepoint().isEmpty()) {
      problems.add("--customers is missing: give a file, a folder or a pattern");
    }
  }

  /** The topic that is to be read without end, if trades come from one. */
  private Optional<Endpoint.Topic> topic() {
    try {
      return trades != null && Endpoint.of(trades) instanceof Endpoint.Topic topic
          ? Optional.of(topic)
          : Optional.empty();
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  /** The places of files given, by option. */
  private Map<String, String> places() {
    Map<String, String> places = new LinkedHashMap<>();
    if (topic().isEmpty()) {
      places.put("--trades", trades);
    }
    places.put("--customers", customers);
    places.values().removeIf(Objects::isNull);
    return places;
  }

  @Override
  public HomeOptions options() {
    return run.home();
  }

  @Override
  public Integer call() {
    return run.with(
        PIPELINE,
        inputs(),
        open ->
            topic().isPresent()
                ? follow(open, topic().get())
                : run.load(PIPELINE, open, inputs(), allowedLateness));
  }

  /** Customers first, in a run of their own: those of a stream are the ones that silver holds. */
  private int follow(OpenWarehouse open, Endpoint.Topic topic) {
    TopicCheck.check(topic);
    if (run.savepoint().isPresent()) {
      System.out.println("Customers are those that the saved state knows.");
    } else {
      int code = run.loadHere(PIPELINE, open, inputs(), allowedLateness);
      if (code != Assay.DONE) {
        return code;
      }
    }
    return run.stream(PIPELINE, open, List.of(topic), allowedLateness);
  }

  /** The files to take. */
  private Map<String, Endpoint.Files> inputs() {
    Map<String, Endpoint.Files> inputs = new TreeMap<>();
    if (customers != null) {
      inputs.put(Customer.TABLE.name(), Endpoint.files(customers));
    }
    if (trades != null && topic().isEmpty()) {
      inputs.put(Trade.TABLE.name(), Endpoint.files(trades));
    }
    return inputs;
  }

  static Map<String, Endpoint.Files> inputs(String trades, String customers) {
    return Map.of(
        Trade.TABLE.name(), Endpoint.files(trades),
        Customer.TABLE.name(), Endpoint.files(customers));
  }
}
