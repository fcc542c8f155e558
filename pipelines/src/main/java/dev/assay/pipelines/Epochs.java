package dev.assay.pipelines;

import dev.assay.pipelines.EpochPart.Began;
import dev.assay.pipelines.EpochPart.Complete;
import dev.assay.pipelines.EpochPart.Displaced;
import dev.assay.pipelines.EpochPart.GoldBehind;
import dev.assay.pipelines.EpochPart.GoldFile;
import dev.assay.pipelines.EpochPart.GoldTold;
import dev.assay.pipelines.books.Epoch;
import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.books.RunPlan;
import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.io.LakeException;
import dev.assay.pipelines.io.jdbc.AuditTables;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.pipelines.io.lake.LakeTable;
import dev.assay.pipelines.io.lake.Positions;
import dev.assay.pipelines.io.lake.Replace;
import dev.assay.pipelines.io.lake.StoredRows;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Publishes the epochs of a stream: each is written to the ledger first, then carried out. */
final class Epochs {
  /** How many epochs back something may come again that was published. */
  private static final int MEMORY = 4;

  private final String lake;
  private final String pipeline;
  private final Warehouse warehouse;
  private final Flow flow;
  private final Ledger ledger;

  Epochs(String lake, String pipeline, Warehouse warehouse, Flow flow) {
    this.lake = lake;
    this.pipeline = pipeline;
    this.warehouse = warehouse;
    this.flow = flow;
    this.ledger = Ledger.of(lake, pipeline);
  }

  /** The name under which epochs are committed to lake tables. */
  static String application(String pipeline) {
    return PlanRun.application(pipeline) + ".stream";
  }

  /** Carries out what a stream wrote down and did not come to carry out. */
  void recover() {
    ledger.lastEpoch().filter(epoch -> !epoch.published()).ifPresent(this::carryOut);
  }

  /**
   * Publishes what is new among the parts.
   *
   * @param totals of the run since it began
   */
  void publish(Began run, List<Record> parts, List<ControlTotal> totals) {
    ledger.checkNewest(run.number(), run.runId());
    recover();
    Optional<Epoch> last = ledger.lastEpoch();
    List<Record> news =
        parts.stream()
            .filter(part -> last.isEmpty() || id(part) == null || !last.get().knows(id(part)))
            .toList();
    boolean isNew =
        news.stream()
            .anyMatch(
                part -> id(part) != null || part instanceof Complete || part instanceof GoldBehind);
    isNew |= !all(news, GoldTold.class).isEmpty() && !inLake(run, last).isSure();
    if (!isNew && last.filter(epoch -> isSame(epoch, run, totals)).isPresent()) {
      return;
    }
    Epoch epoch = epoch(run, news, totals, last);
    ledger.write(epoch);
    // Whoever began since has either seen the epoch and carried it out, or is seen here.
    ledger.checkNewest(run.number(), run.runId());
    carryOut(epoch);
  }

  private static boolean isSame(Epoch last, Began run, List<ControlTotal> totals) {
    return last.number() == run.number()
        && rows(last.totals()) == rows(totals)
        && last.totals().size() == totals.size();
  }

  /** Every payload is counted as read or known, so this grows with every one. */
  private static long rows(List<ControlTotal> totals) {
    Set<String> stages = Set.of(ControlTotal.READ, ControlTotal.KNOWN);
    return totals.stream()
        .filter(total -> stages.contains(total.stage()))
        .mapToLong(ControlTotal::rows)
        .sum();
  }

  /** What makes a part known when it comes again; null for what may come again without harm. */
  private static String id(Record part) {
    if (part instanceof DataFile file) {
      return file.path();
    }
    if (part instanceof Displaced displaced) {
      return displaced.id();
    }
    if (part instanceof GoldFile gold) {
      return gold.id();
    }
    if (part instanceof Rejected rejected) {
      return "contradiction "
          + rejected.runId()
          + " "
          + rejected.source()
          + " "
          + rejected.position();
    }
    return null;
  }

  private Epoch epoch(
      Began run, List<Record> news, List<ControlTotal> totals, Optional<Epoch> last) {
    List<DataFile> files = new ArrayList<>(all(news, DataFile.class));
    Map<String, Long> offsets = new TreeMap<>(last.map(Epoch::offsets).orElse(Map.of()));
    advance(offsets, files);
    Set<String> removed = new HashSet<>();
    for (Table<?> silver : flow.silver()) {
      Rewrite rewrite = new Rewrite(lake, silver, files);
      files = rewrite.without(of(silver, all(news, Displaced.class), Displaced::table));
      removed.addAll(rewrite.removed());
      files.addAll(
          new Recalled(lake, silver, files)
              .quarantine(of(silver, all(news, Rejected.class), Rejected::table)));
    }
    Set<LocalDate> complete =
        new TreeSet<>(
            last.filter(e -> e.number() == run.number()).map(Epoch::complete).orElse(Set.of()));
    all(news, Complete.class).forEach(each -> complete.add(each.day()));
    long sequence = Math.max(last.map(Epoch::sequence).orElse(0L), Epoch.first(run.number())) + 1;
    GoldInLake inLake = inLake(run, last);
    List<GoldFile> newer = all(news, GoldFile.class).stream().filter(inLake::isNew).toList();
    inLake.take(news, sequence);
    change(inLake, files, news);
    Map<String, Set<LocalDate>> gold = gold(newer, files);
    return new Epoch(
        run.number(),
        run.runId(),
        pipeline,
        run.startedAt(),
        sequence,
        files.stream().map(file -> file.withPositions(null)).toList(),
        removed,
        offsets,
        totals.stream().map(total -> total.in(run.runId())).toList(),
        complete,
        inLake.days(),
        recent(last, news),
        false,
        gold,
        inLake.places(),
        inLake.isTold(),
        inLake.changed());
  }

