package dev.assay.runners.dataflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.pipelines.JobOptions;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.beam.sdk.options.Description;

/** What a Flex Template says of its parameters: {@code metadata.json}, made from the options. */
final class TemplateMetadata {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Without these no job begins. */
  private static final Set<String> REQUIRED = Set.of("lake", "warehouse");

  private TemplateMetadata() {}

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
    options().forEach(option -> parameters.add(parameter(option)));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(metadata) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The getters of the options, those that are required first, then by name. */
  private static List<Method> options() {
    return Arrays.stream(JobOptions.class.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Description.class))
        .sorted(
            Comparator.comparing((Method method) -> !REQUIRED.contains(name(method)))
                .thenComparing(TemplateMetadata::name))
        .toList();
  }

  private static ObjectNode parameter(Method getter) {
    String name = name(getter);
    ObjectNode parameter = JSON.createObjectNode();
    parameter.put("name", name);
    parameter.put("label", label(name));
    parameter.put("helpText", getter.getAnnotation(Description.class).value());
    parameter.put("paramType", "TEXT");
    parameter.put("isOptional", !REQUIRED.contains(name));
    if (getter.getReturnType() == int.class || getter.getReturnType() == Integer.class) {
      parameter.putArray("regexes").add("^[0-9]+$");
    } else if (getter.getReturnType() == boolean.class) {
      parameter.putArray("regexes").add("^(true|false)$");
    }
    return parameter;
  }

  private static String name(Method getter) {
    String name = getter.getName().replaceFirst("^(get|is)", "");
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  /** {@code warehouseUser} as {@code Warehouse user}. */
  private static String label(String name) {
    String words = name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
