package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
            "shards: 0 is less than 1",
            "plain text",
            "--patience=soon",
            "--allowed-lateness=-1",
            "--runner=spark is not known: choose among direct, flink",
            "There is no option --speed",
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

  @ParameterizedTest
  @MethodSource("everyCommand")
  void every_command_tells_the_version(List<String> words) {
    Said said =
        Said.by(Stream.concat(words.stream(), Stream.of("--version")).toArray(String[]::new));

    assertThat(said.code(), is(0));
    assertThat(said.out(), startsWith("assay 0."));
  }

  @Test
  void lists_of_commands_show_whole_sentences() {
    Mistakes.all(Assay.commandLine())
        .filter(command -> !command.getCommandName().equals("help"))
        .forEach(
            command ->
                assertThat(
                    command.getCommandSpec().qualifiedName(),
                    command.getCommandSpec().usageMessage().description()[0],
                    endsWith(".")));
    assertThat(
        Said.by("--help").out().replaceAll("\\s+", " "),
        allOf(
            containsString("demo Simulates trades with faults in them"),
            containsString("and shows what came out.")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--foo | There is no option --foo",
        "--home=x audit | There is no option --home here: it stands behind assay ",
        "run --trades=x | There is no option --trades here: it stands behind assay run wealth",
        "audti | There is no command 'audti': choose among ",
        "audti | Did you mean audit?",
        "run welth | Did you mean wealth?",
        "run wealth --input=trade=x | --input trade is no input of wealth: choose among trades,"
            + " customers. Did",
        "run wealth --input=x | --input=x is not given as TABLE=URI",
        "run wealth --input | --input needs a value: --input=TABLE=URI",
        "run wealth --trades=x --input=trades=y | --trades and --input trades say the same",
        "run wealth --input=trades=x --input=trades=y | --input trades is given more than once",
        "run wealth --trades=kafka://h:1/t --input=customers=kafka://h:1/t | --trades and"
            + " --customers both read topic t at h:1",
        "run wealth --changes=x | There is no option --changes here: it stands behind assay run"
            + " insights",
        "run insights --allowed-lateness=1 | There is no option --allowed-lateness here: it stands",
        "run wealth --trades=x --customers=x --from=earliest | --from is for a topic only: of"
            + " files,",
        "run wealth --trades=x --rebuild | --rebuild takes no input: leave out --trades and"
            + " --customers",
        "run wealth --trades=kafka://h:1/t --customers=x --max-quarantined=1% | is not for a topic",
        "run wealth --trades=kafka://h:1/t --customers=x --runner=direct | cannot read a topic",
        "run insights | --changes is missing: give a file, a folder, a pattern or topics",
        "audit welth | There is no pipeline 'welth': choose among wealth, insights. Did you mean",
        "audit --formt=csv | There is no option --formt. Did you mean --format?",
        "audit --format=cvs | --format=cvs is not known: choose among table, csv, json. Did you"
            + " mean",
        "audit --format | --format needs a value: --format=FORMAT",
        "audit --format= | --format= is not known",
        "audit --home= | --home is empty: give a value, --home=DIR, or leave it out",
        "audit --home=a --home=b | --home is given more than once: leave all but one out",
        "quarantine list --limit=ten | --limit=ten is no whole number",
        "quarantine list --limit=99999999999 | --limit=99999999999 is no whole number that fits",
        "quarantine list --table=trade | Did you mean trades?",
        "demo insights --rate=fast | --rate=fast is no number",
        "audit --verbose=perhaps | --verbose=perhaps takes no value",
        "up --state-backend=rocks | choose among hashmap, rocksdb",
        "completion fish | There is no shell 'fish': choose among bash, zsh",
      })
  void mistake_is_told_in_words_that_can_be_typed(String words, String message) {
    Said said = Said.by(words.split(" "));

    assertThat(said.code(), is(2));
    assertThat(said.err(), containsString(message));
    assertThat(said.err(), not(containsString("[")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run wealth --trade=x --customers=x",
        "run wealth --trades --customers=x",
        "run wealth --trades= --customers=x",
        "run wealth --trades=x --trades=y --customers=x",
        "run wealth --trades=x --customers=x --shards=few",
        "run wealth --trades=ftp://x/y --customers=x",
      })
  void mistake_is_told_once(String words) {
    Said said = Said.by(words.split(" "));

    assertThat(said.code(), is(2));
    assertThat(said.toString(), said.err().lines().toList(), hasSize(2));
    assertThat(said.err(), endsWith(" --help" + System.lineSeparator()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"audit", "stop"})
  void word_that_names_no_pipeline_is_told_as_that_alone(String command) {
    Said said = Said.by(command, "welth");

    assertThat(said.err(), containsString("There is no pipeline 'welth'"));
    assertThat(said.err(), not(containsString("Unexpected argument")));
  }

  @Test
  void unknown_name_in_a_file_is_told_with_what_was_meant() throws Exception {
    Path config = Files.writeString(folder.resolve("assay.yaml"), "customer: x\n");

    Said said = Said.by("run", "wealth", "--config=" + config, "--trades=x", "--customers=x");

    assertThat(said.err(), containsString("Did you mean customers?"));
  }

  @Test
  void hint_names_the_program_as_it_was_called() {
    System.setProperty("assay.program", "/my tools/assay");
    try {
      assertThat(
          Said.by("audit", "--x").err(), containsString("See '/my tools/assay' audit --help"));
    } finally {
      System.clearProperty("assay.program");
    }
  }

  @Test
  void hint_leads_to_the_same_home() throws Exception {
    Path home = Files.createDirectory(folder.resolve("a home"));

    assertThat(
        Said.by("status", "--home=" + home).out(),
        containsString("Start it with: assay up --home='" + home + "'"));
    assertThat(
        Said.by("query", "--home=" + home, "SELECT 1").err(),
        containsString("assay demo --home='" + home + "'"));
  }

  @Test
  void no_hint_is_written_with_the_name_of_the_program_in_it() throws Exception {
    // In a description, a command is named; a hint is to be typed.
    Pattern hint =
        Pattern.compile(
            "\"[^\"\\n"
                + "]*\\bassay"
                + " (audit|demo|down|quarantine|query|reconcile|run|status|stop|up)\\b");
    List<String> wrong = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        String code = Files.readString(file).replaceAll("(?s)@Command\\(.*?\\)\\n", "");
        hint.matcher(code).results().forEach(each -> wrong.add(file + ": " + each.group()));
      }
    }
    assertThat(wrong, is(List.of()));
  }

  @Test
  void completion_knows_commands_and_options() {
    for (String shell : List.of("bash", "zsh")) {
      assertThat(
          Said.by("completion", shell).out(),
          allOf(containsString("complete -F"), containsString("--allowed-lateness")));
    }
  }
}
