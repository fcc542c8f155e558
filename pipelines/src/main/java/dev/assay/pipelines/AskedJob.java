package dev.assay.pipelines;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;

/**
 * A run of a pipeline as a job: all that it does follows from its arguments. Nothing outside is
 * asked while its graph is built, so that the graph can be kept, and started later and elsewhere.
 */
public final class AskedJob {
  private static final String USUAL = Flows.usual().name();

  private final String name;
  private final AskedRun run;
  private final Arguments beam;

  private AskedJob(String name, AskedRun run, Arguments beam) {
    this.name = name;
    this.run = run;
    this.beam = beam;
  }

  /**
   * The job that these arguments ask for. Names are taken in Beam's way, {@code --goldInterval},
   * and with dashes; what is no setting is Beam's.
   */
  public static AskedJob of(Arguments given) {
    List<PipelineInputs> all = Flows.inputs();
    List<Asked> ours = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    for (String argument : given.given()) {
      String name = Way.kebabCase(Arguments.name(argument));
      boolean isOurs =
          argument.startsWith("--")
              && (Settings.named(name).isPresent()
                  || all.stream().anyMatch(each -> each.input(name).isPresent()));
      if (isOurs) {
        ours.add(new Asked(name, Arguments.valueOf(argument), Way.JOB));
      } else {
        rest.add(argument);
      }
    }
    String pipeline = AskedSettings.of(Way.JOB, ours).get(Settings.PIPELINE).orElse(USUAL);
    PipelineInputs inputs =
        Flows.named(pipeline)
            .map(Flow::inputs)
            .orElseGet(() -> PipelineInputs.unknown(pipeline, all));
    return new AskedJob(pipeline, AskedRun.of(inputs, all, Way.JOB, ours), new Arguments(rest));
  }

  /** Whether these arguments ask for a run without end. Where none can tell, it is no stream. */
  public boolean isStream() {
    return run.isStream();
  }

  /** The name of the pipeline that is asked for. */
  public String pipeline() {
    return name;
  }

  /** What a bounded run looks at. */
  public RunKind kind() {
    return run.settings().kind();
  }

  /** The arguments that Beam and its runner take. */
  public Arguments beam() {
    return beam;
  }

  /**
   * Makes sure that nothing is wrong with the arguments.
   *
   * @throws IllegalArgumentException with all that is, one problem per line
   */
  public void check() {
    List<String> problems = new ArrayList<>(Flows.problems());
    if (Flows.named(name).isEmpty()) {
      List<String> names = Flows.names();
      problems.add(
          Way.JOB.said(Settings.PIPELINE.name(), name)
              + " is no pipeline. There is: "
              + String.join(", ", names)
              + Nearest.question(name, names));
    }
    problems.addAll(run.problems());
    beam.given().forEach(argument -> problems.addAll(problems(argument)));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
    }
  }

  /** What is neither ours nor Beam's may be a slip of the hand. */
  private static List<String> problems(String argument) {
    String name = Arguments.name(argument);
    String meant =
        Nearest.to(Way.kebabCase(name), names())
            .map(Way.JOB::word)
            .map(Nearest::question)
            .orElse("");
    return new Arguments(List.of(argument))
        .problems().stream().map(problem -> problem + meant).toList();
  }

  /** Every name that an argument of ours can have. */
  private static List<String> names() {
    return Stream.concat(
            Settings.ALL.stream().map(Setting::name),
            Flows.inputs().stream().flatMap(each -> each.inputs().stream()).map(Input::name))
        .toList();
  }

  /**
   * Builds the graph of the job: of a stream when its facts come from topics, of a bounded run
   * otherwise.
   *
   * @throws IllegalArgumentException with all that is wrong with the arguments, one problem per
   *     line
   */
  public void build(Pipeline graph) {
    check();
    Flow flow = Flows.named(name).orElseThrow();
    AskedSettings asked = run.settings();
    String lake = asked.get(Settings.LAKE).orElseThrow();
    ClaimOptions.describe(graph.getOptions(), name, lake);
    if (isStream()) {
      UnboundedGraph.build(graph, flow, run.stream(lake, asked.warehouse().orElseThrow()));
    } else {
      BoundedGraph.build(graph, flow, run.bounded(lake, asked.warehouse().orElseThrow()));
    }
  }
}
