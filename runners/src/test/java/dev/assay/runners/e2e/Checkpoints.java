package dev.assay.runners.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The checkpoints that a job has left on disk. */
final class Checkpoints {
  private Checkpoints() {}

  /** The newest complete one of the job that this one is of. */
  static String newest(String checkpoint) throws IOException {
    try (Stream<Path> all = Files.list(Path.of(URI.create(checkpoint)).getParent())) {
      return all.filter(folder -> Files.exists(folder.resolve("_metadata")))
          .max(Comparator.comparing(Checkpoints::number))
          .orElseThrow()
          .toUri()
          .toString();
    }
  }

  private static int number(Path folder) {
    return Integer.parseInt(folder.getFileName().toString().replaceAll("\\D", ""));
  }
}
