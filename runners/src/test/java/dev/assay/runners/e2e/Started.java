package dev.assay.runners.e2e;

import dev.assay.pipelines.FlowProvider;
import dev.assay.runners.cli.Assay;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** The real program as a process of its own, which can be killed. */
final class Started {
  /** All that the tests have. */
  static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private Started() {}

  /**
   * With these words.
   *
   * @param more jars, beside the program's own
   */
  static ProcessBuilder with(List<String> words, Path... more) {
    StringBuilder classPath = new StringBuilder(CLASS_PATH);
    StringBuilder flows = new StringBuilder();
    for (Path jar : more) {
      classPath.append(File.pathSeparator).append(jar);
      flows.append(jar).append(File.pathSeparator);
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + ROOT.resolve("runners/jvm.flags"),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dassay.flows=" + flows,
                "-cp",
                classPath.toString(),
                Assay.class.getName()));
    command.addAll(words);
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  /**
   * Packs a flow as its author would.
   *
   * @param classes by their names in the jar
   */
  static Path jar(Path jar, String provider, Map<String, byte[]> classes) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, byte[]> each : classes.entrySet()) {
        add(out, each.getKey(), each.getValue());
      }
      add(
          out,
          "META-INF/services/" + FlowProvider.class.getName(),
          provider.getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(content);
    out.closeEntry();
  }

  /** Appends what it prints to a file. */
  static Process with(List<String> words, File log) throws IOException {
    return with(words).redirectOutput(ProcessBuilder.Redirect.appendTo(log)).start();
  }
}
