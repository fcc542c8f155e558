package dev.assay.runners.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.stringContainsInOrder;

import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.local.Deadline;
import dev.assay.runners.local.LocalKafka;
import dev.assay.runners.local.LocalPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The flow that README shows, word for word: built by Maven as its pom.xml says, and run as any
 * other.
 */
@Timeout(600)
class OwnFlowIT {
  /** Two days, a sale that is told twice, and one that gives money away. */
  private static final String SALES =
      """
      {"sale_id":"S1","sold_at":"2026-01-05T09:00:00Z","shop":"North","price":"10.50"}
      {"sale_id":"S2","sold_at":"2026-01-05T10:00:00Z","shop":"North","price":"4.50"}
      {"sale_id":"S2","sold_at":"2026-01-05T10:00:00Z","shop":"North","price":"4.50"}
      {"sale_id":"S3","sold_at":"2026-01-06T09:00:00Z","shop":"South","price":"7"}
      {"sale_id":"S4","sold_at":"2026-01-06T09:00:00Z","shop":"South","price":"-7"}
      """;

  private static final List<String> GOLD =
      List.of("2026-01-05 North 2 15.00", "2026-01-06 South 1 7.00");

  private static Path built;

  @TempDir Path folder;
  private Path jar = built;

  @BeforeAll
  static void build(@TempDir Path project) throws Exception {
    String source = shown("java");
    assertThat(source.lines().filter(line -> !line.isBlank()).count(), lessThanOrEqualTo(40L));
    built = new OwnProject(project).build(source, shown("xml"));
  }

  /** What README shows in this language. */
  private static String shown(String language) throws IOException {
    Matcher shown =
        Pattern.compile("(?s)## A flow of your own.*?```" + language + "\\n(.*?)```")
            .matcher(Files.readString(Started.ROOT.resolve("README.md")));
    assertThat(shown.find(), is(true));
    return shown.group(1);
  }

  @Test
  void flow_of_a_jar_is_a_pipeline_like_the_others_bounded_and_as_a_stream() throws Exception {
    assertThat(assay("run", "--help"), containsString("shops"));
    assertThat(
        assay("run", "shops", "--help"),
        allOf(containsString("--sales"), containsString("Sales to what each shop sold.")));
    assertThat(
        assay("describe", "shops"),
        stringContainsInOrder(
            "# shops", "`sales`", "### silver.sales", "`price_is_positive`", "### shops.sold"));

    Path sales = Files.writeString(folder.resolve("sales.jsonl"), SALES);
    try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("postgres"))) {
      String warehouse = postgres.jdbcUrl();
      assertThat(
          assay("run", "shops", "--sales=" + sales, "--home=" + home("files"), to(warehouse)),
          allOf(containsString("It adds up"), containsString("sales")));
      assertThat(gold(warehouse), is(GOLD));
      assertThat(
          assay("audit", "shops", "--home=" + home("files"), "--deep", to(warehouse)),
          containsString("2026-01-05"));
    }

    try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("postgres of the stream"));
        LocalKafka kafka = LocalKafka.start(folder.resolve("kafka"))) {
      send(kafka);
      String topic = "--sales=kafka://" + kafka.brokers() + "/sales";
      Process stream =
          start("run", "shops", topic, "--home=" + home("topic"), to(postgres.jdbcUrl()));
      try {
        Deadline.await(() -> goldOrNone(postgres.jdbcUrl()), is(GOLD));
      } finally {
        stream.destroy();
        stream.waitFor();
      }
    }
  }

  @Test
  void demo_of_a_flow_is_drawn_from_its_contracts_and_all_that_was_injected_is_found()
      throws Exception {
    String demo = assay("demo", "shops", "--count=400", "--home=" + home("demo"));
    assertThat(
        demo,
        allOf(
            containsString("It adds up"),
            containsString("What was injected, and what was found"),
            matchesPattern("(?s).*sales +price_is_positive +2 +2 +yes.*"),
            not(containsString(" NO")),
            containsString(" --flows=" + jar)));
    assertThat(
        assay("demo", "shops", "--count=400", "--home=" + home("demo")),
        containsString("Nothing new"));
  }

  @Test
  void jar_without_a_flow_and_one_that_is_not_there_are_refused_with_what_to_do() throws Exception {
    Path empty = folder.resolve("empty.jar");
    try (OutputStream file = Files.newOutputStream(empty);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new JarEntry("nothing.txt"));
    }
    jar = empty;
    assertThat(
        assay("run", "wealth"), containsString(empty + " names no flow: it lacks META-INF/"));
    jar = folder.resolve("none.jar");
    assertThat(assay("run", "wealth"), containsString("none.jar is no jar that can be read"));
  }

  private Path home(String name) {
    return folder.resolve("home of " + name);
  }

  private static String to(String warehouse) {
    return "--warehouse=" + warehouse;
  }

  private static void send(LocalKafka kafka) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.brokers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      SALES
          .lines()
          .forEach(
              line ->
                  producer.send(
                      new ProducerRecord<>("sales", line.getBytes(StandardCharsets.UTF_8))));
    }
  }

  /** What a command says, whatever it ends with. */
  private String assay(String... words) throws Exception {
    Process process = start(words);
    process.waitFor();
    return Files.readString(log());
  }

  private Path log() {
    return folder.resolve("log");
  }

  private Process start(String... words) throws Exception {
    return Started.with(List.of(words), jar).redirectOutput(log().toFile()).start();
  }

  private static List<String> goldOrNone(String url) {
    try {
      return gold(url);
    } catch (RuntimeException notYetThere) {
      return List.of();
    }
  }

  private static List<String> gold(String url) {
    return Warehouse.fromUrl(url, null, null)
        .within(
            connection -> {
              try (Statement statement = connection.createStatement();
                  ResultSet rows =
                      statement.executeQuery(
                          "SELECT day || ' ' || shop || ' ' || sales || ' ' || money FROM"
                              + " shops.sold ORDER BY 1")) {
                List<String> all = new ArrayList<>();
                while (rows.next()) {
                  all.add(rows.getString(1));
                }
                return all;
              }
            });
  }
}
