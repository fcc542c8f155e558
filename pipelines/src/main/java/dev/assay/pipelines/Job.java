package dev.assay.pipelines;

import dev.assay.pipelines.insights.InsightsPipeline;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.Secrets;
import dev.assay.pipelines.io.Warehouse;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.Trade;
import dev.assay.transforms.Deduplicate;
import dev.assay.transforms.Lateness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;

/**
 * A run of a pipeline as a job: all that it does follows from its options. Nothing outside is asked
 * while its graph is built, so that the graph can be kept, and started later and elsewhere.
 */
public final class Job {
  private final JobOptions options;
  private final List<String> problems = new ArrayList<>();
  private final Optional<Endpoint> trades;
  private final Optional<Endpoint.Files> customers;
  private final Optional<QuarantineLimit> maxQuarantined;
  private final Optional<List<? extends Endpoint>> changes;

  private Job(JobOptions options) {
    this.options = options;
    this.trades = tried("--trades", options.getTrades(), Endpoint::of);
    this.changes = tried("--changes", options.getChanges(), Job::changes);
    this.maxQuarantined =
        tried("--maxQuarantined", options.getMaxQuarantined(), QuarantineLimit::new);
    this.customers = tried("--customers", options.getCustomers(), Endpoint::files);
  }

  /**
   * Builds the graph of the job: of a stream when its facts come from topics, of a bounded run
   * otherwise.
   *
   * @throws IllegalArgumentException with all that is wrong with the options, one problem per line
   */
  public static void build(Pipeline pipeline, JobOptions options) {
    new Job(options).build(pipeline);
  }

  /** Whether these options ask for a run without end. Where none can tell, it is no stream. */
  public static boolean isStream(JobOptions options) {
    return !new Job(options).topics().isEmpty();
  }

  private static List<? extends Endpoint> changes(String uri) {
    return uri.startsWith("kafka:") ? Endpoint.topics(uri) : List.of(Endpoint.files(uri));
  }

  /** The topics that the facts come from; none when they come from files. */
  private List<Endpoint.Topic> topics() {
    return java.util.stream.Stream.concat(trades.stream(), changes.stream().flatMap(List::stream))
        .filter(Endpoint.Topic.class::isInstance)
        .map(Endpoint.Topic.class::cast)
        .toList();
  }

  private boolean isInsights() {
    return options.getPipeline().equals(InsightsPipeline.NAME);
  }

