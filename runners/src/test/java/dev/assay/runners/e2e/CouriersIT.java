package dev.assay.runners.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.books.Ledger;
import dev.assay.runners.e2e.StreamRig.Place;
import dev.assay.runners.local.Deadline;
import dev.assay.runners.local.FlinkCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A flow that has all that a declaration can say gives the same tables bounded, here and on a
 * cluster, and as a stream whose TaskManager is killed. Nothing but its declaration knows it.
 */
@Timeout(900)
class CouriersIT {
  private static final Flow FLOW = new Couriers().flow();
  private static final List<String> TABLES = List.of("depots", "parcels", "claims");

  @TempDir static Path folder;

  private final Map<String, List<String>> lines = new TreeMap<>();
  private Path jar;

  @Test
  void flow_gives_the_same_bounded_here_and_on_a_cluster_and_as_a_stream() throws Exception {
    write();
    jar = Started.jar(folder.resolve("couriers.jar"), Couriers.class.getName(), classes());
    assertThat(
        assay("help", "run", "couriers", "--help"),
        allOf(containsString("--depots"), containsString("--parcels"), containsString("--claims")));
    try (StreamRig rig = StreamRig.start(folder.resolve("rig"), FlinkCluster.DEFAULT)) {
      Place here = rig.place("here");
      String said = run(here, "--config=" + config());
      assertThat(
          said,
          allOf(
              containsString("It adds up"),
              containsString("fee_is_usual does not hold for 6 rows of parcels")));
      Map<String, List<String>> expected = here.home.tables(FLOW, here.warehouse());
      assertThat(expected.get("warehouse couriers.claim_versions").size(), is(90));
      assertThat(expected.get("warehouse couriers.top_depots").size(), is(70));

      Place cluster = rig.place("cluster");
      run(cluster, with(files(), "--flink-master=" + rig.flink().master()));
      assertThat(cluster.home.tables(FLOW, cluster.warehouse()), is(expected));

      Place stream = rig.place("stream");
      TABLES.forEach(table -> create(rig, table));
      run(stream, with(topics(rig), "--flink-master=" + rig.flink().master()));
      // The depots first: a parcel of one that is not known goes to quarantine.
      produce(rig, "depots", 0, 4);
      awaitRead(stream, "depots", 4);
      produce(rig, "parcels", 0, 300);
      produce(rig, "claims", 0, 60);
      awaitRead(stream, "parcels", 300);
      rig.flink().taskManagers().get(0).destroyForcibly();
      rig.flink().startTaskManager();
      produce(rig, "depots", 4, lines.get("depots").size());
      produce(rig, "parcels", 300, lines.get("parcels").size());
      produce(rig, "claims", 60, lines.get("claims").size());
      for (String table : TABLES) {
        awaitRead(stream, table, lines.get(table).size());
      }
      Ledger ledger = Ledger.of(stream.home.folder.resolve("lake").toString(), FLOW.name());
      Deadline.await(ledger::behindStream, is(empty()));
      assertThat(stream.home.tables(FLOW, stream.warehouse()), is(expected));
    }
  }

  /** Depots move to another region, fees are unusual or wrong, claims are settled or repeated. */
  private void write() throws IOException {
    TABLES.forEach(table -> lines.put(table, new ArrayList<>()));
    for (int version = 0; version < 2; version++) {
      for (int depot = 0; depot < 4; depot++) {
        add(
            "depots",
            "{'depot_id':'D%d','region':'%s','changed_at':'2026-0%d-01T00:00:00Z'}",
            depot,
            List.of("North", "South", "East").get((depot + version) % 3),
            version + 1);
      }
    }
    for (int i = 0; i < 600; i++) {
      int day = i % 28 + 1;
      add(
          "parcels",
          "{'parcel_id':'P%d','depot_id':'D%d','sent_at':'2026-0%d-%02dT1%d:%02d:30Z','fee':'%d.50'}",
          i,
          i / 3 % 4,
          i % 2 + 1,
          day,
          i % 10,
          i % 3,
          i % 100 == 7 ? 250 : i % 97 == 5 ? -3 : i % 40);
    }
    for (int claim = 0; claim < 45; claim++) {
      for (String state : List.of("open", "open", claim % 2 == 0 ? "paid" : "refused")) {
        add(
            "claims",
            "{'claim_id':'C%d','stated_at':'2026-01-%02dT1%d:00:00Z','depot_id':'D%d','state':'%s','claimed':'%d'}",
            claim,
            claim % 28 + 1,
            state.equals("open") ? 0 : 1,
            claim % 4,
            state,
            claim);
      }
    }
    for (String table : TABLES) {
      Files.write(file(table), lines.get(table));
    }
  }

  private void add(String table, String format, Object... values) {
    lines.get(table).add(String.format(Locale.ROOT, format, values).replace('\'', '"'));
  }

  private static Path file(String table) {
    return folder.resolve(table + ".jsonl");
  }

  private static Map<String, byte[]> classes() throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    String name = Couriers.class.getName().replace('.', '/');
    Path root =
        Path.of(Couriers.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (Stream<Path> files = Files.list(root.resolve(name).getParent())) {
      for (Path each : files.toList()) {
        String file = each.getFileName().toString();
        if (file.matches("Couriers(\\$.*)?\\.class")) {
          classes.put(root.relativize(each).toString(), Files.readAllBytes(each));
        }
      }
    }
    return classes;
  }

  private static Path config() throws IOException {
    StringBuilder yaml = new StringBuilder("inputs:\n");
    TABLES.forEach(
        table -> yaml.append("  ").append(table).append(": ").append(file(table)).append('\n'));
    return Files.writeString(folder.resolve("couriers.yaml"), yaml);
  }

  private static String[] files() {
    return TABLES.stream().map(table -> "--" + table + "=" + file(table)).toArray(String[]::new);
  }

  private static String[] topics(StreamRig rig) {
    return TABLES.stream()
        .map(table -> "--" + table + "=kafka://" + rig.brokers() + "/" + table)
        .toArray(String[]::new);
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new);
  }

  private String run(Place place, String... more) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                "run",
                "couriers",
                "--home=" + place.home.folder,
                "--warehouse=" + place.url(),
                "--shards=8"));
    words.addAll(List.of(more));
    boolean isStream = Arrays.stream(more).anyMatch(word -> word.contains("=kafka://"));
    if (isStream) {
      words.addAll(
          List.of(
              "--gold-interval=1",
              "--lake-gold-interval=2",
              "--",
              "--parallelism=2",
              "--checkpointingInterval=2000",
              "--maxBundleTimeMills=600"));
    }
    return assay(place.home.folder.getFileName().toString(), words.toArray(String[]::new));
  }

  /** What a command says, which must end well. */
  private String assay(String name, String... words) throws Exception {
    Path log = folder.resolve(name + ".log");
    Process process = Started.with(List.of(words), jar).redirectOutput(log.toFile()).start();
    int code = process.waitFor();
    assertThat(Files.readString(log), code, is(0));
    return Files.readString(log);
  }

  private static void create(StreamRig rig, String topic) {
    try {
      rig.createTopic(topic);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void produce(StreamRig rig, String table, int from, int to) {
    rig.produce(
        table,
        lines.get(table).subList(from, to).stream()
            .map(line -> line.getBytes(StandardCharsets.UTF_8))
            .toList());
  }

  private static void awaitRead(Place place, String table, long rows) throws Exception {
    Deadline.await(() -> place.counted(table, "read"), greaterThanOrEqualTo(rows));
  }
}
