package dev.assay.pipelines;

import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.InputException;
import dev.assay.pipelines.io.files.SourceFiles;
import dev.assay.pipelines.io.jdbc.AuditTables;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.pipelines.io.jdbc.WarehouseRefused;
import dev.assay.pipelines.io.jdbc.WarehouseUnavailable;
import dev.assay.pipelines.io.lake.LakeLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What would keep a run from being done, found out before it begins. Changes nothing, and finds
 * nothing that could not be mended by then: a run still sees to all of it by itself.
 *
 * @param pipeline name of the pipeline
 * @param lake folder of the lake
 * @param inputs by silver table, where its payloads come from
 * @param rebuild whether the warehouse is filled anew, and so may be any
 */
public record Preflight(
    String pipeline, String lake, Map<String, Endpoint.Files> inputs, boolean rebuild) {

  /** What is wrong with the inputs and the lake, as sentences. */
  public List<String> ofFiles() {
    Optional<String> layout = LakeLayout.problem(lake);
    if (layout.isPresent()) {
      return List.of(layout.get());
    }
    List<String> problems = new ArrayList<>();
    if (isInterrupted()) {
      // It is finished first, from bronze, whatever has become of its input.
      return ofLake().stream().toList();
    }
    inputs.forEach(
        (table, place) -> {
          try {
            SourceFiles.require(table, place).stream()
                .filter(file -> !isReadable(file.uri()))
                .map(file -> "Cannot read " + file.uri() + ", given for " + table)
                .map(problem -> problem + ". See that this user may read it")
                .forEach(problems::add);
          } catch (InputException e) {
            problems.add(e.getMessage());
          }
        });
    ofLake().ifPresent(problems::add);
    return problems;
  }

  private boolean isInterrupted() {
    Flow flow = Flows.named(pipeline).orElseThrow();
    return Ledger.of(lake, pipeline)
        .unfinished()
        .filter(plan -> flow.lake().all().stream().anyMatch(s -> PlanRun.isBegun(lake, s, plan)))
        .isPresent();
  }

  private static boolean isReadable(String uri) {
    return uri.contains("://") || Files.isReadable(Path.of(uri));
  }

  private Optional<String> ofLake() {
    if (lake.contains("://")) {
      return Optional.empty();
    }
    Path there = Path.of(lake).toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      return Optional.of(
          "The lake cannot be at " + lake + ": " + there + " is a file. Give a folder with --lake");
    }
    return Files.isWritable(there)
        ? Optional.empty()
        : Optional.of(
            "The lake cannot be written at "
                + lake
                + ": this user may not write to "
                + there
                + ". Give it the right to, or another folder with --lake");
  }

  /**
   * What is wrong with the warehouse, as sentences.
   *
   * @throws WarehouseUnavailable when it cannot be reached for as long as its patience
   */
  public List<String> ofWarehouse(Warehouse warehouse) {
    try {
      return rebuild
          ? warehouse.within(connection -> List.<String>of())
          : otherLake(lake, pipeline, warehouse).stream().toList();
    } catch (WarehouseRefused e) {
      return List.of(e.getMessage());
    }
  }

  /** Likewise of one that need not be waited for, because the run will not begin anyway. */
  public List<String> ofWarehouseAtOnce(Warehouse warehouse) {
    try {
      return ofWarehouse(warehouse.withPatience(Duration.ZERO));
    } catch (WarehouseUnavailable e) {
      return List.of(e.getMessage());
    }
  }

  /**
   * Tells when a warehouse is certain to belong to another lake, or a lake to another warehouse.
   */
  static Optional<String> otherLake(String lake, String pipeline, Warehouse warehouse) {
    Ledger ledger = Ledger.of(lake, pipeline);
    long done = ledger.lastDone();
    SortedMap<Long, String> known = new AuditTables(warehouse).runIds(pipeline);
    if (done > 0 && known.isEmpty()) {
      return Optional.of(
          "The lake "
              + lake
              + " belongs to another warehouse than "
              + warehouse.place()
              + ", which knows no run of "
              + pipeline
              + ", and the lake has seen "
              + done
              + ". Give the warehouse that belongs to this lake, or fill this one from the lake with"
              + " --rebuild");
    }
    String here = ledger.report(done).map(RunReport::runId).orElse(null);
    boolean isFirst = ledger.lastPlanned() == 0 && !known.isEmpty();
    boolean differs = here != null && known.containsKey(done) && !known.get(done).equals(here);
    return isFirst || differs
        ? Optional.of(
            "The warehouse at "
                + warehouse.place()
                + " belongs to another lake than "
                + lake
                + ": it holds runs of "
                + pipeline
                + " that this lake has not seen. Give the lake that belongs to it, or the warehouse"
                + " that belongs to this lake")
        : Optional.empty();
  }
}
