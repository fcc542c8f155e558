package dev.assay.runners;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The jars of one process, and what is in them twice. */
record ClassPath(List<Path> jars) {
  /** One class in one jar. */
  private record Copy(String jar, long checksum) {}

  /** All jars of a folder, but not of folders in it: {@code lib/*}. */
  static ClassPath of(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ClassPath(
          files.filter(file -> file.toString().endsWith(".jar")).sorted().toList());
    }
  }

  /**
   * Libraries that lie there in two versions, under one name or, renamed, under two: they have a
   * class in common that is not the same. Equal copies, which some bring of others, do no harm.
   */
  List<String> conflicts() throws IOException {
    Map<String, String> classes = new TreeMap<>();
    copies()
        .forEach(
            (name, copies) -> {
              if (copies.stream().map(Copy::checksum).distinct().count() > 1) {
                classes.putIfAbsent(
                    String.join(" and ", copies.stream().map(Copy::jar).toList()), name);
              }
            });
    return classes.entrySet().stream()
        .map(each -> each.getKey() + " differ in " + each.getValue())
        .toList();
  }

  /** Classes whose bytes are in none of these jars. */
  List<String> lacks(ClassPath other) throws IOException {
    Map<String, List<Copy>> ours = copies();
    List<String> lacking = new ArrayList<>();
    other
        .copies()
        .forEach(
            (name, copies) -> {
              List<Copy> same = ours.getOrDefault(name, List.of());
              if (copies.stream()
                  .anyMatch(copy -> same.stream().noneMatch(s -> s.checksum == copy.checksum))) {
                lacking.add(name);
              }
            });
    return lacking;
  }

  private Map<String, List<Copy>> copies() throws IOException {
    Map<String, List<Copy>> copies = new TreeMap<>();
    for (Path jar : jars) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        for (ZipEntry entry : Collections.list(zip.entries())) {
          String name = entry.getName();
          if (name.endsWith(".class")
              && !name.startsWith("META-INF/")
              && !name.endsWith("module-info.class")
              && !name.endsWith("package-info.class")) {
            copies
                .computeIfAbsent(name, any -> new ArrayList<>())
                .add(new Copy(jar.getFileName().toString(), entry.getCrc()));
          }
        }
      }
    }
    return copies;
  }
}
