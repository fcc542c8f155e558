package dev.assay.runners;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive that {@code mvn -Prelease package} makes, unpacked where no Maven is. */
@Timeout(600)
class ReleaseIT {
  private static final String NAME = "assay-" + System.getProperty("assay.version");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

  @TempDir static Path folder;
  private static Path release;

  private record Said(int code, String all) {}

  @BeforeAll
  static void unpack() throws Exception {
    Path archive = Path.of("target", NAME + ".tar.gz").toAbsolutePath();
    Said said = run("/", "tar", "-xzf", archive.toString(), "-C", folder.toString());
    assertThat(said.all(), said.code(), is(0));
    release = folder.resolve(NAME);
  }

  @Test
  void pages_link_to_nothing_that_is_left_out() throws Exception {
    String readme = Files.readString(release.resolve("README.md"));
    List<String> broken =
        LINK.matcher(readme)
            .results()
            .map(link -> link.group(1))
            .filter(target -> Files.notExists(release.resolve(target)))
            .toList();

    assertThat(LINK.matcher(readme).results().count(), greaterThan(5L));
    assertThat(broken, is(List.of()));
    assertThat(Files.exists(release.resolve("LICENSE")), is(true));
  }

  @Test
  void sample_of_the_readme_runs_from_it() throws Exception {
    Said said =
        assay(
            "run",
            "wealth",
            "--home=" + folder.resolve("sample"),
            "--trades=data/wealth/trades-*.jsonl",
            "--customers=data/wealth/customers.csv");

    assertThat(said.all(), said.code(), is(0));
    assertThat(
        said.all(),
        allOf(
            containsString("Run 1 (load): 3 files taken, 3 days computed"),
            containsString("201,148.970988 USD"),
            containsString("It adds up")));
  }

  @Test
  void demo_runs_from_it() throws Exception {
    Said said = assay("demo", "--home=" + folder.resolve("demo"));

    assertThat(said.all(), said.code(), is(0));
    assertThat(said.all(), containsString("It adds up"));
  }

  @Test
  void local_stack_and_job_are_in_it() throws Exception {
    for (String server : List.of("kafka", "connect", "flink-1.19")) {
      assertThat(
          server,
          ClassPath.of(release.resolve("runners/stack").resolve(server).resolve("target/lib"))
              .jars()
              .size(),
          greaterThan(20));
    }
    assertThat(
        Files.exists(
            release.resolve(
                "runners/stack/connect/target/lib/plugins/debezium-connector-postgres")),
        is(true));
    assertThat(
        Files.size(release.resolve("runners/flink/target/assay-flink.jar")),
        greaterThan(1_000_000L));
  }

  private static Said assay(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(release.resolve("assay").toString()));
    command.addAll(List.of(arguments));
    return run(release.toString(), command.toArray(String[]::new));
  }

  /** With a PATH on which Maven is not: a folder of links to the other programs of this machine. */
  private static Said run(String in, String... command) throws Exception {
    File out = folder.resolve("out").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(new File(in))
            .redirectErrorStream(true)
            .redirectOutput(out);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("PATH", withoutMaven().toString());
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat("it ends", process.waitFor(8, TimeUnit.MINUTES), is(true));
    return new Said(process.exitValue(), Files.readString(out.toPath()));
  }

  private static Path withoutMaven() throws IOException {
    Path bin = folder.resolve("bin");
    if (Files.exists(bin)) {
      return bin;
    }
    Files.createDirectory(bin);
    for (String from : List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin")) {
      try (Stream<Path> programs = Files.list(Path.of(from))) {
        for (Path program : programs.toList()) {
          Path link = bin.resolve(program.getFileName());
          if (!program.getFileName().toString().startsWith("mvn")
              && Files.notExists(link, LinkOption.NOFOLLOW_LINKS)) {
            Files.createSymbolicLink(link, program);
          }
        }
      }
    }
    return bin;
  }
}
