package dev.assay.pipelines;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.Warehouse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A run of a pipeline as it is asked for: its settings and inputs, and what is wrong with them. */
public final class AskedRun {
  private final PipelineInputs pipeline;
  private final AskedSettings settings;
  private final AskedInputs inputs;
  private final List<String> problems;

  private AskedRun(PipelineInputs pipeline, List<PipelineInputs> all, Way way, List<Asked> asked) {
    this.pipeline = pipeline;
    this.settings = AskedSettings.of(way, asked);
    this.problems = new ArrayList<>(settings.problems());
    this.inputs =
        new AskedInputs(
            pipeline,
            all,
            way,
            asked.stream()
                .filter(each -> each.isInput() || Settings.named(each.name()).isEmpty())
                .toList(),
            problems);
  }

  /**
   * Looks at all that is asked.
   *
   * @param all what every pipeline takes: an input of another is told as such
   * @param way what messages call what is not asked
   * @param asked settings by their names, and inputs by theirs
   */
  public static AskedRun of(
      PipelineInputs pipeline, List<PipelineInputs> all, Way way, List<Asked> asked) {
    AskedRun run = new AskedRun(pipeline, all, way, asked);
    if (way == Way.JOB) {
      run.checkJob();
    }
    run.checkInputs();
    run.settings.asked().forEach(run::checkPlace);
    return run;
  }

  /** On the command line a home has both; elsewhere, nothing has them. */
  private void checkJob() {
    if (!settings.isGiven(Settings.LAKE)) {
      problems.add(settings.word(Settings.LAKE) + " is missing: give the folder of the lake");
    }
    if (!settings.isGiven(Settings.WAREHOUSE)) {
      problems.add(
          settings.word(Settings.WAREHOUSE)
              + " is missing: give it as jdbc:postgresql://HOST:PORT/DATABASE");
    }
    // Whoever submits a job gives Flink the saved state, and not the job.
    settings
        .savepoint()
        .flatMap(place -> settings.asked(Settings.FROM))
        .ifPresent(
            from ->
                problems.add(
                    from.said()
                        + " is no place to begin. Give one of: "
                        + Arrays.stream(StreamStart.values())
                            .map(StreamStart::text)
                            .collect(Collectors.joining(", "))));
  }

  private void checkInputs() {
    settings.takesNoInput().ifPresentOrElse(inputs::checkNone, inputs::checkSome);
  }

  /** What is asked that this run cannot do, whatever its value. */
  private void checkPlace(Setting<?> setting, Asked asked) {
    boolean isUsual = asked.value().equals(setting.usual());
    String without =
        switch (setting.holds()) {
          case TOPICS -> isStream() || isUsual ? "" : " is for a topic only: " + setting.why();
          case FILES -> isStream() ? " is not for a topic: " + setting.why() : "";
          case CLOSED_DAYS ->
              pipeline.closesDays() || asked.way() == Way.FILE
                  ? ""
                  : " is not for " + pipeline.pipeline() + ": " + setting.why() + ". Leave it out";
          case ALWAYS, JOBS -> "";
        };
    if (!without.isEmpty()) {
      problems.add(asked.word() + without);
    }
  }

  /** What is wrong, as sentences. */
  public List<String> problems() {
    return problems;
  }

  public AskedSettings settings() {
    return settings;
  }

  /** Whether it has no end: where none can tell, it is no stream. */
  public boolean isStream() {
    return inputs.isStream();
  }

  /** The topics that it reads; none where it has an end. */
  public List<Endpoint.Topic> topics() {
    return inputs.topics().values().stream().flatMap(List::stream).toList();
  }

  /** By table, the files that it loads; those of a stream are loaded before it begins. */
  public Map<String, Endpoint.Files> files() {
    return inputs.files();
  }

  /** Whether it works on what the lake holds, and reads nothing else. */
  public boolean takesNoInput() {
    return settings.takesNoInput().isPresent();
  }

  /** What the stream does not read itself, in words; empty where it reads all. */
  public Optional<String> loadedBefore() {
    List<String> words =
        pipeline.inputs().stream()
            .filter(input -> inputs.streamed().noneMatch(input::equals))
            .map(Input::what)
            .toList();
    return words.isEmpty() ? Optional.empty() : Optional.of(PipelineInputs.joined(words));
  }

  /** What a bounded run is to do. */
  public RunSettings bounded(String lake, Warehouse warehouse) {
    return settings.bounded(pipeline.pipeline(), lake, warehouse, files());
  }

  /** What a run without end is to do. */
  public StreamSettings stream(String lake, Warehouse warehouse) {
    return settings.stream(pipeline.pipeline(), lake, warehouse, inputs.topics());
  }
}
