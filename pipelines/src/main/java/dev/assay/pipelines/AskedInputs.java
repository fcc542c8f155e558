package dev.assay.pipelines;

import dev.assay.pipelines.io.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Where the inputs of a run come from, as it is asked, and what is wrong with that. */
final class AskedInputs {
  private final PipelineInputs of;
  private final Way way;
  private final List<String> problems;
  private final Map<Input, List<Asked>> given = new LinkedHashMap<>();
  private final Map<Input, List<? extends Endpoint>> endpoints = new LinkedHashMap<>();

  /**
   * Looks at what is asked of this pipeline.
   *
   * @param all what every pipeline takes: an input of another is told as such
   * @param problems takes what is wrong
   */
  AskedInputs(
      PipelineInputs of,
      List<PipelineInputs> all,
      Way way,
      List<Asked> asked,
      List<String> problems) {
    this.of = of;
    this.way = way;
    this.problems = problems;
    asked.forEach(each -> sort(each, all));
    given.replaceAll((input, several) -> Asked.holding(several));
    given.forEach(this::locate);
  }

  private void sort(Asked asked, List<PipelineInputs> all) {
    Optional<Input> own = of.input(asked.table());
    Optional<PipelineInputs> other =
        all.stream().filter(each -> each.input(asked.table()).isPresent()).findFirst();
    if (asked.isInput() && !asked.value().matches("(?s)[^=]+=.+")) {
      problems.add(asked.said() + " is not given as " + Settings.INPUT.form());
    } else if (own.isPresent()) {
      given.computeIfAbsent(own.get(), input -> new ArrayList<>()).add(asked);
    } else if (other.isEmpty()) {
      List<String> names = of.inputs().stream().map(Input::name).toList();
      problems.add(
          asked.word()
              + " is no input of "
              + of.pipeline()
              + ": choose among "
              + String.join(", ", names)
              + Nearest.question(asked.table(), names));
    } else if (asked.way() != Way.FILE) {
      // One file serves several pipelines.
      foreign(asked, other.get());
    }
  }

  private void foreign(Asked asked, PipelineInputs other) {
    problems.add(
        asked.word()
            + " is of "
            + other.pipeline()
            + ": "
            + of.pipeline()
            + " takes "
            + of.named(way::word));
  }

  private void locate(Input input, List<Asked> asked) {
    Asked first = asked.get(0);
    if (asked.size() > 1) {
      List<String> words = asked.stream().map(Asked::word).distinct().toList();
      problems.add(
          PipelineInputs.joined(words)
              + (words.size() == 1 ? " is given more than once" : " say the same")
              + ": leave all but one out");
      return;
    }
    try {
      endpoints.put(input, input.endpoints(first.place()));
    } catch (IllegalArgumentException e) {
      problems.add(first.word() + ": " + e.getMessage());
    }
  }

  /** Looks whether it is what a run needs that takes none. */
  void checkNone(Asked takesNone) {
    if (given.values().stream().flatMap(List::stream).anyMatch(each -> each.way() != Way.FILE)) {
      problems.add(takesNone.word() + " takes no input: leave out " + of.named(way::word));
    }
    given.clear();
    endpoints.clear();
  }

  /** Looks whether it is what a run needs that takes some. */
  void checkSome() {
    if (way == Way.JOB) {
      checkOfJob();
      return;
    }
    checkTopics();
    for (Input input : of.inputs()) {
      // A stream refers to what silver holds; what is given beside it is loaded before.
      if (!given.containsKey(input) && !isStream()) {
        problems.add(way.word(input.name()) + " is missing: give " + input.places());
      }
    }
  }

  /** What bronze holds is known by its topic: two tables cannot share one. */
  private void checkTopics() {
    Map<Endpoint, Set<String>> readers = new LinkedHashMap<>();
    for (Input input : streamed().toList()) {
      for (Endpoint topic : endpoints.get(input)) {
        readers.computeIfAbsent(topic, of -> new LinkedHashSet<>()).add(way.word(input.name()));
      }
    }
    readers.forEach(
        (topic, words) -> {
          if (words.size() > 1) {
            problems.add(
                PipelineInputs.joined(List.copyOf(words))
                    + " both read "
                    + topic
                    + ": a topic has the payloads of one table");
          }
        });
  }

  /** A job does one thing: it loads what it is given, or it is a stream and loads nothing. */
  private void checkOfJob() {
    if (given.isEmpty()) {
      problems.add(
          of.named(way::word)
              + (of.inputs().size() == 1
                  ? " is missing: give " + of.inputs().get(0).places()
                  : " are missing: give at least one of them"));
    }
    checkTopics();
    streamed()
        .findFirst()
        .ifPresent(
            topic ->
                endpoints.keySet().stream()
                    .filter(input -> !isOfTopics(input))
                    .forEach(input -> refuseBeside(topic, input)));
  }

  private boolean isOfTopics(Input input) {
    return endpoints.containsKey(input) && endpoints.get(input).get(0) instanceof Endpoint.Topic;
  }

  private void refuseBeside(Input topic, Input input) {
    String word = way.word(input.name());
    problems.add(
        "%s cannot be given together with a topic of %s: the %s of a stream are those of silver. Load them first with a bounded run, of %s alone"
            .formatted(word, topic.what(), input.what(), word));
  }

  /** The tables that are read from topics. */
  Stream<Input> streamed() {
    return endpoints.keySet().stream().filter(this::isOfTopics);
  }

  boolean isStream() {
    return !topics().isEmpty();
  }

  /** By table, the topics to read. */
  Map<String, List<Endpoint.Topic>> topics() {
    Map<String, List<Endpoint.Topic>> topics = new TreeMap<>();
    streamed()
        .forEach(
            input ->
                topics.put(
                    input.table(),
                    endpoints.get(input).stream().map(Endpoint.Topic.class::cast).toList()));
    return topics;
  }

  /** By table, the files to load. */
  Map<String, Endpoint.Files> files() {
    Map<String, Endpoint.Files> files = new TreeMap<>();
    endpoints.forEach(
        (input, places) -> {
          if (places.get(0) instanceof Endpoint.Files place) {
            files.put(input.table(), place);
          }
        });
    return files;
  }
}
