package dev.assay.runners;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs {@code assay} and {@code runners/build} in a tree of their own, with a Java and a
 * Maven that only write down what they are asked for.
 */
class LauncherTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Says what Maven says, and makes what a build of these modules would leave. */
  private static final String MAVEN =
      """
      #!/bin/sh
      echo "$*" >>"$ASKED"
      echo "[INFO] Scanning for projects..."
      echo "[INFO] Building Assay schemas 0.1.0-SNAPSHOT                              [1/2]"
      echo "[INFO] Building Assay on Flink 0.1.0-SNAPSHOT                             [2/2]"
      echo "[INFO] Building jar: somewhere.jar"
      [ ! -f broken ] || { echo "[ERROR] no such symbol"; exit 1; }
      case "$*" in *runners/flink*) touch runners/flink/target/assay-flink.jar ;; esac
      case "$*" in *stack/kafka*) mkdir -p runners/stack/kafka/target/lib ;; esac
      mkdir -p runners/target/lib
      touch runners/target/assay-runners-1.jar
      """;

  private static final String JAVA =
      """
      #!/bin/sh
      [ "$1" != -version ] || { echo 'openjdk version "17.0.1" 2026-01-01' >&2; exit; }
      echo "java $*"
      """;

  /** All of the system's programs that the two may call: no Maven of this machine is seen. */
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "env",
          "sh",
          "basename",
          "cat",
          "date",
          "dirname",
          "find",
          "head",
          "mkdir",
          "readlink",
          "rm",
          "sed",
          "tail",
          "tee",
          "touch",
          "tput",
          "wc");

  @TempDir Path folder;
  private Path tree;

  private record Said(int code, String out, String err) {}

  @BeforeEach
  void plant_a_tree() throws Exception {
    tree = folder.resolve("tree");
    copy("assay", "runners/build");
    for (String module : List.of("", "runners", "runners/flink", "runners/stack/kafka")) {
      write(tree.resolve(module).resolve("pom.xml"), "<project/>");
    }
    for (String module : List.of("schemas", "transforms", "pipelines")) {
      write(tree.resolve(module).resolve("src/main/java/A.java"), "class A {}");
    }
    program("java", JAVA);
    program("mvn", MAVEN);
    for (String name : TOOLS) {
      Files.createSymbolicLink(folder.resolve("bin").resolve(name), tool(name));
    }
    long hourAgo = Instant.now().toEpochMilli() - 3_600_000;
    try (var files = Files.walk(tree)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.fromMillis(hourAgo));
      }
    }
  }

  @Test
  void first_call_builds_the_command_alone_with_a_line_per_module_and_a_log() throws Exception {
    Said said = run("assay", "demo");

    assertThat(said.toString(), said.code(), is(0));
    assertThat(asked(), hasSize(1));
    assertThat(
        asked().get(0),
        allOf(
            containsString("-Dcommand.only"),
            endsWith("-pl runners -am package"),
            containsString("-Dmaven.test.skip=true")));
    assertThat(
        said.err(),
        allOf(
            containsString("assay:   Assay schemas, 1 of 2\nassay:   Assay on Flink, 2 of 2\n"),
            not(containsString("Scanning")),
            not(containsString("Building jar"))));
    assertThat(
        Files.readString(tree.resolve("runners/target/build.log")),
        containsString("Scanning for projects"));
    assertThat(said.out(), allOf(containsString("java @"), endsWith("Assay demo\n")));
  }

  /** So that what {@code -Dcommand.only} asks for is no job jar and no server of the stack. */
  @Test
  void maven_leaves_out_what_the_command_does_not_need() throws Exception {
    Path job = ROOT.resolve("runners/flink/pom.xml");
    Path command = ROOT.resolve("runners/pom.xml");

    assertThat(
        in(job, "//profile[activation/property/name='!command.only']//plugin/artifactId"),
        is("maven-shade-plugin"));
    assertThat(in(job, "count(/project/build)"), is("0"));
    assertThat(
        in(command, "count(//profile[activation/property/name='!command.only']//dependency)"),
        is("3"));
    assertThat(
        in(command, "count(/project/dependencies/*[starts-with(artifactId,'assay-stack')])"),
        is("0"));
    assertThat(in(command, "count(//dependency[artifactId='assay-dataflow'])"), is("0"));
  }

  private static String in(Path pom, String path) throws Exception {
    return XPathFactory.newInstance()
        .newXPath()
        .evaluate(
            path, DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile()));
  }

  @Test
  void jars_of_flows_are_named_or_lie_in_the_home_and_stand_behind_what_assay_has()
      throws Exception {
    Path jar = Files.createDirectories(folder.resolve("my home/flows")).resolve("mine.jar");
    Files.createFile(jar);
    String home = "--home=" + folder.resolve("my home");
    assertThat(
        run("assay", "run", "mine", "--flows=/a.jar,/b.jar", home).out(),
        containsString("/lib/*:/a.jar:/b.jar:" + jar + " dev.assay.runners.cli.Assay run"));
    assertThat(
        run("assay", "run", "mine", "--flows", "/a.jar").out(),
        allOf(containsString("-Dassay.flows=/a.jar "), containsString("/lib/*:/a.jar dev.")));
    assertThat(run("assay", "demo").out(), containsString("/lib/* dev."));
  }

  @Test
  void a_run_of_small_files_has_the_first_compiler_alone() throws Exception {
    Path input = Files.createDirectories(folder.resolve("my input"));
    write(input.resolve("trades-1.jsonl"), "{}\n");
    write(input.resolve("customers.csv"), "customer_id\n");
    for (String trades : List.of("--trades=" + input, "--trades=" + input + "/trades-*.jsonl")) {
      assertThat(trades, isForShortWork("run", "wealth", trades, "--shards=4"), is(true));
    }
    assertThat(
        isForShortWork("run", "wealth", "--input=trades=" + input + "/trades-[1-9].jsonl"),
        is(true));
    assertThat(isForShortWork("query", "TABLE audit.runs"), is(true));
  }

  @Test
  void what_may_be_large_has_both_compilers() throws Exception {
    Path input = Files.createDirectories(folder.resolve("my input"));
    write(input.resolve("customers.csv"), "customer_id\n");
    String customers = "--customers=" + input.resolve("customers.csv");
    sized(input.resolve("trades-1.jsonl"), 60_000_000);
    sized(input.resolve("trades-2.jsonl"), 60_000_000);
    sized(folder.resolve("packed.jsonl.gz"), 15_000_000);
    for (String trades :
        List.of(
            "--trades=" + input,
            "--trades=" + input + "/trades-*.jsonl",
            "--trades=" + input + "/trades-{1,2}.jsonl",
            "--trades=" + folder + "/**",
            "--trades=" + folder.resolve("packed.jsonl.gz"),
            "--trades=kafka://localhost:9092/trades",
            "--input=trades=s3://bucket/trades",
            "--config=assay.yaml")) {
      assertThat(trades, isForShortWork("run", "wealth", trades, customers), is(false));
    }
    assertThat(isForShortWork("run", "wealth", "--rebuild"), is(false));
    assertThat(isForShortWork("run", "wealth", "--trades=nowhere.jsonl"), is(false));
    assertThat(isForShortWork("quarantine", "replay"), is(false));
  }

  private boolean isForShortWork(String... words) throws Exception {
    List<String> call = new ArrayList<>(List.of(words));
    Said said = run("assay", call.toArray(String[]::new));
    assertThat(said.toString(), said.code(), is(0));
    return said.out().contains("-XX:+UseSerialGC -XX:TieredStopAtLevel=1 ");
  }

  private static void sized(Path file, long bytes) throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(bytes);
    }
  }

  @Test
  void classes_are_taken_from_an_archive_which_a_run_is_asked_to_make_once_a_build()
      throws Exception {
    Path archive = tree.resolve("runners/target/assay.jsa");
    String asked = "-XX:+RecordDynamicDumpInfo -Dassay.archive=" + archive + " ";
    assertThat(run("assay", "demo").out(), containsString(asked));
    assertThat(
        "an archive holds the same jars for all",
        run("assay", "demo", "--flows=/a.jar").out(),
        not(containsString("assay.jsa")));

    write(archive, "");
    for (String flows : List.of("", "--flows=/a.jar")) {
      assertThat(
          run("assay", "demo", flows).out(),
          allOf(
              containsString("-XX:SharedArchiveFile=" + archive + " "),
              not(containsString("RecordDynamicDumpInfo"))));
    }
    Files.setLastModifiedTime(
        tree.resolve("pipelines/src/main/java/A.java"),
        FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(run("assay", "demo").out(), containsString(asked));
  }

  @Test
  void second_call_builds_nothing() throws Exception {
    run("assay", "demo");
    Said said = run("assay", "demo");

    assertThat(asked(), hasSize(1));
    assertThat(said.err(), is(""));
  }

  @Test
  void changed_source_builds_the_command_again_and_leaves_no_job_of_old_classes() throws Exception {
    run("assay", "demo");
    run("runners/build", "job");
    assertThat(Files.exists(tree.resolve("runners/flink/target/assay-flink.jar")), is(true));

    Files.setLastModifiedTime(
        tree.resolve("pipelines/src/main/java/A.java"),
        FileTime.from(Instant.now().plusSeconds(60)));
    run("assay", "demo");

    assertThat(asked(), hasSize(3));
    assertThat(asked().get(2), containsString("-Dcommand.only"));
    assertThat(Files.exists(tree.resolve("runners/flink/target/assay-flink.jar")), is(false));
  }

  @Test
  void parts_are_built_together_and_without_the_rest() throws Exception {
    Said said = run("runners/build", "kafka", "job");

    assertThat(said.toString(), said.code(), is(0));
    assertThat(
        asked().get(0),
        allOf(
            endsWith("-pl runners/stack/kafka,runners/flink -am package"),
            not(containsString("command.only"))));
    assertThat(
        Files.exists(tree.resolve("runners/flink/target/assay-flink.jar.unfinished")), is(false));
    assertThat(run("runners/build", "harvest").code(), is(1));
    assertThat(run("runners/build").code(), is(2));
    assertThat(asked(), hasSize(1));
  }

  @Test
  void failed_build_shows_the_end_of_its_log_and_starts_nothing() throws Exception {
    write(tree.resolve("broken"), "");
    Said said = run("assay", "demo");

    assertThat(said.code(), is(1));
    assertThat(said.out(), is(""));
    assertThat(
        said.err(),
        allOf(
            containsString(
                "assay: The build failed. Its last lines, of "
                    + tree.resolve("runners/target/build.log")),
            containsString("[ERROR] no such symbol")));
    run("runners/build", "kafka");
    assertThat(Files.exists(tree.resolve("runners/stack/kafka/target/lib.unfinished")), is(true));
  }

  @Test
  void messages_are_json_lines_where_the_command_s_are() throws Exception {
    write(tree.resolve("broken"), "");
    ObjectMapper json = new ObjectMapper();
    List<String> words = new ArrayList<>();
    for (Said said :
        List.of(
            run("assay", "run", "wealth", "--log-format=json"),
            run("assay", "run", "wealth", "--log-format", "json"))) {
      assertThat(said.code(), is(1));
      for (String line : said.err().lines().toList()) {
        JsonNode object = json.readTree(line);
        assertThat(line, object.path("time").asText().endsWith("Z"), is(true));
        words.add(object.path("level").asText() + " " + object.path("message").asText());
      }
    }
    assertThat(words, hasItem(startsWith("INFO building Assay; ")));
    assertThat(words, hasItem("INFO   Assay schemas, 1 of 2"));
    assertThat(words, hasItem(startsWith("ERROR The build failed.")));
    assertThat(words, hasItem("ERROR [ERROR] no such symbol"));

    program("java", JAVA.replace("17.0.1", "11.0.2"));
    Said old = run("assay", "demo", "--log-format=json");
    assertThat(json.readTree(old.err()).path("message").asText(), startsWith("Java 11 is too old"));
    assertThat(run("assay", "demo", "--", "--log-format=json").err(), startsWith("assay: "));
  }

  @Test
  void failed_build_is_tried_again() throws Exception {
    write(tree.resolve("broken"), "");
    run("assay", "demo");
    Files.delete(tree.resolve("broken"));

    assertThat(run("assay", "demo").code(), is(0));
    assertThat(asked(), hasSize(2));
  }

  @Test
  void release_needs_no_maven() throws Exception {
    Files.delete(folder.resolve("bin/mvn"));
    Said without = run("assay", "demo");
    assertThat(without.code(), is(1));
    assertThat(without.err(), containsString("Maven is not there, and Assay must be built"));

    write(tree.resolve("lib/assay-runners-1.jar"), "");
    Said said = run("assay", "demo");
    assertThat(said.toString(), said.code(), is(0));
    assertThat(
        said.out(),
        allOf(
            containsString("-cp %1$s/assay-runners-1.jar:%1$s/* ".formatted(tree.resolve("lib"))),
            containsString(
                "-Dassay.archive=" + tree.resolve("lib").resolve("assay-17.0.1.jsa") + " ")));
  }

  @Test
  void java_that_is_too_old_is_told_before_anything_is_built() throws Exception {
    program("java", JAVA.replace("17.0.1", "11.0.2"));
    Said said = run("assay", "demo");

    assertThat(said.code(), is(1));
    assertThat(said.err(), containsString("Java 11 is too old. Install a JDK, 17 or later"));
    assertThat(asked(), hasSize(0));
  }

  private Said run(String program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(tree.resolve(program).toString()));
    command.addAll(List.of(arguments));
    File out = folder.resolve("out").toFile();
    File err = folder.resolve("err").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out).redirectError(err).directory(tree.toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("PATH", folder.resolve("bin").toString());
    builder.environment().put("ASKED", folder.resolve("asked").toString());
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat("it ends", process.waitFor(1, TimeUnit.MINUTES), is(true));
    return new Said(
        process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
  }

  private static Path tool(String name) {
    return Stream.of("/usr/bin", "/bin")
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not installed"));
  }

  private List<String> asked() throws IOException {
    Path asked = folder.resolve("asked");
    return Files.exists(asked) ? Files.readAllLines(asked) : List.of();
  }

  private void copy(String... names) throws IOException {
    for (String name : names) {
      Files.createDirectories(tree.resolve(name).getParent());
      Files.copy(ROOT.resolve(name), tree.resolve(name));
      assertThat(name, tree.resolve(name).toFile().setExecutable(true), is(true));
    }
  }

  private void program(String name, String text) throws IOException {
    Path file = folder.resolve("bin").resolve(name);
    write(file, text);
    assertThat(name, file.toFile().setExecutable(true), is(true));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
