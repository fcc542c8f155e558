package dev.assay.pipelines;

import dev.assay.pipelines.GoldComparison.Difference;
import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.io.LakeException;
import dev.assay.pipelines.io.jdbc.RefusedRows;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.schemas.ColumnDigest;
import dev.assay.schemas.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Whether every column of gold, in the warehouse and in the lake, is what silver gives. Gold is
 * made anew for it, by the flow's own steps; nothing is changed.
 *
 * @param shards how many parts a grouping by key has
 */
public record DeepAudit(Flow flow, String lake, Warehouse warehouse, int shards) {

  /**
   * What came out.
   *
   * @param days those of the quick audit, with what differs beside it
   * @param leftOut what could not be compared yet, as sentences
   */
  public record Result(List<Audit.Day> days, List<String> leftOut) {}

  /**
   * Compares the closed days.
   *
   * @param days what the books say of them
   * @param options of the runner that makes gold anew, in this process
   * @throws LakeException when there is no lake, or a run is only half published
   */
  public Result compare(List<Audit.Day> days, PipelineOptions options) {
    Ledger ledger = Ledger.of(lake, flow.name());
    check(days, ledger);
    GoldComparison comparison = new GoldComparison(recomputed(options));
    Set<LocalDate> open = new HashSet<>();
    days.stream().filter(Audit.Day::open).forEach(day -> open.add(day.day()));
    // The lake's gold follows that of the warehouse some time later.
    Set<LocalDate> openInLake = new HashSet<>(open);
    openInLake.addAll(ledger.behindStream());
    List<String> leftOut = leftOut(open, openInLake);
    List<Difference> differences = new ArrayList<>();
    for (Table<?> table : flow.gold()) {
      Set<LocalDate> refused = RefusedRows.days(new RefusedRows(warehouse).of(table));
      if (!refused.isEmpty()) {
        leftOut.add(notWhole(table, refused));
      }
      Predicate<LocalDate> whole = day -> !refused.contains(day);
      differences.addAll(comparison.inWarehouse(warehouse, table, closed(table, open).and(whole)));
      differences.addAll(comparison.inLake(lake, table, closed(table, openInLake)));
    }
    return new Result(with(differences, days), leftOut);
  }

  /** A table that is made of all facts is only compared when none can still change. */
  private Predicate<LocalDate> closed(Table<?> table, Set<LocalDate> open) {
    return flow.isOfAllDays(table) ? day -> open.isEmpty() : day -> !open.contains(day);
  }

  private void check(List<Audit.Day> days, Ledger ledger) {
    boolean isThere = LakeTable.at(lake, flow.lake().all().get(0)).version().isPresent();
    if (!isThere && !days.isEmpty()) {
      throw new LakeException(
          "No lake of "
              + flow
              + " is at "
              + lake
              + ", and gold is compared with its silver. Give the lake of this warehouse with"
              + " --lake");
    }
    Optional<RunPlan> unfinished = ledger.unfinished().filter(plan -> !plan.isStream());
    if (unfinished.isPresent()
        && PlanRun.isBegun(lake, flow.lake().all().get(0), unfinished.get())) {
      throw new LakeException(
          "Run "
              + unfinished.get().number()
              + " of "
              + lake
              + " has published only a part of its tables. Let it end, or start the pipeline again"
              + " so that it is finished; then compare");
    }
  }

  private List<ColumnDigest> recomputed(PipelineOptions options) {
    try {
      Path folder = Files.createTempDirectory("assay-audit");
      Path file = folder.resolve("digests");
      try {
        Pipeline graph = Pipeline.create(options);
        Recompute.build(graph, flow, lake, shards, file.toString());
        graph.run().waitUntilFinish();
        return Recompute.read(file.toString());
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Audit.Day> with(List<Difference> differences, List<Audit.Day> days) {
    List<Audit.Day> all = new ArrayList<>(days);
    for (Difference difference : differences) {
      String silver = flow.silverOf(difference.table()).get(0).name();
      int at = 0;
      while (at < all.size() && !all.get(at).isOf(silver, difference.day())) {
        at++;
      }
      Audit.Day day =
          at < all.size()
              ? all.remove(at)
              : new Audit.Day(silver, difference.day(), null, false, Map.of(), List.of());
      all.add(at, day.with(difference.toString()));
    }
    return all;
  }

  private static String notWhole(Table<?> table, Set<LocalDate> refused) {
    return "Not compared: the warehouse's "
        + table
        + (refused.contains(null) ? "" : " of " + text(refused))
        + ", of which it refuses rows; see quarantine of "
        + table.name()
        + ".";
  }

  private List<String> leftOut(Set<LocalDate> open, Set<LocalDate> openInLake) {
    List<String> leftOut = new ArrayList<>();
    if (!open.isEmpty()) {
      leftOut.add("Not compared: gold of " + text(open) + ", for a stream may still change it.");
    }
    Set<LocalDate> behind = new HashSet<>(openInLake);
    behind.removeAll(open);
    if (!behind.isEmpty()) {
      leftOut.add(
          "Not compared: the lake's gold of "
              + text(behind)
              + ", which follows the warehouse's when a stream is quiet for some minutes, or with the"
              + " next run.");
    }
    List<String> whole =
        flow.gold().stream().filter(flow::isOfAllDays).map(Table::name).sorted().toList();
    if (!openInLake.isEmpty() && !whole.isEmpty()) {
      leftOut.add(
          "So, too, of all days: "
              + String.join(", ", whole)
              + (open.isEmpty() ? " in the lake" : "")
              + ", which are made of all rows.");
    }
    return leftOut;
  }

  private static String text(Set<LocalDate> days) {
    TreeSet<LocalDate> sorted = new TreeSet<>(days.stream().filter(d -> d != null).toList());
    return sorted.size() == 1
        ? sorted.first().toString()
        : sorted.size() + " days, " + sorted.first() + " to " + sorted.last();
  }
}
