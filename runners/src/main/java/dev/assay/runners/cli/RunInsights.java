package dev.assay.runners.cli;

import dev.assay.pipelines.KnownPipeline;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.TopicCheck;
import dev.assay.schemas.insights.ChangeEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay run insights}. */
@Command(
    name = "insights",
    description =
        "Changes of a bank's database, as Debezium tells them, to its rows and customers' figures.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RunInsights implements Callable<Integer>, Checked, InHome {
  private static final KnownPipeline PIPELINE = KnownPipeline.INSIGHTS;

  @Option(
      names = "--changes",
      paramLabel = "URI",
      description = {
        "Topics of Debezium's change events, kafka://HOST:PORT/TOPIC,TOPIC, which are read without "
            + "end. Or a file, folder or pattern with one message per line: .jsonl, also with .gz."
      })
  private String changes;

  @Mixin private RunOptions run;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (changes != null) {
      Checked.tryOut(problems, "--changes", this::input);
    } else if (!run.takesNoInput()) {
      problems.add("--changes is missing: give topics, or a file, a folder or a pattern");
    }
    if (isTopics()) {
      problems.addAll(run.streamProblems("--changes"));
    } else {
      problems.addAll(run.boundedProblems("--changes"));
    }
    problems.addAll(run.problems());
    return problems;
  }

  private boolean isTopics() {
    return changes != null && changes.startsWith("kafka:");
  }

  /** The topics, or the files. */
  private List<? extends Endpoint> input() {
    return isTopics() ? Endpoint.topics(changes) : List.of(Endpoint.files(changes));
  }

  @Override
  public HomeOptions options() {
    return run.home();
  }

  @Override
  public Integer call() {
    return run.with(PIPELINE, inputs(), open -> isTopics() ? follow(open) : load(open));
  }

  /** The files to take. */
  private Map<String, Endpoint.Files> inputs() {
    return changes == null || isTopics()
        ? Map.of()
        : Map.of(ChangeEvent.TABLE.name(), Endpoint.files(changes));
  }

  private int load(OpenWarehouse open) {
    return run.load(PIPELINE, open, inputs(), null);
  }

  private int follow(OpenWarehouse open) {
    List<Endpoint.Topic> topics = Endpoint.topics(changes);
    topics.forEach(TopicCheck::check);
    return run.stream(PIPELINE, open, topics, null);
  }
}
