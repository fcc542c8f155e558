package dev.assay.runners.local;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltPartsTest {
  /** In the place of runners/build: writes down what it is asked for, and makes it. */
  private static final String BUILD =
      """
      #!/bin/sh
      cd "$(dirname "$0")"
      echo "$*" >>asked
      for part in "$@"; do
        case $part in
          job) mkdir -p flink/target; touch flink/target/assay-flink.jar ;;
          *) mkdir -p "stack/$part/target/lib"; rm -f "stack/$part/target/lib.unfinished" ;;
        esac
      done
      """;

  @TempDir Path runners;
  private BuiltParts parts;

  @BeforeEach
  void find() {
    parts = new BuiltParts(runners);
  }

  @Test
  void parts_that_are_not_there_are_built_together_and_once() throws Exception {
    build(BUILD);
    parts.require("kafka");
    parts.require(List.of("kafka", "connect", "job"));
    parts.require(List.of("kafka", "connect", "job"));

    assertThat(Files.readAllLines(runners.resolve("asked")), is(List.of("kafka", "connect job")));
  }

  @Test
  void part_that_a_broken_build_left_is_built_again() throws Exception {
    build(BUILD);
    Path target = runners.resolve("stack/kafka/target");
    Files.createDirectories(target.resolve("lib"));
    Files.createFile(target.resolve("lib.unfinished"));

    assertThat(parts.require("kafka"), is(target.resolve("lib")));
    assertThat(Files.readAllLines(runners.resolve("asked")), is(List.of("kafka")));
  }

  @Test
  void failed_build_names_the_part() throws Exception {
    build("#!/bin/sh\nexit 1\n");
    IOException failed = assertThrows(IOException.class, () -> parts.require("job"));

    assertThat(
        failed.getMessage(),
        allOf(
            containsString("This command needs job, and it could not be built"),
            containsString("ended with 1")));
  }

  @Test
  void release_that_lacks_a_part_says_so() {
    IOException failed = assertThrows(IOException.class, () -> parts.require("connect"));

    assertThat(
        failed.getMessage(),
        is(
            "There is no %s. It comes with each release of Assay: unpack the archive again"
                .formatted(runners.resolve("stack/connect/target/lib"))));
  }

  private void build(String text) throws IOException {
    Path file = runners.resolve("build");
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true), is(true));
  }
}
