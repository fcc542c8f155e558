package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.AskedRun;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.Warehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

class ConfigFileTest {
  private static final Map<String, Endpoint.Files> FILES =
      Map.of(
          "trades", new Endpoint.Files("/a/trades"),
          "customers", new Endpoint.Files("/a/customers.csv"));

  @TempDir Path folder;

  @Test
  void command_line_wins_over_the_file() throws Exception {
    AskedRun run =
        run(
            "trades: /a/trades\ncustomers: /a/customers.csv\nshards: 4\n",
            "--input=trades=/b/trades",
            "--shards=8");

    assertThat(run.problems(), is(empty()));
    assertThat(
        run.files(),
        is(
            Map.of(
                "trades", new Endpoint.Files("/b/trades"),
                "customers", new Endpoint.Files("/a/customers.csv"))));
    assertThat(run.settings().shards(), is(8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trades: /a/trades\ncustomers: /a/customers.csv\nwarehouse: URL\nwarehouse-user: me\n",
        "inputs: {trades: /a/trades, customers: /a/customers.csv}\n"
            + "warehouse: {url: URL, user: me}\n",
        "inputs:\n  trades: /a/trades\ninput.customers: /a/customers.csv\n"
            + "warehouse.url: URL\nwarehouse.user: me\n",
      })
  void options_may_be_nested(String yaml) throws Exception {
    String url = "jdbc:postgresql://db:5432/assay";
    AskedRun run = run(yaml.replace("URL", url));

    assertThat(run.problems(), is(empty()));
    assertThat(run.files(), is(FILES));
    assertThat(run.settings().warehouse().orElseThrow(), is(Warehouse.fromUrl(url, "me", null)));
  }

  @Test
  void options_of_other_commands_and_inputs_of_other_pipelines_are_left_alone() throws Exception {
    String yaml =
        "changes: /a\ntrades: /a/trades\ncustomers: /a/customers.csv\nlimit: 3\nhome: /h\n"
            + "allowed-lateness: 3\nbeam: [--x=1]\n";

    assertThat(run(yaml).files(), is(FILES));
    assertThat(command(yaml, "quarantine", "list").findOption("--limit").getValue(), is(3));
    assertThat(command(yaml, "quarantine", "list").findOption("--home").getValue(), is("/h"));
    assertThat(
        ((RunPipeline) command(yaml, "run", "insights").userObject()).asked().problems(),
        is(empty()));
  }

  @Test
  void flag_that_file_and_command_line_turn_on_is_on() throws Exception {
    CommandSpec list = command("verbose: true\n", "quarantine", "list", "--verbose");

    assertThat(list.findOption("--verbose").getValue(), is(true));
    assertThat(
        command("verbose: true\n", "quarantine", "list").findOption("--verbose").getValue(),
        is(true));
  }

  @Test
  void inputs_of_the_file_do_not_keep_a_rebuild_from_taking_none() throws Exception {
    AskedRun run = run("trades: kafka://h:1/t\ncustomers: /a\nrebuild: true\n");

    assertThat(run.problems(), is(empty()));
    assertThat(run.files(), is(Map.of()));
    assertThat(run.isStream(), is(false));
    assertThat(
        run("rebuild: true\n", "--trades=/a").problems(),
        contains("rebuild takes no input: leave out --trades and --customers"));
  }

  @Test
  void beam_options_come_last_and_yield_to_those_given() throws Exception {
    CommandSpec run =
        command(
            "beam:\n  - --jobName=a\n  - --stableUniqueNames=OFF\n",
            "run",
            "wealth",
            "--",
            "--jobName=b");

    assertThat(launch(run).options(folder).getJobName(), is("b"));
    assertThat(launch(run).options(folder).getStableUniqueNames().name(), is("OFF"));
  }

  @Test
  void beam_options_of_the_file_are_looked_at() throws Exception {
    assertThat(
        launch(command("beam: [--noSuchThing=1]\n", "run", "wealth")).problems(),
        contains("Beam does not take --noSuchThing: there is no such option"));
  }

  @Test
  void what_is_no_option_is_a_problem() throws Exception {
    assertThat(read("colour: red\nshards: [1]\nbeam: x\n").problems(), hasSize(3));
    assertThat(read("shards: 1\nshards: 2\n").problems(), hasSize(1));
    assertThat(read("just text").problems(), hasSize(1));
    assertThat(read("").problems(), is(empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inputs: {trade: /a} | 'inputs.trade', which is no option of assay. Did you mean trades?",
        "warehouse: {usr: me} | 'warehouse.usr', which is no option of assay. Did you mean",
        "lake: | lake is empty: give a value, or leave it out",
        "{warehouse-user: me, warehouse: {user: you}} | warehouse-user more than once",
        "{trades: /a, inputs: {trades: /b}} | trades more than once, at last as inputs.trades",
        "help: true | 'help', which is no option of assay",
      })
  void mistake_is_told_in_words_of_the_file(String yaml, String message) throws Exception {
    assertThat(read(yaml).problems(), contains(containsString(message)));
  }

  @Test
  void value_that_does_not_fit_is_told_in_words_of_the_file() throws Exception {
    Path config = write("shards: few\npatience: -1\nlimit: ten\nwarehouse: {user: me}\n");

    Said said = Said.by("run", "wealth", "--config=" + config, "--trades=/a", "--customers=/a");

    assertThat(said.code(), is(2));
    assertThat(
        said.err(),
        allOf(
            containsString("shards: few is no whole number that fits"),
            containsString("patience: -1 is less than 0"),
            containsString("warehouse-user is given without --warehouse")));
    assertThat(
        Said.by("quarantine", "list", "--config=" + config).err(),
        containsString("limit: ten is no whole number that fits"));
  }

  private Path write(String yaml) throws Exception {
    return Files.writeString(folder.resolve("assay.yaml"), yaml);
  }

  private ConfigFile read(String yaml) throws Exception {
    return ConfigFile.read(write(yaml));
  }

  /** The command with what the words, and beside them the file, say. */
  private CommandSpec command(String yaml, String... words) throws Exception {
    CommandLine assay = Assay.commandLine();
    ParseResult parsed = assay.parseArgs(words);
    assay.setDefaultValueProvider(read(yaml).yieldingTo(parsed));
    List<CommandLine> chain = assay.parseArgs(words).asCommandLineList();
    return chain.get(chain.size() - 1).getCommandSpec();
  }

  private AskedRun run(String yaml, String... options) throws Exception {
    String[] words = new String[options.length + 2];
    words[0] = "run";
    words[1] = "wealth";
    System.arraycopy(options, 0, words, 2, options.length);
    return ((RunPipeline) command(yaml, words).userObject()).asked();
  }

  private static LaunchOptions launch(CommandSpec command) {
    return (LaunchOptions) command.mixins().get("launch").userObject();
  }
}
