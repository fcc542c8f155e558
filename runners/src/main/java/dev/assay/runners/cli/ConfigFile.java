package dev.assay.runners.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.assay.pipelines.Asked;
import dev.assay.pipelines.Flows;
import dev.assay.pipelines.Input;
import dev.assay.pipelines.Nearest;
import dev.assay.pipelines.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Options in a YAML file, by their names without dashes, flat or nested: {@code warehouse-user: me}
 * is {@code warehouse: {user: me}}, and {@code trades: FILE} is {@code inputs: {trades: FILE}}. One
 * file serves several commands: each takes the options that it has, and what no command knows is a
 * problem.
 */
final class ConfigFile implements IDefaultValueProvider {
  private static final String BEAM = "beam";
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));

  private final Path file;
  private final Map<String, String> entries = new LinkedHashMap<>();
  private final List<String> beam = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<String> known = known();
  private Set<OptionSpec> given = Set.of();

  private ConfigFile(Path file) {
    this.file = file;
  }

  static ConfigFile read(Path file) {
    ConfigFile config = new ConfigFile(file);
    try {
      JsonNode root = YAML.readTree(Files.readString(file));
      if (root.isObject()) {
        config.take("", root);
      } else if (!root.isMissingNode() && !root.isNull()) {
        config.tell(" does not hold lines of the form name: value");
      }
    } catch (JsonProcessingException e) {
      // Its own message repeats the text around the fault, which may be a secret.
      String where = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      config.tell(where + " is not readable as YAML");
    } catch (IOException e) {
      config.tell(" cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    return config;
  }

  private void tell(String what) {
    problems.add("--config: " + file + what);
  }

  private void take(String path, JsonNode mapping) {
    mapping
        .fields()
        .forEachRemaining(
            entry -> {
              String key = path + entry.getKey();
              JsonNode value = entry.getValue();
              if (key.equals(BEAM)) {
                takeBeam(value);
              } else if (value.isObject() && !value.isEmpty()) {
                take(key + ".", value);
              } else {
                take(key, name(key), value);
              }
            });
  }

  private void take(String key, String name, JsonNode value) {
    if (!known.contains(name)) {
      tell(" has '" + key + "', which is no option of assay" + Nearest.question(name, known));
    } else if (!value.isValueNode()) {
      problems.add("--config: " + key + " must be one value");
    } else if (value.isNull() || value.asText().isEmpty()) {
      problems.add("--config: " + key + " is empty: give a value, or leave it out");
    } else if (entries.putIfAbsent(name, value.asText()) != null) {
      tell(" says " + name + " more than once, at last as " + key + ": leave all but one out");
    }
  }

  private void takeBeam(JsonNode value) {
    if (!value.isArray()) {
      problems.add("--config: " + BEAM + " must be a list");
    }
    value.forEach(option -> beam.add(option.asText()));
  }

  /** The name of the option that a place in the file stands for. */
  private static String name(String key) {
    String name =
        key.replace('.', '-').replaceFirst("^inputs?-", "").replaceFirst("^(.+)-url$", "$1");
    return Flows.inputs().stream()
        .flatMap(each -> each.inputs().stream())
        .filter(input -> input.isCalled(name))
        .map(Input::name)
        .findFirst()
        .orElse(name);
  }

  /** The names of all options of all commands. */
  private static Set<String> known() {
    Set<String> names = new TreeSet<>(List.of(BEAM));
    Mistakes.all(Assay.commandLine())
        .flatMap(command -> command.getCommandSpec().options().stream())
        .forEach(option -> names.add(option.longestName().replaceFirst("^--", "")));
    names.removeAll(List.of("config", "help", "version"));
    return names;
  }

  /** What is wrong with the file, as sentences. */
  List<String> problems() {
    return problems;
  }

  /** The same file, which yields to what this command line says. */
  ConfigFile yieldingTo(ParseResult parsed) {
    given =
        parsed.asCommandLineList().stream()
            .flatMap(command -> command.getParseResult().matchedOptions().stream())
            .collect(Collectors.toSet());
    return this;
  }

  /**
   * For options that are no settings: those are asked for, and checked, by the file's own words.
   */
  @Override
  public String defaultValue(ArgSpec option) {
    boolean isSetting = option.userObject() == null;
    return option instanceof OptionSpec known && !isSetting && !given.contains(known)
        ? entries.get(known.longestName().replaceFirst("^--", ""))
        : null;
  }

  /** What the file asks by these names. */
  List<Asked> asked(List<String> names) {
    return names.stream()
        .filter(entries::containsKey)
        .map(name -> new Asked(name, entries.get(name), Way.FILE))
        .toList();
  }

  /** Options of Beam. */
  List<String> beam() {
    return beam;
  }
}
