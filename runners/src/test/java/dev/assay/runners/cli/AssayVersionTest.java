package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssayVersionTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void version_names_what_is_built_and_what_it_runs_on() {
    List<String> lines = Said.by("--version").out().lines().toList();

    assertThat(lines.get(0), startsWith("assay 0."));
    assertThat(
        lines.get(2),
        matchesPattern("Apache Beam 2\\.[0-9.]+, Apache Flink 1\\.[0-9.]+, Java [0-9].*"));
  }

  @Test
  void commit_is_that_of_the_checkout_with_its_date_in_utc() throws Exception {
    assumeTrue(Files.exists(ROOT.resolve(".git")), "built from sources without their history");
    String id = git("rev-parse", "--short=12", "HEAD");
    Instant date = Instant.ofEpochSecond(Long.parseLong(git("log", "-1", "--format=%ct", "HEAD")));

    String told = Said.by("--version").out().lines().toList().get(1);

    // Whether files are changed is what it was when the build began, not what it is now.
    assertThat(told.replace("-dirty", ""), is("commit " + id + " of " + date));
  }

  @Test
  void build_without_history_says_that_its_commit_is_unknown() {
    for (String none : List.of("unknown", "${assay.commit}")) {
      Properties built = new Properties();
      built.setProperty("commit", none);
      built.setProperty("date", "unknown");

      assertThat(AssayVersion.commit(built), is("commit unknown"));
    }
    assertThat(AssayVersion.commit(new Properties()), is("commit unknown"));
  }

  private static String git(String... arguments) throws IOException, InterruptedException {
    List<String> command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
    Process process =
        new ProcessBuilder(command)
            .directory(ROOT.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(), is(0));
    return said.strip();
  }
}
