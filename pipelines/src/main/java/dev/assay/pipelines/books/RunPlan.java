package dev.assay.pipelines.books;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.assay.pipelines.io.lake.StoredRows;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DelegateCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;

/**
 * All that the result of a run depends on, written down before it begins. A run that was killed is
 * done again from its plan: the same input on top of the same versions of the tables.
 *
 * @param number counts the runs of a pipeline from 1; 0 when there is nothing to do
 * @param kind as {@link dev.assay.pipelines.RunKind}
 * @param startedAt when it was planned, as ISO-8601; its payloads arrived then
 * @param inputs the files that it takes
 * @param bases by {@code layer/table}, the version of the lake table that it builds on
 * @param firstOpenDay rows of earlier days are late, as ISO-8601; null when none are
 * @param replay which quarantined payloads it looks at, when it is a replay
 * @param behind days, as ISO-8601, whose gold is or may be other than silver, for a stream has
 *     written there; it is made anew
 * @param topics the topics that a stream reads, with the ids that Kafka gave them
 * @param reopens whether the run reads days of silver that were closed to the bounded run before,
 *     so that nobody has compared their rows with what came since
 */
public record RunPlan(
    long number,
    String runId,
    String pipeline,
    String kind,
    String startedAt,
    List<SourceFile> inputs,
    Map<String, Long> bases,
    String firstOpenDay,
    ReplayFilter replay,
    List<String> behind,
    Map<String, String> topics,
    boolean reopens) {
  /** The kind of a run without end. */
  public static final String STREAM = "stream";

  public RunPlan {
    behind = behind == null ? List.of() : List.copyOf(behind);
    topics = topics == null ? Map.of() : Map.copyOf(topics);
  }

  /** A plan to which no day is open that was closed to the run before. */
  public RunPlan(
      long number,
      String runId,
      String pipeline,
      String kind,
      String startedAt,
      List<SourceFile> inputs,
      Map<String, Long> bases,
      String firstOpenDay,
      ReplayFilter replay,
      List<String> behind,
      Map<String, String> topics) {
    this(
        number,
        runId,
        pipeline,
        kind,
        startedAt,
        inputs,
        bases,
        firstOpenDay,
        replay,
        behind,
        topics,
        false);
  }

  public static RunPlan nothing(String pipeline, String kind, Instant now) {
    return new RunPlan(
        0,
        "",
        pipeline,
        kind,
        now.toString(),
        List.of(),
        Map.of(),
        null,
        ReplayFilter.ALL,
        List.of(),
        Map.of());
  }

  @JsonIgnore
  public boolean isNothing() {
    return number == 0;
  }

  /** Whether it is the plan of a run without end. */
  @JsonIgnore
  public boolean isStream() {
    return kind.equals(STREAM);
  }

  public Instant arrivedAt() {
    return Instant.parse(startedAt);
  }

  public LocalDate openFrom() {
    return firstOpenDay == null ? LocalDate.MIN : LocalDate.parse(firstOpenDay);
  }

  /** The first day of which silver is read: the open days, and those that are behind. */
  public LocalDate heldFrom() {
    return behind.stream()
        .map(LocalDate::parse)
        .reduce(openFrom(), (one, other) -> one.isBefore(other) ? one : other);
  }

  /** The same plan, of a run that follows these. */
  public RunPlan after(List<RunPlan> earlier) {
    boolean reopens =
        earlier.stream()
            .filter(plan -> !plan.isStream())
            .max(Comparator.comparing(RunPlan::number))
            .filter(last -> heldFrom().isBefore(last.openFrom()))
            .isPresent();
    return new RunPlan(
        number,
        runId,
        pipeline,
        kind,
        startedAt,
        inputs,
        bases,
        firstOpenDay,
        replay,
        behind,
        topics,
        reopens);
  }

  /** The version of this lake table that the run builds on; empty when it did not exist. */
  public Optional<Long> base(StoredRows<?> stored) {
    return Optional.ofNullable(bases.get(stored.layer() + "/" + stored.name()));
  }

  public static Coder<RunPlan> coder() {
    return DelegateCoder.of(StringUtf8Coder.of(), RunPlan::toJson, RunPlan::fromJson);
  }

  String toJson() {
    return LedgerJson.of(this);
  }

  static RunPlan fromJson(String json) {
    return LedgerJson.read(json, RunPlan.class, "A run's plan");
  }
}
