package dev.assay.pipelines;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Options of Beam and of jobs as they are given: {@code --name=value}, or {@code --name}. */
public record Arguments(List<String> given) {
  public Arguments {
    given = List.copyOf(given);
  }

  /** The name of an option. */
  public static String name(String option) {
    return option.replaceFirst("^--", "").replaceFirst("(?s)=.*", "");
  }

  /** What is given for this option; an option without value is on, which is {@code true}. */
  public Optional<String> value(String name) {
    return given.stream()
        .filter(option -> name(option).equals(name))
        .findFirst()
        .map(option -> option.contains("=") ? option.substring(option.indexOf('=') + 1) : "true");
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

  public String[] toArray() {
    return given.toArray(String[]::new);
  }
}
