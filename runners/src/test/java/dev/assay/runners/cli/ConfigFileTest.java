package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayContaining;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir Path folder;

  @Test
  void command_line_wins_over_the_file() throws Exception {
    String yaml = "trades: /a/trades\ncustomers: /a/customers.csv\nshards: 4\nrebuild: true\n";

    assertThat(
        completed(yaml, "run", "wealth", "--trades", "/b/trades"),
        arrayContaining(
            "run",
            "wealth",
            "--customers=/a/customers.csv",
            "--shards=4",
            "--rebuild=true",
            "--trades",
            "/b/trades"));
  }

  @Test
  void options_of_other_commands_are_left_alone() throws Exception {
    assertThat(
        completed("trades: /a\nhome: /h\nbeam: [--x=1]\n", "quarantine", "list"),
        arrayContaining("quarantine", "list", "--home=/h"));
    assertThat(
        completed("trades: /a\nbeam: [--x=1]\n", "query", "SELECT 1"),
        arrayContaining("query", "SELECT 1"));
  }

  @Test
  void beam_options_come_last_and_yield_to_those_given() throws Exception {
    assertThat(
        completed(
            "beam:\n  - --jobName=a\n  - --stableUniqueNames=OFF\n",
            "run",
            "wealth",
            "--",
            "--jobName=b"),
        arrayContaining("run", "wealth", "--", "--jobName=b", "--stableUniqueNames=OFF"));
  }

  @Test
  void what_is_no_option_is_a_problem() throws Exception {
    assertThat(read("colour: red\nshards: [1]\nbeam: x\n").problems(), hasSize(3));
    assertThat(read("shards: 1\nshards: 2\n").problems(), hasSize(1));
    assertThat(read("just text").problems(), hasSize(1));
    assertThat(read("").problems(), is(empty()));
  }

  private ConfigFile read(String yaml) throws Exception {
    return ConfigFile.read(Files.writeString(folder.resolve("assay.yaml"), yaml));
  }

  private String[] completed(String yaml, String... arguments) throws Exception {
    return read(yaml).complete(Assay.commandLine().parseArgs(arguments), arguments);
  }
}