  /** A run begins with what others have left, and goes on with its own. */
  private GoldInLake inLake(Began run, Optional<Epoch> last) {
    return last.filter(epoch -> epoch.number() == run.number())
        .map(GoldInLake::after)
        .orElseGet(() -> GoldInLake.when(run, ledger.behind()));
  }

  private static void change(GoldInLake inLake, List<DataFile> files, List<Record> news) {
    files.stream()
        .filter(file -> file.layer().equals(Layer.SILVER.toString()))
        .forEach(file -> inLake.change(file.day()));
    // No file tells of a day that lost its only row.
    all(news, Displaced.class).forEach(each -> inLake.change(each.day()));
  }

  /** Adds the newest files of gold to those that are published; tells what they replace. */
  private static Map<String, Set<LocalDate>> gold(List<GoldFile> news, List<DataFile> files) {
    Map<String, GoldFile> newest = new LinkedHashMap<>();
    for (GoldFile file : news) {
      newest.merge(
          WriteGold.place(file.table(), file.day()),
          file,
          (one, other) -> other.number() > one.number() ? other : one);
    }
    Map<String, Set<LocalDate>> replaced = new TreeMap<>();
    for (GoldFile file : newest.values()) {
      Set<LocalDate> days = replaced.computeIfAbsent(file.table(), table -> new TreeSet<>());
      Optional.ofNullable(file.day()).ifPresent(days::add);
      file.file().ifPresent(files::add);
    }
    return replaced;
  }

  private static <R extends Record> List<R> all(List<Record> parts, Class<R> kind) {
    return parts.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static <R extends Record> List<R> of(
      Table<?> table, List<R> parts, Function<R, String> tableOf) {
    return parts.stream().filter(part -> tableOf.apply(part).equals(table.name())).toList();
  }

  /**
   * Epochs of gold alone do not count: there may be many between two that bring rows of silver,
   * which must be known for longest.
   */
  private static List<Set<String>> recent(Optional<Epoch> last, List<Record> news) {
    List<Set<String>> recent = new ArrayList<>(last.map(Epoch::recent).orElse(List.of()));
    Set<String> now = new HashSet<>();
    news.stream().filter(part -> id(part) != null).forEach(part -> now.add(id(part)));
    boolean isGoldAlone =
        news.stream().allMatch(part -> id(part) == null || part instanceof GoldFile);
    if (isGoldAlone && !recent.isEmpty()) {
      now.addAll(recent.remove(0));
    }
    recent.add(0, now);
    return recent.subList(0, Math.min(recent.size(), MEMORY));
  }

  /** Takes the new files' positions in; they must begin where the lake's end. */
  private void advance(Map<String, Long> offsets, List<DataFile> files) {
    Map<String, Long> next = new HashMap<>();
    for (DataFile file : files) {
      if (file.positions() != null) {
        Positions.of(file.positions())
            .bySource()
            .forEach(
                (source, range) -> {
                  if (range.first() < offsets.getOrDefault(source, 0L)) {
                    throw goneBack(source, range.first(), offsets.get(source));
                  }
                  next.merge(source, range.next(), Math::max);
                });
      }
    }
    offsets.putAll(next);
  }

  private LakeException goneBack(String source, long position, long held) {
    return new LakeException(
        "The stream gives "
            + source
            + " from position "
            + position
            + " on, but the lake "
            + lake
            + " holds it up to "
            + held
            + ": it was started from a savepoint or checkpoint that is older than the lake. Nothing"
            + " was written. Start it without, with --from=offsets");
  }

  private void carryOut(Epoch epoch) {
    for (StoredRows<?> stored : flow.lake().ofStreams()) {
      commit(epoch, stored);
    }
    RunReport report =
        new RunReport(
            epoch.number(),
            epoch.runId(),
            epoch.pipeline(),
            RunPlan.STREAM,
            false,
            true,
            List.of(),
            RunReport.sumOf(epoch.totals()),
            epoch.behind().size());
    if (isLast(epoch)) {
      new AuditTables(warehouse)
          .recordStream(Finish.record(RunPlan.STREAM, epoch.startedAt(), report), epoch);
      // Last of all, that the epoch is published: until then it is carried out again.
      ledger.writeDone(report);
      ledger.write(epoch.done());
    }
  }

  /** Its own stream may have gone on while somebody else carried it out. */
  private boolean isLast(Epoch epoch) {
    return ledger.lastEpoch().filter(last -> last.sequence() > epoch.sequence()).isEmpty();
  }

  private void commit(Epoch epoch, StoredRows<?> stored) {
    List<DataFile> gained = epoch.files().stream().filter(file -> file.isOf(stored)).toList();
    if (stored.layer() == Layer.GOLD) {
      Set<LocalDate> days = epoch.gold().get(stored.name());
      if (days != null) {
        Replace replace = stored.byDay() ? new Replace.Days(days) : new Replace.All();
        LakeTable.at(lake, stored).commit(application(pipeline), epoch.sequence(), gained, replace);
      }
      return;
    }
    Set<String> lost = new HashSet<>();
    LakeTable table = LakeTable.at(lake, stored);
    String prefix = table.folder() + "/";
    epoch.removed().stream().filter(path -> path.startsWith(prefix)).forEach(lost::add);
    if (!gained.isEmpty() || !lost.isEmpty()) {
      table.commit(application(pipeline), epoch.sequence(), gained, new Replace.Files(lost));
    }
  }
}
