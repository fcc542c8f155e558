package dev.assay.runners.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.assay.pipelines.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Options in a YAML file, by their names without dashes. One file serves several commands: each
 * takes the options that it has, and what no command knows is a problem.
 */
record ConfigFile(Map<String, JsonNode> entries, List<String> problems) {
  private static final String BEAM = "beam";
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));

  static ConfigFile read(Path file) {
    Map<String, JsonNode> entries = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    try {
      JsonNode root = YAML.readTree(Files.readString(file));
      if (root.isObject()) {
        root.fields().forEachRemaining(entry -> entries.put(entry.getKey(), entry.getValue()));
      } else if (!root.isMissingNode() && !root.isNull()) {
        problems.add("--config: " + file + " does not hold lines of the form name: value");
      }
    } catch (JsonProcessingException e) {
      // Its own message repeats the text around the fault, which may be a secret.
      String where = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      problems.add("--config: " + file + where + " is not readable as YAML");
    } catch (IOException e) {
      problems.add("--config: " + file + " cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    entries.forEach((name, value) -> check(file, name, value, problems));
    return new ConfigFile(entries, problems);
  }

  private static void check(Path file, String name, JsonNode value, List<String> problems) {
    if (!known().contains(name)) {
      problems.add(
          "--config: "
              + file
              + " has '"
              + name
              + "', which is no option of assay"
              + Nearest.question(name, known()));
    } else if (name.equals(BEAM) != value.isArray() || value.isObject()) {
      problems.add(
          "--config: " + name + " must be " + (name.equals(BEAM) ? "a list" : "one value"));
    }
  }

  /** The names of all options of all commands. */
  private static TreeSet<String> known() {
    TreeSet<String> names = new TreeSet<>(List.of(BEAM));
    Mistakes.all(Assay.commandLine())
        .flatMap(command -> command.getCommandSpec().options().stream())
        .forEach(option -> names.add(option.longestName().replaceFirst("^--", "")));
    names.removeAll(List.of("config", "help", "version"));
    return names;
  }

  /** The arguments, and before them those options of the file that they do not give. */
  String[] complete(ParseResult parsed, String... arguments) {
    List<CommandLine> chain = parsed.asCommandLineList();
    ParseResult last = chain.get(chain.size() - 1).getParseResult();
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    int place = 0;
    for (CommandLine command : chain.subList(1, chain.size())) {
      int found = all.subList(place, all.size()).indexOf(command.getCommandName());
      place += found + 1;
    }
    for (Map.Entry<String, JsonNode> entry : entries.entrySet()) {
      OptionSpec option = last.commandSpec().findOption("--" + entry.getKey());
      if (option != null && !last.hasMatchedOption(option) && entry.getValue().isValueNode()) {
        all.add(place++, "--" + entry.getKey() + "=" + entry.getValue().asText());
      }
    }
    addBeam(last, all);
    return all.toArray(String[]::new);
  }

  private void addBeam(ParseResult last, List<String> all) {
    if (entries.containsKey(BEAM) && last.commandSpec().findOption("--runner") != null) {
      if (!all.contains("--")) {
        all.add("--");
      }
      for (JsonNode option : entries.get(BEAM)) {
        String name = option.asText().replaceFirst("=.*", "");
        if (all.stream().noneMatch(given -> given.replaceFirst("=.*", "").equals(name))) {
          all.add(option.asText());
        }
      }
    }
  }
}
