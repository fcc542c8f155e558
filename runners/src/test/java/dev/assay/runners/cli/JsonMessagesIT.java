package dev.assay.runners.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.runners.simulate.Bank;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What {@code --log-format=json} makes of all that commands say beside their results. */
@Timeout(180)
class JsonMessagesIT {
  private static final String JSON = "--log-format=json";
  private static final Path SAMPLES = Path.of("../data").toAbsolutePath().normalize();
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static EmbeddedPostgres server;
  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  /** Every line must be an object with these. */
  private static List<JsonNode> objects(Said said) {
    List<JsonNode> objects = new ArrayList<>();
    for (String line : said.err().lines().toList()) {
      try {
        JsonNode object = MAPPER.readTree(line);
        assertThat(line, object.isObject(), is(true));
        assertThat(
            object.path("time").asText(),
            matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));
        assertThat(object.path("level").asText(), matchesPattern("TRACE|DEBUG|INFO|WARN|ERROR"));
        assertThat(line, object.path("logger").asText().isEmpty(), is(false));
        assertThat(line, object.path("message").isTextual(), is(true));
        objects.add(object);
      } catch (JsonProcessingException e) {
        throw new AssertionError("no JSON: " + line + "\nin " + said, e);
      }
    }
    return objects;
  }

  private static List<String> texts(String field, List<JsonNode> objects) {
    return objects.stream().map(object -> object.path(field).asText()).toList();
  }

  private String[] run(String pipeline, String... more) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                "run",
                pipeline,
                JSON,
                "--home=" + folder.resolve("home"),
                "--warehouse=" + Bank.empty(server).url(),
                "--warehouse-user=postgres"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  @Test
  void run_says_what_it_is_at_with_its_pipeline_and_its_run() throws Exception {
    Said said =
        Said.by(
            run(
                "wealth",
                "--trades=" + SAMPLES.resolve("wealth/trades-1.jsonl"),
                "--customers=" + SAMPLES.resolve("wealth/customers.csv")));

    assertThat(said.toString(), said.code(), is(0));
    assertThat("results stay as they are", said.out(), containsString("It adds up"));
    List<JsonNode> objects = objects(said);
    assertThat(texts("message", objects), hasItem(startsWith("Running wealth: ")));
    JsonNode last = objects.get(objects.size() - 1);
    assertThat(last.path("message").asText(), is("assay run wealth is done"));
    assertThat(last.path("level").asText(), is("INFO"));
    assertThat(last.path("pipeline").asText(), is("wealth"));
    String run = last.path("run").asText();
    assertThat(
        Said.by(
                "query",
                "SELECT run_id FROM audit.runs",
                "--home=" + folder.resolve("home"),
                "--format=csv")
            .out(),
        containsString(run));
    assertThat(run.isEmpty(), is(false));
  }

  @Test
  void run_that_refuses_too_much_ends_with_an_error() throws Exception {
    Path trades = Files.writeString(folder.resolve("trades.jsonl"), "{}\n");

    Said said =
        Said.by(
            run(
                "wealth",
                "--trades=" + trades,
                "--customers=" + SAMPLES.resolve("wealth/customers.csv")));

    assertThat(said.toString(), said.code(), is(3));
    JsonNode last = objects(said).get(objects(said).size() - 1);
    assertThat(last.path("level").asText(), is("ERROR"));
    assertThat(last.path("message").asText(), startsWith("assay run wealth ended with 3"));
  }

  /** As a process: a worker warns of each rule once in its life. */
  @Test
  void warning_of_a_worker_is_one_object_with_its_logger() throws Exception {
    Path changes =
        Files.writeString(
            folder.resolve("changes.jsonl"),
            "{\"before\":null,\"after\":{\"id\":2,\"product\":\"Lamp\",\"quantity\":null,"
                + "\"purchase_date\":20457},\"source\":{\"connector\":\"postgresql\","
                + "\"name\":\"bank\",\"schema\":\"public\",\"table\":\"purchase_trends\","
                + "\"ts_us\":1767657600000000,\"txId\":704,\"lsn\":1300},\"op\":\"c\"}\n");

    Said said = process(run("insights", "--changes=" + changes));

    List<JsonNode> warnings =
        objects(said).stream().filter(o -> o.path("level").asText().equals("WARN")).toList();
    assertThat(said.toString(), warnings, hasSize(1));
    JsonNode warning = warnings.get(0);
    assertThat(warning.path("logger").asText(), is("dev.assay.transforms.insights.DebeziumReader"));
    assertThat(
        warning.path("message").asText(),
        startsWith("Changes of purchase_trends break its contract, by quantity_is_present"));
    assertThat(warning.path("pipeline").asText(), is("insights"));
  }

  @Test
  void problems_of_a_command_are_an_object_each() {
    Said text = Said.by("run", "wealth", "--shards=0", "--speed=9");
    Said json = Said.by("run", "wealth", "--shards=0", "--speed=9", JSON);

    assertThat(json.code(), is(2));
    List<JsonNode> objects = objects(json);
    assertThat(objects, hasSize(text.err().lines().toList().size()));
    for (JsonNode problem : objects.subList(0, objects.size() - 1)) {
      assertThat(problem.path("level").asText(), is("ERROR"));
      assertThat(problem.path("logger").asText(), is("assay run wealth"));
      assertThat(
          text.err(), containsString("assay run wealth: " + problem.path("message").asText()));
    }
    assertThat(objects.get(objects.size() - 1).path("level").asText(), is("INFO"));
  }

  @Test
  void usage_and_words_that_are_no_command_are_objects_too() {
    assertThat(texts("message", objects(Said.by(JSON))), contains(startsWith("Usage: assay")));
    assertThat(
        texts("message", objects(Said.by("harvest", JSON))), hasItem(containsString("'harvest'")));
    assertThat(
        texts("message", objects(Said.by("run", "wealth", "--log-format", "json", "--trades"))),
        hasItem(containsString("--trades needs a value")));
    assertThat(
        objects(Said.by("run", "wealth", "--trades", "--log-format=json")).isEmpty(), is(false));
  }

  @Test
  void failure_is_an_object_with_its_stack_trace_where_that_is_asked_for() {
    Path none = folder.resolve("nö\n\"ne\".sql");
    String[] query = {
      "query", "--file=" + none, "--home=" + folder, "--warehouse=jdbc:postgresql://db:1/a", JSON
    };
    List<JsonNode> brief = objects(Said.by(query));
    String[] more = Arrays.copyOf(query, query.length + 1);
    more[query.length] = "--verbose";
    List<JsonNode> verbose = objects(Said.by(more));

    assertThat(texts("level", brief), is(List.of("ERROR")));
    assertThat(
        brief.get(0).path("message").asText(),
        is("No file is at " + none + ", which was to hold the statement"));
    assertThat(brief.get(0).has("exception"), is(false));
    assertThat(verbose, hasSize(1));
    assertThat(
        verbose.get(0).path("exception").asText(),
        allOf(containsString("NoSuchFileException"), containsString("\n\tat dev.assay.")));
  }

  @Test
  void format_stands_in_a_file_too_and_what_is_given_wins() throws Exception {
    Path config = Files.writeString(folder.resolve("assay.yaml"), "log-format: json\n");

    assertThat(
        texts("logger", objects(Said.by("audit", "--shards=0", "--config=" + config))),
        hasItem("assay audit"));
    assertThat(
        Said.by("audit", "--shards=0", "--config=" + config, "--log-format=text").err(),
        startsWith("assay audit: "));
    assertThat(Said.by("audit", "--log-format=xml").err(), containsString("among text, json"));
  }

  /** Also what libraries print, what they tell the JVM's logging, and what ends a thread. */
  @Test
  void whatever_is_printed_is_an_object() throws Exception {
    Said said = new Said(0, "", heard());

    List<JsonNode> objects = objects(said);
    assertThat(
        texts("message", objects),
        contains(
            is("printed past us"),
            startsWith("Thread doomed"),
            is("2 of ours"),
            is("and its cause")));
    assertThat(texts("level", objects), is(List.of("INFO", "ERROR", "WARN", "ERROR")));
    assertThat(objects.get(1).path("exception").asText(), containsString("IllegalState"));
    assertThat(objects.get(2).path("logger").asText(), is("dev.assay.Ours"));
    assertThat(objects.get(3).path("exception").asText(), startsWith("java.io.IOException: why"));
    assertThat(texts("message", objects), everyItem(not(endsWith("not shown"))));
  }

  private static String heard() throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    System.setErr(new PrintStream(heard, true, StandardCharsets.UTF_8));
    Messages.begin(LogFormat.JSON);
    try {
      System.err.print("printed ");
      System.err.println("past us");
      Logger.getLogger("org.library").warning("not shown");
      Thread doomed =
          new Thread(
              () -> {
                throw new IllegalStateException("over");
              },
              "doomed");
      doomed.start();
      doomed.join();
      var ours = LoggerFactory.getLogger("dev.assay.Ours");
      ours.info("not shown");
      LoggerFactory.getLogger("org.library").error("not shown");
      ours.warn("{} of ours", 2);
      ours.error("and its cause", new IOException("why"));
    } finally {
      Messages.end();
      System.setErr(before);
    }
    return heard.toString(StandardCharsets.UTF_8);
  }

  private static Said process(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("jvm.flags").toAbsolutePath(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Assay.class.getName()));
    command.addAll(List.of(arguments));
    Path err = Files.createTempFile("assay", ".err");
    try {
      Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Said(process.waitFor(), out, Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }
}
