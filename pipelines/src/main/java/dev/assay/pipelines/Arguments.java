package dev.assay.pipelines;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Options of Beam and of jobs as they are given: {@code --name=value}, or {@code --name}. */
public record Arguments(List<String> given) {
  public Arguments {
    given = List.copyOf(given);
  }

  /** The name of an option. */
  public static String name(String option) {
    return option.replaceFirst("^--", "").replaceFirst("(?s)=.*", "");
  }

  /** What is given in this option; without a value it is on, which is {@code true}. */
  static String valueOf(String option) {
    return option.contains("=") ? option.substring(option.indexOf('=') + 1) : "true";
  }

  /** What is given for this option; an option without value is on, which is {@code true}. */
  public Optional<String> value(String name) {
    return given.stream()
        .filter(option -> name(option).equals(name))
        .findFirst()
        .map(Arguments::valueOf);
  }

  /** These, and of those the ones whose names are not given; what is given wins. */
  public Arguments and(List<String> those) {
    List<String> all = new ArrayList<>(given);
    those.stream().filter(each -> value(name(each)).isEmpty()).forEach(all::add);
    return new Arguments(all);
  }

  /** These, and those of the defaults that are not given; what is given wins. */
  public Arguments orElse(Map<String, String> defaults) {
    List<String> all = new ArrayList<>(given);
    new TreeMap<>(defaults)
        .forEach(
            (name, value) -> {
              if (value(name).isEmpty()) {
                all.add("--" + name + "=" + value);
              }
            });
    return new Arguments(all);
  }

  /** What is wrong with these as options of Beam or its runner, as sentences. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (String option : given) {
      if (!option.startsWith("--")) {
        problems.add("Unexpected argument '" + option + "'");
        continue;
      }
      try {
        PipelineOptionsFactory.fromArgs(option).create();
      } catch (IllegalArgumentException e) {
        problems.add("Beam does not take --" + name(option) + ": " + firstLine(e));
      }
    }
    return problems;
  }

  private static String firstLine(IllegalArgumentException e) {
    return e.getMessage().contains("missing a property")
        ? "there is no such option"
        : "the value does not fit (" + e.getMessage().lines().findFirst().orElse("") + ")";
  }

  public String[] toArray() {
    return given.toArray(String[]::new);
  }
}
