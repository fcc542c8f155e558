package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In JVMs of their own, which are started as the launcher does. */
class ClassArchiveTest {
  /** What a command comes down to here. */
  static final class Command {
    private Command() {}

    public static void main(String[] arguments) {
      if (arguments.length > 0) {
        ClassArchive.isWorthMaking();
      }
      ClassArchive.make();
    }
  }

  private static final List<String> ASKED =
      List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:+RecordDynamicDumpInfo");

  @TempDir Path folder;
  private Path jar;
  private Path archive;

  @BeforeEach
  void jar() throws IOException {
    jar = folder.resolve("command.jar");
    archive = folder.resolve("assay.jsa");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> type : List.of(ClassArchive.class, Command.class)) {
        String name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
          in.transferTo(out);
        }
      }
    }
  }

  @Test
  void a_run_makes_an_archive_without_a_word_and_leaves_nothing_else() throws Exception {
    assertThat(run(asked(), "worth"), is(""));
    assertThat(files(), is(List.of("assay.jsa", "command.jar")));
    assertThat(run(loading()), containsString("ClassArchive source: shared objects file (top)"));
  }

  @Test
  void a_command_that_did_little_makes_none() throws Exception {
    assertThat(run(asked()), is(""));
    assertThat(files(), is(List.of("command.jar")));
  }

  @Test
  void where_it_cannot_be_written_all_goes_on() throws Exception {
    archive = folder.resolve("nowhere").resolve("assay.jsa");
    assertThat(run(asked(), "worth"), is(""));
    assertThat(files(), is(List.of("command.jar")));
  }

  @Test
  void an_archive_of_other_jars_or_none_at_all_is_passed_over_without_a_word() throws Exception {
    run(asked(), "worth");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000));
    assertThat(run(using()), is(""));
    assertThat(run(loading()), containsString("ClassArchive source: file:"));

    byte[] whole = Files.readAllBytes(archive);
    Files.delete(archive);
    Files.write(archive, new byte[whole.length]);
    assertThat(run(using()), is(""));
    Files.writeString(archive, "no archive");
    assertThat(run(using()), is(""));
  }

  private List<String> asked() {
    List<String> flags = new ArrayList<>(ASKED);
    flags.add("-D" + ClassArchive.PLACE + "=" + archive);
    return flags;
  }

  private List<String> using() {
    return List.of("-XX:SharedArchiveFile=" + archive);
  }

  private List<String> loading() {
    return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:class+load");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** All that it says. */
  private String run(List<String> flags, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:cds*=off"));
    command.addAll(flags);
    command.addAll(List.of("-cp", jar.toString(), Command.class.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said, process.waitFor(), is(0));
    return said;
  }
}
