package dev.assay.runners.local;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the programs of the local stack lie: in the folder {@code runners} of the source tree, two
 * above the classes or the jar that this class comes from.
 */
public final class Installation {
  private static final Path RUNNERS = runners();

  private Installation() {}

  /** The class path of a server: all jars that its module under {@code stack} gathers. */
  static String classPath(String server) throws IOException {
    Path lib = RUNNERS.resolve("stack").resolve(server).resolve("target").resolve("lib");
    if (!Files.isDirectory(lib)) {
      throw new IOException(
          "The programs of "
              + server
              + " are not in "
              + lib
              + ". Run mvn package, which puts them there, or start with ./assay, which does it");
    }
    return lib.resolve("*").toString();
  }

  /** The folder of what a server loads by itself, beside its class path. */
  static Path plugins(String server) {
    return RUNNERS.resolve("stack").resolve(server).resolve("target/lib/plugins");
  }

  /** The settings of the connector that reports the changes of the bank's tables. */
  static Path debezium() {
    return RUNNERS.resolve("local").resolve("debezium.json");
  }

  /** The jar that a cluster needs to run our jobs. */
  public static Path jobJar() throws IOException {
    Path jar = RUNNERS.resolve("flink").resolve("target").resolve("assay-flink.jar");
    if (!Files.isRegularFile(jar)) {
      throw new IOException(
          "The job for Flink clusters is not at "
              + jar
              + ". Run mvn package, which makes it, or start with ./assay, which does it");
    }
    return jar;
  }

  /** The JVM flags that Java 17 needs, as an argument of {@code java}. */
  static String flags() {
    return "@" + RUNNERS.resolve("jvm.flags");
  }

  /** What Flink needs beyond them. */
  static String flinkFlags() {
    return "@" + RUNNERS.resolve("stack").resolve("flink.flags");
  }

  private static Path runners() {
    try {
      Path classes =
          Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return classes.getParent().getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
