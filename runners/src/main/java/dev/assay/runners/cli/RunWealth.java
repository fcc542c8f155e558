package dev.assay.runners.cli;

import dev.assay.pipelines.Arguments;
import dev.assay.pipelines.KnownPipeline;
import dev.assay.pipelines.ReplayFilter;
import dev.assay.pipelines.RunKind;
import dev.assay.pipelines.RunSettings;
import dev.assay.pipelines.StreamSettings;
import dev.assay.pipelines.StreamStart;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.TopicCheck;
import dev.assay.pipelines.io.Warehouse;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Lateness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
      names = "--lake",
      paramLabel = "URI",
      description = "Folder of the lake. Default: HOME/lake.")
  private String lake;

  @Option(
      names = "--rebuild",
      description = "Make silver and gold anew from bronze. Takes no input.")
  private boolean rebuild;

  @Option(
      names = "--settle",
      description =
          "Bring the lake's gold up to date with what a stream has written to silver. Takes no"
              + " input.")
  private boolean settle;

  @Option(
      names = "--from",
      paramLabel = "START",
      description = {
        "Where to begin in a topic. offsets: behind what the lake holds; earliest: at the topic's",
        "beginning; or the path of a savepoint or checkpoint. Default: offsets."
      })
  private String from;

  @Option(
      names = "--gold-interval",
      paramLabel = "SECONDS",
      description = "How long a change of gold may wait, of a topic. Default: 2.")
  private Integer goldInterval;

  @Option(
      names = "--allowed-lateness",
      paramLabel = "DAYS",
      description =
          "Trades older than the newest day by more than this are quarantined as late. Default: no"
              + " trade is too old.")
  private Integer allowedLateness;

  @Mixin private WarehouseOptions warehouse;
  @Mixin private HomeOptions home;
  @Mixin private LaunchOptions launch;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    checkInput(problems);
    places().forEach((option, uri) -> Checked.tryOut(problems, option, () -> Endpoint.files(uri)));
    if (allowedLateness != null && allowedLateness < 0) {
      problems.add("--allowed-lateness=" + allowedLateness + " is less than 0 days");
    }
    if (goldInterval != null && goldInterval < 1) {
      problems.add("--gold-interval=" + goldInterval + " is less than 1 second");
    }
    List.of(warehouse, home, launch).forEach(options -> problems.addAll(options.problems()));
    return problems;
  }

  private void checkInput(List<String> problems) {
    if (trades != null) {
      Checked.tryOut(problems, "--trades", () -> Endpoint.of(trades));
    }
    if (topic().isPresent()) {
      problems.addAll(launch.streamProblems());
      if (rebuild || settle) {
        problems.add("--rebuild and --settle take no input: leave out --trades");
      }
      return;
    }
    if (from != null || goldInterval != null) {
      problems.add("--from and --gold-interval are for a topic: --trades=kafka://HOST:PORT/TOPIC");
    }
    if (!rebuild && !settle && trades == null) {
      problems.add("--trades is missing: give a file, a folder, a pattern or a topic");
    }
    if (!rebuild && !settle && customers == null && savepoint().isEmpty()) {
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
    places.put("--lake", lake);
    places.values().removeIf(Objects::isNull);
    return places;
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  @Override
  public Integer call() {
    try (OpenWarehouse open = warehouse.open(home.home())) {
      RunSummary summary = new RunSummary(PIPELINE, System.out);
      int code = topic().isPresent() ? follow(open, topic().get()) : load(open);
      summary.printPlaces(home.lake(lake), open);
      return code;
    }
  }

  private int load(OpenWarehouse open) {
    RunLauncher launcher =
        new RunLauncher(PIPELINE, launch.options(home.home()), System.out::println);
    return new RunSummary(PIPELINE, System.out)
        .print(launcher.launch(settings(open.warehouse(), inputs())));
  }

  /** Customers first, in a run of their own: those of a stream are the ones that silver holds. */
  private int follow(OpenWarehouse open, Endpoint.Topic topic) {
    TopicCheck.check(topic);
    if (savepoint().isPresent()) {
      System.out.println("Customers are those that the saved state knows.");
      stream(open, topic);
      return Assay.DONE;
    }
    RunLauncher first =
        new RunLauncher(
            PIPELINE, RunnerChoice.DIRECT.options(new Arguments(List.of())), System.out::println);
    int code =
        new RunSummary(PIPELINE, System.out)
            .print(first.launch(settings(open.warehouse(), inputs())));
    if (code != Assay.DONE) {
      return code;
    }
    stream(open, topic);
    return Assay.DONE;
  }

  private void stream(OpenWarehouse open, Endpoint.Topic topic) {
    StreamSettings settings =
        new StreamSettings(
            PIPELINE.toString(),
            home.lake(lake),
            open.warehouse(),
            topic,
            StreamStart.EARLIEST.text().equals(from) ? StreamStart.EARLIEST : StreamStart.OFFSETS,
            new Lateness(allowedLateness),
            goldInterval == null ? StreamSettings.INTERVAL : Duration.ofSeconds(goldInterval),
            launch.streamShards());
    StreamLauncher launcher =
        new StreamLauncher(
            PIPELINE, launch.streamOptions(home.home(), savepoint()), System.out::println);
    launch
        .cluster()
        .ifPresentOrElse(master -> launcher.submit(settings, master), () -> launcher.run(settings));
  }

  /** What {@code --from} names beside the two words. */
  private Optional<String> savepoint() {
    boolean word =
        from == null
            || Arrays.stream(StreamStart.values()).anyMatch(start -> start.text().equals(from));
    return word ? Optional.empty() : Optional.of(from);
  }

  private RunSettings settings(Warehouse target, Map<String, Endpoint.Files> inputs) {
    return new RunSettings(
        PIPELINE.toString(),
        home.lake(lake),
        target,
        inputs,
        rebuild ? RunKind.REBUILD : RunKind.LOAD,
        ReplayFilter.ALL,
        false,
        allowedLateness,
        launch.shards());
  }

  /** The files to take. */
  private Map<String, Endpoint.Files> inputs() {
    Map<String, Endpoint.Files> inputs = new TreeMap<>();
    if (!rebuild && !settle) {
      if (customers != null) {
        inputs.put(Customer.TABLE.name(), Endpoint.files(customers));
      }
      if (topic().isEmpty()) {
        inputs.put(Trade.TABLE.name(), Endpoint.files(trades));
      }
    }
    return inputs;
  }

  static Map<String, Endpoint.Files> inputs(String trades, String customers) {
    return Map.of(
        Trade.TABLE.name(), Endpoint.files(trades),
        Customer.TABLE.name(), Endpoint.files(customers));
  }
}
