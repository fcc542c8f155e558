package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.ReplayFilter;
import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.ParquetRows;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.transforms.Refined;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** A lake and a warehouse of a test, and the bounded runs of a pipeline over them. */
public class BoundedRuns {
  public final Path lake;
  public final Warehouse warehouse;
  public Integer allowedLatenessDays;

  /** How much a run may refuse, as a user gives it; null where there is no limit. */
  public String maxQuarantined;

  /**
   * Whether the runner looks whether an element was changed by a step. For each bundle of elements
   * that walks the whole graph, a fifth of all work here: some runs of each pipeline have it.
   */
  public boolean enforced = true;

  private final Flow flow;

  public BoundedRuns(Flow flow, Path lake, Warehouse warehouse) {
    this.flow = flow;
    this.lake = lake;
    this.warehouse = warehouse;
  }

  /** Loads what was not loaded before. */
  public RunReport load(Map<String, Endpoint.Files> inputs) {
    return run(RunKind.LOAD, inputs, ReplayFilter.ALL, false);
  }

  /** Loads these lines of a table. */
  RunReport load(Table<?> table, String lines) throws IOException {
    Path folder = Files.createDirectories(lake.resolveSibling(lake.getFileName() + " inputs"));
    Path file = Files.writeString(Files.createTempFile(folder, table.name(), ".csv"), lines);
    return load(Map.of(table.name(), Endpoint.files(file.toString())));
  }

  public RunReport rebuild() {
    return run(RunKind.REBUILD, Map.of(), ReplayFilter.ALL, false);
  }

  public RunReport replay(ReplayFilter filter, boolean dryRun) {
    return run(RunKind.REPLAY, Map.of(), filter, dryRun);
  }

  private RunReport run(
      RunKind kind, Map<String, Endpoint.Files> inputs, ReplayFilter filter, boolean dryRun) {
    RunSettings settings =
        RunSettings.of(flow.name(), lake.toString(), warehouse)
            .withInputs(new TreeMap<>(inputs))
            .withReplay(filter, dryRun)
            .withKind(kind)
            .withAllowedLateness(allowedLatenessDays)
            .withShards(4)
            .withMaxQuarantined(
                maxQuarantined == null ? null : new QuarantineLimit(maxQuarantined));
    boolean isNothing = NothingNew.isFound(settings, flow);
    List<Long> before = numbers();
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs(
                    "--targetParallelism=2", "--enforceImmutability=" + enforced)
                .create());
    BoundedGraph.build(pipeline, flow, settings);
    pipeline.run().waitUntilFinish();
    Ledger ledger = ledger();
    assertThat("nothing is new", isNothing, is(!dryRun && numbers().equals(before)));
    return ledger.report(ledger.lastDone() + (dryRun ? 1 : 0)).orElse(null);
  }

  /** Of the last run that was planned, and the last that is done. */
  private List<Long> numbers() {
    return List.of(ledger().lastPlanned(), ledger().lastDone());
  }

  public Ledger ledger() {
    return Ledger.of(lake.toString(), flow.name());
  }

  /**
   * All that the tables say, without which run said it, to compare one way of running with another.
   */
  public Map<String, List<String>> tables() {
    Map<String, List<String>> tables = new TreeMap<>();
    for (Table<?> table : flow.silver()) {
      tables.put("bronze " + table.name(), bronze(table));
      tables.put("silver " + table.name(), silver(table));
      tables.put("quarantine " + table.name(), quarantine(table));
    }
    for (Table<?> table : flow.gold()) {
      tables.put("gold " + table.name(), lake(StoredRows.of(table), Record::toString));
      tables.put("warehouse " + table.name(), sorted(TestPostgres.read(warehouse, table)));
    }
    return tables;
  }

  /** Without what a run says that takes some of the payloads twice. */
  public List<String> bronze(Table<?> table) {
    return lake(StoredRows.of(Raw.table(flow.own(table))), Raw::payload);
  }

  private <T extends Record> List<String> silver(Table<T> table) {
    return lake(StoredRows.refined(table), (Refined<T> refined) -> refined.row().toString());
  }

  public List<String> quarantine(Table<?> table) {
    return lake(
        StoredRows.of(Rejected.table(flow.own(table))),
        row -> row.rules() + " <- " + row.payload());
  }

  /** The sums of the control totals of all runs since the last rebuild. */
  public List<String> totals() {
    Map<String, ControlTotal> sums = new TreeMap<>();
    for (ControlTotal total : TestPostgres.read(warehouse, ControlTotal.TABLE)) {
      if (List.of("read", "valid", "quarantined", "duplicate", "late").contains(total.stage())) {
        sums.merge(
            total.table() + " " + total.stage() + " " + total.day() + " " + total.unit(),
            total,
            ControlTotal::plus);
      }
    }
    List<String> texts = new ArrayList<>();
    sums.forEach(
        (key, sum) -> {
          if (sum.rows() != 0 || sum.amount().signum() != 0) {
            texts.add(key + ": " + sum.rows() + " / " + sum.amount().toPlainString());
          }
        });
    return texts;
  }

  /** What does not add up, and which column of gold is not what silver gives. */
  List<String> audited() {
    List<Audit.Day> days = new Audit(warehouse, flow).days();
    return new DeepAudit(flow, lake.toString(), warehouse, 4)
        .compare(days, PipelineOptionsFactory.create()).days().stream()
            .flatMap(day -> day.differences().stream())
            .toList();
  }

  /** The version of every lake table. */
  public Map<String, Long> versions() {
    Map<String, Long> versions = new TreeMap<>();
    for (StoredRows<?> stored : flow.lake().all()) {
      LakeTable.at(lake.toString(), stored)
          .version()
          .ifPresent(version -> versions.put(stored.toString(), version));
    }
    return versions;
  }

  private <E> List<String> lake(StoredRows<E> stored, Function<E, String> text) {
    List<String> rows = new ArrayList<>();
    LakeTable table = LakeTable.at(lake.toString(), stored);
    table
        .version()
        .ifPresent(
            version -> {
              for (DataFile file : table.files(version)) {
                try (ParquetRows<E> read = ParquetRows.read(file.path(), stored)) {
                  read.forEachRemaining(row -> rows.add(text.apply(row)));
                }
              }
            });
    return sorted(rows);
  }

  private static List<String> sorted(List<?> rows) {
    return rows.stream().map(Object::toString).sorted().toList();
  }
}
