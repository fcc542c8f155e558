package dev.assay.runners.cli;

import dev.assay.pipelines.ReplayFilter;
import dev.assay.pipelines.RunKind;
import dev.assay.pipelines.RunSettings;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.Warehouse;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Trade;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
      description = "File, folder or pattern of trades: .jsonl, .csv, also with .gz.")
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
    if (!rebuild && trades == null) {
      problems.add("--trades is missing: give a file, a folder or a pattern");
    }
    if (!rebuild && customers == null) {
      problems.add("--customers is missing: give a file, a folder or a pattern");
    }
    places().forEach((option, uri) -> Checked.tryOut(problems, option, () -> Endpoint.files(uri)));
    if (allowedLateness != null && allowedLateness < 0) {
      problems.add("--allowed-lateness=" + allowedLateness + " is less than 0 days");
    }
    List.of(warehouse, home, launch).forEach(options -> problems.addAll(options.problems()));
    return problems;
  }

  /** The places given, by option. */
  private Map<String, String> places() {
    Map<String, String> places = new LinkedHashMap<>();
    places.put("--trades", trades);
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
    RunLauncher launcher = new RunLauncher(PIPELINE, launch.options(), System.out::println);
    try (OpenWarehouse open = warehouse.open(home.home())) {
      RunSummary summary = new RunSummary(PIPELINE, System.out);
      int code = summary.print(launcher.launch(settings(open.warehouse())));
      summary.printPlaces(home.lake(lake), open);
      return code;
    }
  }

  private RunSettings settings(Warehouse target) {
    return new RunSettings(
        PIPELINE.toString(),
        home.lake(lake),
        target,
        rebuild ? Map.of() : inputs(trades, customers),
        rebuild ? RunKind.REBUILD : RunKind.LOAD,
        ReplayFilter.ALL,
        false,
        allowedLateness,
        launch.shards());
  }

  static Map<String, Endpoint.Files> inputs(String trades, String customers) {
    return Map.of(
        Trade.TABLE.name(), Endpoint.files(trades),
        Customer.TABLE.name(), Endpoint.files(customers));
  }
}
