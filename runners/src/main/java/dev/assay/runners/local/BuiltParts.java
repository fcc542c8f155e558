package dev.assay.runners.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What only some commands need, and takes long to build: the job for clusters, and the servers of
 * the local stack. A part that is not there is built by {@code runners/build}, which says so on the
 * terminal; a release has all of them.
 *
 * @param runners the folder {@code runners} of the source tree or the release
 */
record BuiltParts(Path runners) {
  /** The job for Flink clusters; the other parts are named as the modules under {@code stack}. */
  static final String JOB = "job";

  /** Where a part lies: the jar of the job, the folder of a server's jars. */
  Path path(String part) {
    return part.equals(JOB)
        ? runners.resolve("flink/target/assay-flink.jar")
        : runners.resolve("stack").resolve(part).resolve("target/lib");
  }

  /** Where a part lies, once it is there. */
  Path require(String part) throws IOException {
    require(List.of(part));
    return path(part);
  }

  /** Sees to it that all of these are there; those that are not are built together. */
  void require(Collection<String> parts) throws IOException {
    List<String> missing = parts.stream().filter(part -> !isWhole(part)).toList();
    if (missing.isEmpty()) {
      return;
    }
    Path build = runners.resolve("build");
    if (!Files.isExecutable(build)) {
      throw new IOException(
          "There is no %s. It comes with each release of Assay: unpack the archive again"
              .formatted(path(missing.get(0))));
    }
    int code = run(build, missing);
    if (code != 0 || !missing.stream().allMatch(this::isWhole)) {
      throw new IOException(
          "This command needs %s, and it could not be built: %s ended with %s; what it said stands above"
              .formatted(String.join(", ", missing), build, code));
    }
  }

  /** A build that was broken off leaves a mark beside what it left half made. */
  private boolean isWhole(String part) {
    Path path = path(part);
    return Files.exists(path)
        && Files.notExists(path.resolveSibling(path.getFileName() + ".unfinished"));
  }

  private static int run(Path build, List<String> parts) throws IOException {
    List<String> command = new ArrayList<>(List.of(build.toString()));
    command.addAll(parts);
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(Redirect.DISCARD);
    // Its lines become messages of ours.
    builder.environment().remove("ASSAY_LOG_FORMAT");
    Process process = builder.start();
    process.getOutputStream().close();
    try (BufferedReader said = process.errorReader(StandardCharsets.UTF_8)) {
      said.lines().forEach(System.err::println);
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + build + " works");
    }
  }
}
