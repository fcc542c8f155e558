package dev.assay.runners.local;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where programs and settings lie, in a source tree and in a release alike: in its folder {@code
 * runners}. In a source tree, what only some commands need is built when the first of them is
 * called.
 */
public final class Installation {
  private static final Path RUNNERS = runners();
  private static final BuiltParts PARTS = new BuiltParts(RUNNERS);

  private Installation() {}

  /**
   * Sees to it that a local stack can start and take jobs: what is not there is built together.
   *
   * @param cdc whether Kafka Connect is part of it
   * @throws IOException when something cannot be had
   */
  public static void prepare(FlinkCluster cluster, boolean cdc) throws IOException {
    List<String> parts = new ArrayList<>(List.of(LocalKafka.NAME));
    if (cdc) {
      parts.add(LocalConnect.NAME);
    }
    parts.add(cluster.line().module());
    parts.add(BuiltParts.JOB);
    PARTS.require(parts);
  }

  /** The class path of a server: all jars that its module under {@code stack} gathers. */
  static String classPath(String server) throws IOException {
    return PARTS.require(server).resolve("*").toString();
  }

  /** The folder of what a server loads by itself, beside its class path. */
  static Path plugins(String server) {
    return PARTS.path(server).resolve("plugins");
  }

  /** The settings of the connector that reports the changes of the bank's tables. */
  static Path debezium() {
    return RUNNERS.resolve("local").resolve("debezium.json");
  }

  /** The jar that a cluster needs to run our jobs. */
  public static Path jobJar() throws IOException {
    return PARTS.require(BuiltParts.JOB);
  }

  /** The JVM flags that Java 17 needs, as an argument of {@code java}. */
  static String flags() {
    return "@" + RUNNERS.resolve("jvm.flags");
  }

  /** What Flink needs beyond them. */
  static String flinkFlags() {
    return "@" + RUNNERS.resolve("stack").resolve("flink.flags");
  }

  /** Two above the classes or the jar in {@code runners/target}, or beside a release's lib. */
  private static Path runners() {
    try {
      Path classes =
          Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path folder = classes.getParent();
      return folder.endsWith("lib") ? folder.resolveSibling("runners") : folder.getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
