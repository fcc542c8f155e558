package dev.assay.runners.dataflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.pipelines.Flows;
import dev.assay.pipelines.Input;
import dev.assay.pipelines.PipelineInputs;
import dev.assay.pipelines.Setting;
import dev.assay.pipelines.Settings;
import dev.assay.pipelines.Way;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What a Flex Template says of its parameters: {@code metadata.json}, made from the settings and
 * the inputs of all flows on the class path.
 */
final class TemplateMetadata {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Without these no job begins. */
  private static final Set<Setting<?>> REQUIRED = Set.of(Settings.LAKE, Settings.WAREHOUSE);

  private TemplateMetadata() {}

  /**
   * What can be given to the job.
   *
   * @param pattern of its values, as a regular expression; may be empty
   */
  private record Parameter(String name, String help, String pattern, boolean isRequired) {
    static Parameter of(Setting<?> setting) {
      return new Parameter(
          setting.name(),
          setting.description(false),
          setting.pattern(),
          REQUIRED.contains(setting));
    }

    static Parameter of(PipelineInputs pipeline, Input input) {
      return new Parameter(
          input.name(), "Of " + pipeline.pipeline() + ". " + input.help(), "", false);
    }

    ObjectNode json() {
      ObjectNode parameter = JSON.createObjectNode();
      parameter.put("name", Way.camelCase(name));
      parameter.put("label", label());
      parameter.put("helpText", help);
      parameter.put("paramType", "TEXT");
      parameter.put("isOptional", !isRequired);
      if (!pattern.isEmpty()) {
        parameter.putArray("regexes").add(pattern);
      }
      return parameter;
    }

    /** {@code warehouse-user} as {@code Warehouse user}. */
    private String label() {
      return Character.toUpperCase(name.charAt(0)) + name.substring(1).replace('-', ' ');
    }
  }

  /** Prints the file's text. */
  public static void main(String[] none) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    out.print(json());
    out.flush();
  }

  /** The file's text. */
  static String json() {
    ObjectNode metadata = JSON.createObjectNode();
    metadata.put("name", "Assay");
    metadata.put(
        "description",
        "Turns raw financial events into audited Bronze, Silver and Gold tables: a bounded run over"
            + " files, or a stream from a topic.");
    metadata.put("streaming", true);
    metadata.put("supportsAtLeastOnce", false);
    metadata.put("supportsExactlyOnce", true);
    metadata.put("defaultStreamingMode", "EXACTLY_ONCE");
    ArrayNode parameters = metadata.putArray("parameters");
    parameters().forEach(parameter -> parameters.add(parameter.json()));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(metadata) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Those that are required first, then by name. A template takes each once: no {@code --input}.
   */
  private static List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    Settings.ALL.stream()
        .filter(setting -> setting != Settings.INPUT)
        .map(Parameter::of)
        .forEach(parameters::add);
    for (PipelineInputs pipeline : Flows.inputs()) {
      pipeline.inputs().forEach(input -> parameters.add(Parameter.of(pipeline, input)));
    }
    parameters.sort(
        Comparator.comparing((Parameter parameter) -> !parameter.isRequired())
            .thenComparing(parameter -> Way.camelCase(parameter.name())));
    return parameters;
  }
}
