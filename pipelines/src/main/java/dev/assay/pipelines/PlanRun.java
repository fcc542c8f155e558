package dev.assay.pipelines;

import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.books.SourceFile;
import dev.assay.pipelines.io.LakeException;
import dev.assay.pipelines.io.files.SourceFiles;
import dev.assay.pipelines.io.jdbc.AuditTables;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeLayout;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.Layer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * Decides, on a worker and before anything else, what this run takes and what it builds on; or
 * takes up the plan of a run that was not finished.
 */
final class PlanRun extends DoFn<String, RunPlan> {
  private static final DateTimeFormatter RUN_ID =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final RunSettings settings;
  private final Flow flow;

  PlanRun(RunSettings settings, Flow flow) {
    this.settings = settings;
    this.flow = flow;
  }

  /** The name under which the pipeline commits to lake tables. */
  static String application(String pipeline) {
    return "assay." + pipeline;
  }

  /** Unique over all pipelines that share a warehouse: {@code wealth-20260105T081530Z-000001}. */
  static String runId(String pipeline, Instant now, long number) {
    return pipeline + "-" + RUN_ID.format(now) + "-" + String.format(Locale.ROOT, "%06d", number);
  }

  @ProcessElement
  public void process(OutputReceiver<RunPlan> out, PipelineOptions options) {
    LakeLayout.require(settings.lake());
    ClaimOptions.claim(options).ifPresent(Ledger.of(settings.lake(), settings.pipeline())::write);
    prepareWarehouse();
    out.output(plan());
  }

  private void prepareWarehouse() {
    settings.warehouse().prepare(flow.gold(), flow.views());
  }

  /**
   * Whether the plan would be to do nothing. Of the lake nothing is changed; the warehouse is made
   * ready as by a plan, and looked at only where the lake has nothing to do.
   */
  boolean isNothing() {
    LakeLayout.require(settings.lake());
    Ledger ledger = Ledger.of(settings.lake(), settings.pipeline());
    if (settings.kind() != RunKind.LOAD
        || ledger.lastEpoch().filter(epoch -> !epoch.published()).isPresent()
        || ledger.unfinished().isPresent()
        || !untaken(ledger.plans()).isEmpty()
        || !ledger.behind().isEmpty()) {
      return false;
    }
    prepareWarehouse();
    return fresh(ledger).isNothing();
  }

  private RunPlan plan() {
    Ledger ledger = Ledger.of(settings.lake(), settings.pipeline());
    if (!settings.dryRun()) {
      new Epochs(settings.lake(), settings.pipeline(), settings.warehouse(), flow).recover();
    }
    Optional<RunPlan> unfinished = settings.dryRun() ? Optional.empty() : ledger.unfinished();
    if (unfinished.isPresent()) {
      if (isBegun(settings, flow, unfinished.get())) {
        return taken(unfinished.get());
      }
      ledger.abandon(unfinished.get());
    }
    RunPlan plan = fresh(ledger);
    if (!plan.isNothing() && !settings.dryRun()) {
      ledger.write(plan);
    }
    return plan;
  }

  /** Whether something of this plan was published; then it must be carried out as it stands. */
  static boolean isBegun(RunSettings settings, Flow flow, RunPlan plan) {
    return flow.lake().all().stream().anyMatch(stored -> isBegun(settings.lake(), stored, plan));
  }

  /** Whether something of it was published in this table. */
  static boolean isBegun(String lake, StoredRows<?> stored, RunPlan plan) {
    OptionalLong last = LakeTable.at(lake, stored).lastTransaction(application(plan.pipeline()));
    return last.isPresent() && last.getAsLong() >= plan.number();
  }

  private RunPlan taken(RunPlan plan) {
    if (!plan.kind().equals(settings.kind().text())) {
      throw new LakeException(
          "Run "
              + plan.number()
              + " of "
              + settings.lake()
              + " is not finished, and is a "
              + plan.kind()
              + ", not a "
              + settings.kind().text()
              + ". Start the pipeline again: it is finished first");
    }
    if (settings.kind() == RunKind.REPLAY && !plan.replay().equals(settings.replay())) {
      throw new LakeException(
          "Run "
              + plan.number()
              + " of "
              + settings.lake()
              + " is not finished, and is a replay of other payloads. Start the pipeline again: it"
              + " is finished first");
    }
    return plan;
  }

