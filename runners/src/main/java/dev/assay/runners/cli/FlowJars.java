package dev.assay.runners.cli;

import dev.assay.pipelines.FlowProvider;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * The jars with flows of the user's own. The program that starts this process knows them by {@code
 * --flows} and by the home, and has put them on the class path.
 */
final class FlowJars {
  static final String OPTION = "--flows";

  private static final String ENTRY = "META-INF/services/" + FlowProvider.class.getName();

  private FlowJars() {}

  /** These jars. */
  static List<String> all() {
    return Stream.of(System.getProperty("assay.flows", "").split(File.pathSeparator))
        .filter(jar -> !jar.isEmpty())
        .map(jar -> Path.of(jar).toAbsolutePath().toString())
        .toList();
  }

  /** What is wrong with them, as sentences. */
  static List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (String jar : all()) {
      try (ZipFile entries = new ZipFile(jar)) {
        if (entries.getEntry(ENTRY) == null) {
          problems.add(
              jar
                  + " names no flow: it lacks "
                  + ENTRY
                  + ", a file with the name of the class that gives the flow");
        }
      } catch (IOException e) {
        problems.add("%s=%s is no jar that can be read: %s".formatted(OPTION, jar, e.getMessage()));
      }
    }
    return problems;
  }
}
