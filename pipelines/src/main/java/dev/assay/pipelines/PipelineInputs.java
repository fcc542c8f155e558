package dev.assay.pipelines;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What can be asked of a pipeline follows from this.
 *
 * @param pipeline its name
 * @param does what it makes of its inputs, in a sentence
 * @param closesDays whether a row can come too late for it
 * @param inputs the tables that it reads from outside
 */
public record PipelineInputs(String pipeline, String does, boolean closesDays, List<Input> inputs) {

  public PipelineInputs {
    inputs = List.copyOf(inputs);
  }

  /** A pipeline that there is none of, as if it took what any other does. */
  static PipelineInputs unknown(String pipeline, List<PipelineInputs> all) {
    return new PipelineInputs(
        pipeline, "", true, all.stream().flatMap(each -> each.inputs().stream()).toList());
  }

  /** The input that is called this. */
  Optional<Input> input(String word) {
    return inputs.stream().filter(input -> input.isCalled(word)).findFirst();
  }

  /** All inputs in words: {@code --trades and --customers}. */
  String named(UnaryOperator<String> word) {
    return joined(inputs.stream().map(Input::name).map(word).toList());
  }

  /** Words with commas and an "and" between. */
  static String joined(List<String> words) {
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : words.stream().limit(last).collect(Collectors.joining(", ")) + " and " + words.get(last);
  }
}
