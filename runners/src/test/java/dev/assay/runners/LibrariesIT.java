package dev.assay.runners;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every process of ours runs with, as it was packaged. */
class LibrariesIT {
  private static final Path LIB = Path.of("target/lib");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "target/lib",
        "stack/kafka/target/lib",
        "stack/connect/target/lib",
        "stack/connect/target/lib/plugins/debezium-connector-postgres",
        "stack/flink-1.18/target/lib",
        "stack/flink-1.19/target/lib"
      })
  void no_library_has_two_versions_on_one_class_path(Path lib) throws Exception {
    ClassPath classPath = ClassPath.of(lib);

    assertThat(classPath.jars().size(), greaterThan(4));
    assertThat("after mvn clean: " + lib, classPath.conflicts(), is(List.of()));
  }

  /** The module is built before this one by {@code mvn verify}. */
  @Test
  void no_library_has_two_versions_on_a_worker_of_dataflow() throws Exception {
    String jars = Files.readString(Path.of("dataflow/target/class-path.txt"));
    ClassPath classPath =
        new ClassPath(
            Stream.of(jars.strip().split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::isRegularFile)
                .toList());

    assertThat(classPath.jars().size(), greaterThan(100));
    assertThat(classPath.conflicts(), is(List.of()));
  }

  @Test
  void job_jar_has_the_classes_that_the_command_has() throws Exception {
    ClassPath job = new ClassPath(List.of(Path.of("flink/target/assay-flink.jar")));

    assertThat(ClassPath.of(LIB).lacks(job), is(List.of()));
  }

  @Test
  void job_jar_names_the_commit_that_the_command_names() throws Exception {
    Properties built = new Properties();
    try (InputStream in =
        Files.newInputStream(Path.of("target/classes/dev/assay/runners/cli/version.properties"))) {
      built.load(in);
    }
    try (JarFile job = new JarFile("flink/target/assay-flink.jar")) {
      Attributes manifest = job.getManifest().getMainAttributes();

      assertThat(manifest.getValue("Implementation-Version"), is(built.getProperty("version")));
      assertThat(manifest.getValue("Assay-Commit"), is(built.getProperty("commit")));
      assertThat(manifest.getValue("Assay-Commit-Date"), is(built.getProperty("date")));
    }
  }

  @Test
  void two_versions_are_seen_under_one_name_and_under_two() throws Exception {
    jar("guava-33.5.0-android.jar", "com/google/common/A.class", "new");
    jar("guava-30.1-jre.jar", "com/google/common/A.class", "old");
    jar("org-lz4-1.8.0.jar", "net/jpountz/Lz4.class", "old");
    jar("at-lz4-1.10.1.jar", "net/jpountz/Lz4.class", "new");
    jar("copy-1.jar", "net/jpountz/Same.class", "same");
    jar("bundle-1.jar", "net/jpountz/Same.class", "same");

    assertThat(
        ClassPath.of(folder).conflicts(),
        contains(
            "at-lz4-1.10.1.jar and org-lz4-1.8.0.jar differ in net/jpountz/Lz4.class",
            "guava-30.1-jre.jar and guava-33.5.0-android.jar differ in com/google/common/A.class"));
    assertThat(
        new ClassPath(List.of(folder.resolve("copy-1.jar"))).lacks(ClassPath.of(folder)),
        is(List.of("com/google/common/A.class", "net/jpountz/Lz4.class")));
  }

  private void jar(String name, String entry, String content) throws IOException {
    try (OutputStream file = Files.newOutputStream(folder.resolve(name));
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }
}