  private RunPlan fresh(Ledger ledger) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    List<RunPlan> earlier = ledger.plans();
    OptionalLong known = new AuditTables(settings.warehouse()).lastRunNumber(settings.pipeline());
    if (settings.kind() != RunKind.REBUILD) {
      checkWarehouse(settings.lake(), settings.pipeline(), settings.warehouse(), ledger, known);
    }
    // A rebuild replaces what the warehouse has of runs that the lake does not know.
    long last = Math.max(ledger.lastPlanned(), known.orElse(0));
    List<SourceFile> inputs = settings.kind() == RunKind.LOAD ? untaken(earlier) : List.of();
    List<String> behind = behind(ledger, earlier).stream().map(LocalDate::toString).toList();
    if (settings.kind() == RunKind.LOAD && inputs.isEmpty() && behind.isEmpty()) {
      return RunPlan.nothing(settings.pipeline(), settings.kind().text(), now);
    }
    Map<String, Long> bases = bases(settings.lake(), flow);
    return new RunPlan(
            last + 1,
            runId(settings.pipeline(), now, last + 1),
            settings.pipeline(),
            settings.kind().text(),
            now.toString(),
            inputs,
            bases,
            settings.kind() == RunKind.LOAD
                ? firstOpenDay(bases, LocalDate.ofInstant(now, ZoneOffset.UTC))
                : null,
            settings.replay(),
            behind,
            Map.of())
        .after(earlier);
  }

  /**
   * Behind a stream, also the days of which it has stated gold that it did not come to publish: a
   * lost one tells of them nowhere else.
   */
  private Set<LocalDate> behind(Ledger ledger, List<RunPlan> earlier) {
    Set<LocalDate> behind = new TreeSet<>(ledger.behind());
    if (settings.kind() != RunKind.REBUILD
        && !earlier.isEmpty()
        && earlier.get(earlier.size() - 1).isStream()) {
      behind.addAll(new Audit(settings.warehouse(), flow).unequalDays());
    }
    return behind;
  }

  /** A warehouse that knows other runs than the lake belongs to another lake, or is a new one. */
  static void checkWarehouse(
      String lake, String pipeline, Warehouse warehouse, Ledger ledger, OptionalLong known) {
    Preflight.otherLake(lake, pipeline, warehouse)
        .ifPresent(
            message -> {
              throw new LakeException(message);
            });
    long done = ledger.lastDone();
    if (known.orElse(0) == done) {
      return;
    }
    throw new LakeException(
        "The lake "
            + lake
            + " has seen "
            + done
            + " runs of "
            + pipeline
            + ", but the warehouse at "
            + warehouse.place()
            + " "
            + (known.isEmpty() ? "none" : known.getAsLong())
            + ". Give the warehouse that belongs to this lake, or fill this one from the lake with"
            + " --rebuild");
  }

  private List<SourceFile> untaken(List<RunPlan> earlier) {
    Set<SourceFile> taken = new HashSet<>();
    earlier.forEach(plan -> taken.addAll(plan.inputs()));
    List<SourceFile> untaken = new ArrayList<>();
    settings
        .inputs()
        .forEach(
            (table, place) -> {
              List<SourceFile> found = SourceFiles.require(table, place);
              found.stream().filter(file -> !taken.contains(file)).forEach(untaken::add);
            });
    return untaken;
  }

  /** The versions of the lake tables now. */
  static Map<String, Long> bases(String lake, Flow flow) {
    Map<String, Long> bases = new HashMap<>();
    for (StoredRows<?> stored : flow.lake().all()) {
      LakeTable.at(lake, stored)
          .version()
          .ifPresent(version -> bases.put(stored.layer() + "/" + stored.name(), version));
    }
    return bases;
  }

  /** Days close when silver has newer ones by more than the allowed lateness. */
  private String firstOpenDay(Map<String, Long> bases, LocalDate today) {
    if (settings.allowedLatenessDays() == null) {
      return null;
    }
    return newestDay(settings.lake(), flow, bases, today)
        .map(newest -> newest.minusDays(settings.allowedLatenessDays()).toString())
        .orElse(null);
  }

  /** The newest day in silver; empty where silver holds no rows with a day. */
  static Optional<LocalDate> newestDay(
      String lake, Flow flow, Map<String, Long> bases, LocalDate today) {
    return flow.lake().all().stream()
        .filter(stored -> stored.layer() == Layer.SILVER && stored.byDay())
        .filter(stored -> bases.containsKey(stored.layer() + "/" + stored.name()))
        .flatMap(
            stored ->
                LakeTable.at(lake, stored)
                    .files(bases.get(stored.layer() + "/" + stored.name()))
                    .stream())
        .map(DataFile::day)
        .filter(Objects::nonNull)
        // A trade with a date to come must not close the days until then.
        .filter(day -> !day.isAfter(today))
        .max(LocalDate::compareTo);
  }
}
