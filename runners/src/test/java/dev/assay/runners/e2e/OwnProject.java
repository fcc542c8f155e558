package dev.assay.runners.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.FlowProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A project of a user's own, built by Maven. Assay is in a repository of its own, as if installed,
 * in which all else is that of whoever runs the test.
 */
final class OwnProject {
  private static final List<String> INSTALLED = List.of("schemas", "transforms", "pipelines");

  private final Path folder;

  OwnProject(Path folder) {
    this.folder = folder;
  }

  /** The jar that comes of a flow's source and its {@code pom.xml}. */
  Path build(String source, String pom) throws IOException, InterruptedException {
    Path main = folder.resolve("src/main");
    write(main.resolve("java/shops/Shops.java"), source);
    write(
        main.resolve("resources/META-INF/services/" + FlowProvider.class.getName()), "shops.Shops");
    write(folder.resolve("pom.xml"), pom);
    Path repository = repository(versionIn(pom));
    Path log = folder.resolve("log");
    int code =
        new ProcessBuilder(
                "mvn",
                "-B",
                "-q",
                "-Dmaven.repo.local=" + repository,
                "-f",
                folder.toString(),
                "package")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    assertThat(Files.readString(log), code, is(0));
    return folder.resolve("target/shops-1.jar");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String versionIn(String pom) {
    Matcher version =
        Pattern.compile("assay-pipelines</artifactId>\\s*<version>(.*?)</version>").matcher(pom);
    assertThat(version.find(), is(true));
    return version.group(1);
  }

  private Path repository(String version) throws IOException {
    Path repository = Files.createDirectories(folder.resolve("repository"));
    Path own =
        Path.of(
            System.getProperty(
                "localRepository", System.getProperty("user.home") + "/.m2/repository"));
    link(own, repository, "dev");
    Path dev = Files.createDirectories(repository.resolve("dev"));
    if (Files.isDirectory(own.resolve("dev"))) {
      link(own.resolve("dev"), dev, "assay");
    }
    install(dev.resolve("assay/assay/" + version + "/assay-" + version), Started.ROOT);
    for (String module : INSTALLED) {
      String name = "assay-" + module;
      Path at = dev.resolve("assay/" + name + "/" + version + "/" + name + "-" + version);
      install(at, Started.ROOT.resolve(module));
      Path jar = Started.ROOT.resolve(module + "/target/" + name + "-" + version + ".jar");
      Files.copy(jar, Path.of(at + ".jar"));
    }
    return repository;
  }

  private static void install(Path at, Path module) throws IOException {
    Files.createDirectories(at.getParent());
    Files.copy(module.resolve("pom.xml"), Path.of(at + ".pom"));
  }

  private static void link(Path from, Path to, String butNot) throws IOException {
    try (Stream<Path> all = Files.list(from)) {
      for (Path each : all.filter(path -> !path.endsWith(butNot)).toList()) {
        Files.createSymbolicLink(to.resolve(each.getFileName()), each);
      }
    }
  }
}
