package dev.assay.pipelines.books;

import dev.assay.pipelines.io.LakeException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * What the runs of a pipeline planned and did: {@code <lake>/<pipeline>/runs/000001.plan.json}, and
 * {@code 000001.done.json} when the run is done. One run of a pipeline at a time writes to a lake.
 */
public final class Ledger {
  private static final String PLAN = ".plan.json";
  private static final String DONE = ".done.json";
  private static final String REPORT = ".report.json";
  private static final String EPOCH = ".epoch.json";
  private static final String GONE = ".gone.json";
  private static final String JOB = "job.json";
  private static final String LAUNCH = "launch.json";

  private final String folder;

  private Ledger(String folder) {
    this.folder = folder;
  }

  public static Ledger of(String lake, String pipeline) {
    return new Ledger(lake + (lake.endsWith("/") ? "" : "/") + pipeline + "/runs/");
  }

  /** All plans, the oldest first. */
  public List<RunPlan> plans() {
    List<RunPlan> plans = new ArrayList<>();
    for (MatchResult.Metadata file : files(PLAN)) {
      plans.add(plan(file));
    }
    plans.sort(Comparator.comparing(RunPlan::number));
    return plans;
  }

  /** The greatest number that a run ever had, also one that was abandoned; 0 before the first. */
  public long lastPlanned() {
    return Stream.of(PLAN, GONE, EPOCH)
        .flatMap(ending -> files(ending).stream())
        .mapToLong(Ledger::number)
        .max()
        .orElse(0);
  }

  /**
   * Whether this run may still write: two at once would both write the same rows.
   *
   * @throws LakeException when another run has begun since, or has abandoned this one
   */
  public void checkNewest(long number, String runId) {
    boolean known =
        maybe(name(number, PLAN))
            .map(RunPlan::fromJson)
            .filter(p -> p.runId().equals(runId))
            .isPresent();
    if (!known || lastPlanned() > number) {
      throw new LakeException(
          "Another run has taken over from run "
              + number
              + ", which must not write to "
              + folder.replaceFirst("[^/]*/runs/$", "")
              + " any more. End it; to go on from here, start the pipeline anew, a stream with"
              + " --from=offsets");
    }
  }

  /** The number of the last run that is done; 0 before the first. */
  public long lastDone() {
    return files(DONE).stream().mapToLong(Ledger::number).max().orElse(0);
  }

  private RunPlan plan(MatchResult.Metadata file) {
    return RunPlan.fromJson(read(file.resourceId()));
  }

  private static long number(MatchResult.Metadata file) {
    return Long.parseLong(file.resourceId().getFilename().replaceFirst("\\..*", ""));
  }

  /** The plan that was not carried out to its end, if there is one. */
  public Optional<RunPlan> unfinished() {
    long done = lastDone();
    return files(PLAN).stream()
        .filter(file -> number(file) > done)
        .min(Comparator.comparing(Ledger::number))
        .map(this::plan);
  }

  public void write(RunPlan plan) {
    write(name(plan.number(), PLAN), plan.toJson());
  }

  /**
   * Gives up a plan of which nothing was carried out. Its number is never given again: should the
   * run still live somewhere, it finds out before it writes.
   */
  public void abandon(RunPlan plan) {
    try {
      FileSystems.rename(
          List.of(resource(name(plan.number(), PLAN))),
          List.of(resource(name(plan.number(), GONE))));
    } catch (IOException e) {
      throw failed("rename", name(plan.number(), PLAN), e);
    }
  }

  /** Says what a run came to that published nothing. */
  public void write(RunReport report) {
    write(name(report.number(), REPORT), report.toJson());
  }

  /**
   * Says what a run came to, or a stream so far; it is done with what it has published, whatever
   * the warehouse says of it.
   */
  public void writeDone(RunReport report) {
    write(name(report.number(), REPORT), report.toJson());
    write(name(report.number(), DONE), report.toJson());
  }

  /** Keeps the last epoch of a stream in place of the one before. */
  public void write(Epoch epoch) {
    write(name(epoch.number(), EPOCH), epoch.toJson());
  }

  /** The last epoch of the last stream; empty where no stream has published anything. */
  public Optional<Epoch> lastEpoch() {
    return lastEpochBefore(Long.MAX_VALUE);
  }

  /** The last epoch of the last stream before this run. */
  public Optional<Epoch> lastEpochBefore(long number) {
    return files(EPOCH).stream()
        .filter(file -> number(file) < number)
        .max(Comparator.comparing(Ledger::number))
        .map(file -> Epoch.fromJson(read(file.resourceId())));
  }

