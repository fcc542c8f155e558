package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class UsageTest {
  private static final String SECRET = "hunter2-in-plain-text";

  @TempDir Path folder;

  static Stream<List<String>> everyCommand() {
    return below(Assay.commandLine(), List.of());
  }

  private static Stream<List<String>> below(CommandLine command, List<String> words) {
    return Stream.concat(
        Stream.of(words),
        command.getSubcommands().entrySet().stream()
            .filter(entry -> !entry.getKey().equals("help"))
            .flatMap(
                entry ->
                    below(
                        entry.getValue(),
                        Stream.concat(words.stream(), Stream.of(entry.getKey())).toList())));
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void every_command_has_help(List<String> words) {
    Said said = Said.by(Stream.concat(words.stream(), Stream.of("--help")).toArray(String[]::new));

    assertThat(said.code(), is(0));
    assertThat(said.out(), startsWith("Usage: assay" + String.join("", spaced(words))));
  }

  private static List<String> spaced(List<String> words) {
    return words.stream().map(word -> " " + word).toList();
  }

  @Test
  void version_is_told() {
    assertThat(Said.by("--version").out(), startsWith("assay 0."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "run", "simulate", "quarantine", "harvest", "run harvest"})
  void command_that_is_none_is_bad_usage(String words) {
    Said said = Said.by(words.isEmpty() ? new String[0] : words.split(" "));

    assertThat(said.code(), is(2));
    assertThat(
        said.err(), containsString(words.endsWith("harvest") ? "'harvest'" : "Usage: assay"));
  }

  @Test
  void all_problems_are_told_at_once() throws Exception {
    Path config = folder.resolve("assay.yaml");
    Files.writeString(config, "colour: red\nshards: 0\n");

    Said said =
        Said.by(
            "run",
            "wealth",
            "--config=" + config,
            "--warehouse=jdbc:postgresql://db:5432/assay",
            "--warehouse-password=" + SECRET,
            "--patience=soon",
            "--allowed-lateness=-1",
            "--runner=spark",
            "--speed=9",
            "--",
            "--noSuchThing=1",
            "--targetParallelism=many");

    assertThat(said.code(), is(2));
    assertThat(said.out(), is(""));
    for (String problem :
        List.of(
            "'colour'",
            "--trades is missing",
            "--customers is missing",
            "--shards=0",
            "plain text",
            "'soon'",
            "--allowed-lateness=-1",
            "'spark'",
            "--speed=9",
            "Beam does not take --noSuchThing: there is no such option",
            "Beam does not take --targetParallelism")) {
      assertThat(said.err(), containsString(problem));
    }
    assertThat(said.err(), allOf(not(containsString(SECRET)), not(containsString("\tat "))));
  }

  @Test
  void credentials_in_an_address_are_refused_and_not_repeated() {
    Said said =
        Said.by(
            "query", "SELECT 1", "--warehouse=jdbc:postgresql://me:" + SECRET + "@db:5432/assay");

    assertThat(said.code(), is(2));
    assertThat(said.err(), allOf(containsString("--warehouse"), not(containsString(SECRET))));
  }

  @Test
  void config_that_is_no_yaml_is_refused_without_its_text() throws Exception {
    Path config = folder.resolve("broken.yaml");
    Files.writeString(config, "trades: [\nwarehouse-password: " + SECRET + "\n");

    Said said = Said.by("run", "wealth", "--config=" + config);

    assertThat(said.code(), is(2));
    assertThat(said.err(), containsString("is not readable as YAML"));
    assertThat(said.err(), not(containsString(SECRET)));
  }

  @Test
  void config_that_is_not_there_is_told_with_the_other_problems() {
    Said said = Said.by("run", "wealth", "--config=" + folder.resolve("none.yaml"), "--shards=x");

    assertThat(said.code(), is(2));
    assertThat(
        said.err(), allOf(containsString("none.yaml cannot be read"), containsString("--shards")));
  }

  @Test
  void bad_simulations_and_filters_are_refused() {
    assertThat(
        Said.by("simulate", "trades", "--count=0").err(),
        allOf(containsString("--to is missing"), containsString("count")));
    assertThat(
        Said.by("quarantine", "list", "--table=trade", "--since=yesterday").err(),
        allOf(containsString("--table=trade"), containsString("--since=yesterday")));
    assertThat(Said.by("query").err(), containsString("Give one statement"));
  }

  @Test
  void login_at_a_database_that_is_not_given_is_refused() {
    Said said =
        Said.by("reconcile", "--source-user=me", "--source-password=env:X", "--warehouse-user=me");

    assertThat(said.code(), is(2));
    assertThat(
        said.err(),
        allOf(
            containsString("--source-user is given without --source"),
            containsString("--source-password is given without --source"),
            containsString("--warehouse-user is given without --warehouse")));
  }
}