  private void build(Pipeline pipeline) {
    Optional<KnownPipeline> known = KnownPipeline.named(options.getPipeline());
    if (known.isEmpty()) {
      String given = "--pipeline=" + options.getPipeline();
      problems.add(given + " is no pipeline. There is: " + KnownPipeline.names());
    }
    String lake = lake();
    Warehouse warehouse = warehouse();
    Optional<StreamStart> from = from();
    checkInputs();
    checkNumbers();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
    }
    if (!topics().isEmpty()) {
      known.get().stream(pipeline, stream(lake, warehouse, from.get()));
    } else {
      known.get().build(pipeline, bounded(lake, warehouse));
    }
  }

  private StreamSettings stream(String lake, Warehouse warehouse, StreamStart from) {
    return new StreamSettings(
        options.getPipeline(),
        lake,
        warehouse,
        topics(),
        from,
        new Lateness(options.getAllowedLateness()),
        Duration.ofSeconds(options.getGoldInterval()),
        options.getShards() == null ? StreamSettings.SHARDS : options.getShards());
  }

  private RunSettings bounded(String lake, Warehouse warehouse) {
    Map<String, Endpoint.Files> files = new TreeMap<>();
    trades.ifPresent(place -> files.put(Trade.TABLE.name(), (Endpoint.Files) place));
    customers.ifPresent(place -> files.put(Customer.TABLE.name(), place));
    changes.ifPresent(
        places -> files.put(ChangeEvent.TABLE.name(), (Endpoint.Files) places.get(0)));
    return new RunSettings(
            options.getPipeline(),
            lake,
            warehouse,
            files,
            options.isRebuild() ? RunKind.REBUILD : RunKind.LOAD,
            ReplayFilter.ALL,
            false,
            options.getAllowedLateness(),
            options.getShards() == null ? Deduplicate.SHARDS : options.getShards())
        .withMaxQuarantined(maxQuarantined.orElse(null));
  }

  private String lake() {
    if (options.getLake() == null) {
      problems.add("--lake is missing: give the folder of the lake");
      return null;
    }
    return tried("--lake", options.getLake(), Endpoint::files)
        .map(Endpoint.Files::path)
        .orElse(null);
  }

  private Warehouse warehouse() {
    if (options.getWarehouse() == null) {
      problems.add("--warehouse is missing: give it as jdbc:postgresql://HOST:PORT/DATABASE");
      return null;
    }
    String user = options.getWarehouseUser();
    String password = options.getWarehousePassword();
    Optional<String> reference = tried("--warehousePassword", password, Secrets::requireReference);
    return tried(
            "--warehouse",
            options.getWarehouse(),
            url -> Warehouse.fromUrl(url, user, reference.orElse(null)))
        .map(warehouse -> warehouse.withPatience(Duration.ofSeconds(options.getPatience())))
        .orElse(null);
  }

  /** What becomes of an option's value; empty where it is not given or does not fit. */
  private <T> Optional<T> tried(String option, String maybeGiven, Function<String, T> attempt) {
    try {
      return Optional.ofNullable(maybeGiven).map(attempt);
    } catch (IllegalArgumentException e) {
      problems.add(option + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private void checkInputs() {
    boolean ofWealth = options.getTrades() != null || options.getCustomers() != null;
    boolean ofInsights = options.getChanges() != null;
    if (isInsights() ? ofWealth : ofInsights) {
      problems.add(
          isInsights()
              ? "--trades and --customers are of wealth: insights takes --changes"
              : "--changes is of insights: wealth takes --trades and --customers");
    }
    boolean given = isInsights() ? ofInsights : ofWealth;
    String names = isInsights() ? "--changes" : "--trades and --customers";
    if (options.isRebuild() && given) {
      problems.add("--rebuild takes no input: leave out " + names);
    }
    if (!options.isRebuild() && !given) {
      problems.add(
          isInsights()
              ? "--changes is missing"
              : "--trades and --customers are missing: give at least one of them");
    }
    if (trades.filter(Endpoint.Database.class::isInstance).isPresent()) {
      problems.add("--trades is a database: give a file, a folder, a pattern or a topic");
    }
    if (!topics().isEmpty() && options.getCustomers() != null) {
      problems.add(
          "--customers cannot be given together with a topic of trades: the customers of a stream"
              + " are those of silver. Load them first with a bounded run, of --customers alone");
    }
  }

  private Optional<StreamStart> from() {
    Optional<StreamStart> from =
        Arrays.stream(StreamStart.values())
            .filter(start -> start.text().equals(options.getFrom()))
            .findFirst();
    if (from.isEmpty()) {
      problems.add(
          "--from="
              + options.getFrom()
              + " is no place to begin. Give one of: "
              + Arrays.stream(StreamStart.values())
                  .map(StreamStart::text)
                  .collect(Collectors.joining(", ")));
    } else if (from.get() != StreamStart.OFFSETS && topics().isEmpty()) {
      problems.add("--from is for a topic only: of files, those are taken that are new");
    }
    return from;
  }

  private void checkNumbers() {
    atLeast(0, "--patience", options.getPatience());
    atLeast(0, "--allowedLateness", options.getAllowedLateness());
    if (isInsights() && options.getAllowedLateness() != null) {
      problems.add(
          "--allowedLateness is not for insights: the versions of a row are made of all its changes,"
              + " so none comes too late. Leave it out");
    }
    if (maxQuarantined.isPresent() && !topics().isEmpty()) {
      problems.add("--maxQuarantined is not for a topic: a stream has no end at which to count");
    }
    atLeast(1, "--shards", options.getShards());
    atLeast(1, "--goldInterval", options.getGoldInterval());
    if (options.getGoldInterval() != StreamSettings.INTERVAL.toSeconds() && topics().isEmpty()) {
      problems.add(
          "--goldInterval is for a topic only: a bounded run writes gold once, at its end");
    }
  }

  private void atLeast(int least, String option, Integer maybeGiven) {
    if (maybeGiven != null && maybeGiven < least) {
      problems.add(option + "=" + maybeGiven + " is less than " + least);
    }
  }
}