  /**
   * The days that a bounded run is to compute: those that a stream has written to silver since the
   * last one, and those of which that one says that the warehouse lacks something.
   */
  public Set<LocalDate> behind() {
    Set<LocalDate> behind = new TreeSet<>(behindStream());
    report(lastBounded()).stream()
        .flatMap(report -> report.lacking().stream())
        .map(LocalDate::parse)
        .forEach(behind::add);
    return behind;
  }

  /** The days that a stream has written to silver, and whose gold in the lake is of before. */
  public Set<LocalDate> behindStream() {
    long lastBounded = lastBounded();
    return lastEpoch()
        .filter(epoch -> epoch.number() > lastBounded)
        .map(Epoch::behindForReaders)
        .orElse(Set.of());
  }

  private long lastBounded() {
    long done = lastDone();
    return files(PLAN).stream()
        .filter(file -> number(file) <= done)
        .sorted(Comparator.comparing(Ledger::number).reversed())
        .map(this::plan)
        .filter(plan -> !plan.isStream())
        .findFirst()
        .map(RunPlan::number)
        .orElse(0L);
  }

  /** Says that this launch of a stream carries out this run from now on. */
  public void launch(String launch, long run) {
    String first =
        lastLaunch().filter(before -> before.run() == run).map(Launch::first).orElse(launch);
    write(LAUNCH, new Launch(run, first, launch).toJson());
  }

  private Optional<Launch> lastLaunch() {
    return maybe(LAUNCH).map(Launch::fromJson);
  }

  /** The plan of the run that this launch carries out; empty when another one has begun since. */
  public Optional<RunPlan> planOf(String launch) {
    return lastLaunch()
        .filter(last -> last.is(launch))
        .flatMap(last -> maybe(name(last.run(), PLAN)))
        .map(RunPlan::fromJson);
  }

  /** Says which job works on the lake from now on. */
  public void write(JobClaim claim) {
    write(JOB, claim.toJson());
  }

  /** The job that was the last to say that it works on the lake; it may have ended since. */
  public Optional<JobClaim> claim() {
    return maybe(JOB).map(JobClaim::fromJson);
  }

  /** Where that stands. */
  public String claimPlace() {
    return folder + JOB;
  }

  /** Takes back what a job has said, once it has ended. */
  public void release(JobClaim claim) {
    if (claim().filter(claim::equals).isPresent()) {
      try {
        FileSystems.delete(List.of(resource(JOB)), StandardMoveOptions.IGNORE_MISSING_FILES);
      } catch (IOException e) {
        throw failed("delete", JOB, e);
      }
    }
  }

  /** What the run came to; empty when it did not get that far. */
  public Optional<RunReport> report(long number) {
    return maybe(name(number, REPORT)).map(RunReport::fromJson);
  }

  private static String name(long number, String ending) {
    return String.format(Locale.ROOT, "%06d%s", number, ending);
  }

  private ResourceId resource(String name) {
    return FileSystems.matchNewResource(folder + name, false);
  }

  private List<MatchResult.Metadata> files(String ending) {
    try {
      return FileSystems.match(folder + "*" + ending, EmptyMatchTreatment.ALLOW).metadata().stream()
          .filter(file -> !isDraft(file.resourceId()))
          .toList();
    } catch (IOException e) {
      throw failed("list", "*" + ending, e);
    }
  }

  private String read(ResourceId file) {
    try {
      return text(file);
    } catch (IOException e) {
      throw failed("read", file.getFilename(), e);
    }
  }

  /** What a file holds; empty where there is none. */
  private Optional<String> maybe(String name) {
    try {
      return Optional.of(text(resource(name)));
    } catch (FileNotFoundException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", name, e);
    }
  }

  private static String text(ResourceId file) throws IOException {
    try (InputStream in = Channels.newInputStream(FileSystems.open(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What a run that was killed while it wrote has left behind. */
  private static boolean isDraft(ResourceId file) {
    return String.valueOf(file.getFilename()).startsWith(".");
  }

  /** A reader sees the whole file or none. */
  private void write(String name, String text) {
    ResourceId draft = resource("." + name);
    try {
      try (OutputStream out =
          Channels.newOutputStream(FileSystems.create(draft, "application/json"))) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
      FileSystems.rename(
          List.of(draft), List.of(resource(name)), StandardMoveOptions.IGNORE_MISSING_FILES);
    } catch (IOException e) {
      throw failed("write", name, e);
    }
  }

  private LakeException failed(String verb, String name, IOException e) {
    return new LakeException(
        "Cannot "
            + verb
            + " "
            + folder
            + name
            + ": "
            + e.getMessage()
            + ". Check that the lake's address is right and that this user may read and write there",
        e);
  }
}
