package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands that work on what is there, on a home or a lake that is not. */
class MissingHomeTest {
  private static final List<String> COMMANDS =
      List.of(
          "audit",
          "audit insights --deep",
          "capture",
          "down",
          "quarantine list",
          "quarantine list --pipeline=insights --rule=no_such_rule",
          "quarantine replay",
          "quarantine replay --dry-run",
          "query SELECT",
          "reconcile",
          "run wealth --rebuild",
          "run insights --settle",
          "status",
          "stop",
          "stop insights --drain=kafka://127.0.0.1:1/trades",
          "stop --drain=kafka://127.0.0.1:1/trades --flink-master=127.0.0.1:1");

  private static final List<String> OF_LAKES =
      List.of(
          "audit --deep",
          "quarantine list",
          "quarantine replay",
          "reconcile",
          "run wealth --settle",
          "run insights --rebuild");

  /** They make a home where there is none, or need none. */
  private static final Set<String> MAKERS =
      Set.of("completion", "demo", "describe", "help", "simulate", "stack", "up");

  @TempDir Path folder;

  static List<String> commands() {
    return COMMANDS;
  }

  static List<String> commandsOfLakes() {
    return OF_LAKES;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void home_that_is_not_there_is_told_and_not_made(String command) throws IOException {
    Path home = folder.resolve("mistyped/home");

    assertRefused(command, home, "--home=" + home);
  }

  @ParameterizedTest
  @MethodSource("commandsOfLakes")
  void lake_that_is_not_there_is_told_and_not_made(String command) throws IOException {
    Path lake = folder.resolve("mistyped/lake");

    assertRefused(
        command,
        lake,
        "--lake=" + lake,
        "--home=" + folder,
        command.equals("quarantine list") ? "" : "--warehouse=jdbc:postgresql://127.0.0.1:1/a");
  }

  /** A lake that was left without its warehouse, as by another home. */
  @Test
  void replay_makes_no_warehouse_in_a_mistyped_home_for_a_lake_that_is_there() throws IOException {
    Path lake = Files.createDirectories(folder.resolve("lake"));
    Path home = folder.resolve("mistyped");

    Said said = Said.by("quarantine", "replay", "--lake=" + lake, "--home=" + home);

    assertThat(said.toString(), said.code(), is(2));
    assertThat(said.err(), containsString("No warehouse is in " + home));
    assertThat(Files.exists(home), is(false));
  }

  @Test
  void every_command_is_tried_or_known_to_make_a_home() {
    Set<String> tried =
        COMMANDS.stream().map(each -> each.split(" ")[0]).collect(Collectors.toSet());
    tried.addAll(MAKERS);

    assertThat(
        new TreeSet<>(tried), is(new TreeSet<>(Assay.commandLine().getSubcommands().keySet())));
  }

  private void assertRefused(String command, Path missing, String... options) throws IOException {
    String[] arguments =
        Stream.concat(Stream.of(command.split(" ")), Stream.of(options))
            .filter(each -> !each.isEmpty())
            .toArray(String[]::new);
    Said said = Said.by(arguments);

    assertThat(said.toString(), said.code(), is(2));
    assertThat(said.err(), containsString(missing.toString()));
    assertThat(said.out(), is(""));
    try (Stream<Path> made = Files.list(folder)) {
      assertThat(made.toList(), hasSize(0));
    }
  }
}
