package dev.assay.runners.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.assay.runners.e2e.StreamRig.Place;
import dev.assay.runners.local.Deadline;
import dev.assay.runners.local.FlinkCluster;
import dev.assay.runners.local.FlinkRest;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A flow that nothing but this test knows, from a jar, gives the same tables in a bounded run of
 * this machine, in one of a Flink cluster, and as a stream of which a worker is killed.
 */
@Timeout(900)
class CouriersIT {
  @TempDir static Path folder;
  private static StreamRig rig;
  private static Path jar;
  private static CourierLines lines;
  private static Map<String, List<String>> expected;
  private static List<String> expectedTotals;

  @BeforeAll
  static void boundedRunOfThisMachine() throws Exception {
    jar = Started.jar(folder.resolve("couriers.jar"), Couriers.class.getName(), classes());
    lines = CourierLines.of(7);
    lines.write(folder);
    rig = StreamRig.start(folder.resolve("rig"), FlinkCluster.DEFAULT);
    Place here = rig.place("here", Couriers.FLOW);
    Path config =
        Files.writeString(
            folder.resolve("here.yaml"),
            """
            inputs:
              depots: %1$s/depots.jsonl
              parcels: %1$s/parcels.jsonl
              claims: %1$s/claims.jsonl
            warehouse: %2$s
            home: %3$s
            shards: 4
            """
                .formatted(folder, here.url(), here.home.folder));
    String said = assay("run", "couriers", "--config=" + config);
    assertThat(said, containsString("It adds up"));
    expected = here.tables();
    expectedTotals = here.totals();
    assertThat(
        here.counted("parcels", "warned:" + Couriers.Parcel.USUAL), is((long) lines.unusual()));
  }

  @AfterAll
  static void end() throws Exception {
    if (rig != null) {
      rig.close();
    }
  }

  /** As its author has them. */
  private static Map<String, byte[]> classes() throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    Path own = Path.of(Couriers.class.getResource("Couriers.class").getPath());
    String packaged = Couriers.class.getPackageName().replace('.', '/');
    try (Stream<Path> all = Files.list(own.getParent())) {
      for (Path file : all.filter(CouriersIT::isOfTheFlow).toList()) {
        classes.put(packaged + "/" + file.getFileName(), Files.readAllBytes(file));
      }
    }
    return classes;
  }

  private static boolean isOfTheFlow(Path file) {
    return file.getFileName().toString().matches("Couriers(\\$.*)?\\.class");
  }

  /** What a command says that ends well. */
  private static String assay(String... words) throws Exception {
    Path log = folder.resolve("log");
    Process process = Started.with(List.of(words), jar).redirectOutput(log.toFile()).start();
    int code = process.waitFor();
    String said = Files.readString(log);
    assertThat(said, code, is(0));
    return said;
  }

  @Test
  void tables_are_those_that_the_lines_come_to() {
    assertThat(expected.get("silver.parcels"), hasSize(lines.valid()));
    assertThat(expected.get("couriers.claim_versions"), hasSize(lines.versions()));
    assertThat(
        expected.get("couriers.region_months").stream().map(CouriersIT::figures).toList(),
        is(lines.regionMonths()));
  }

  private static String figures(String row) {
    return row.replaceAll("RegionMonth\\[|\\]|\\w+=", "");
  }

  @Test
  void inputs_are_options_and_settings_without_a_word_about_them() throws Exception {
    assertThat(
        assay("run", "couriers", "--help"),
        allOf(
            containsString("Parcels and claims to what each depot and region comes to."),
            containsString("--depots"),
            containsString("--parcels"),
            containsString("--claims")));
  }

  /** With Flink's own command line, and the jar of the flow beside that of the job. */
  @Test
  void bounded_run_of_a_cluster_gives_the_same_tables() throws Exception {
    Place cluster = rig.place("cluster", Couriers.FLOW);
    String job =
        cluster.flinkRun(
            List.of(
                "run",
                "--detached",
                "--classpath",
                jar.toUri().toString(),
                StreamRig.jar(),
                "--pipeline=couriers",
                "--parallelism=2",
                Home.FEW_SHARDS,
                "--depots=" + folder.resolve("depots.jsonl"),
                "--parcels=" + folder.resolve("parcels.jsonl"),
                "--claims=" + folder.resolve("claims.jsonl"),
                "--lake=" + cluster.lake(),
                "--warehouse=" + cluster.url()));
    Deadline.await(() -> rig.flink().rest().job(job).state(), is("FINISHED"));
    assertThat(cluster.tables(), is(expected));
    assertThat(cluster.totals(), is(expectedTotals));
  }

  @Test
  void stream_whose_worker_is_killed_gives_the_same_tables() throws Exception {
    Place place = rig.place("stream", Couriers.FLOW);
    for (String topic : List.of("depots", "parcels", "claims")) {
      rig.createTopic(topic);
    }
    List<String> words =
        new ArrayList<>(
            List.of(
                "run",
                "couriers",
                "--depots=" + topic("depots"),
                "--parcels=" + topic("parcels"),
                "--claims=" + topic("claims"),
                "--home=" + place.home.folder,
                "--warehouse=" + place.url(),
                "--flink-master=" + rig.flink().master(),
                "--shards=32",
                "--gold-interval=1",
                "--lake-gold-interval=2",
                "--",
                "--parallelism=2",
                "--checkpointingInterval=2000",
                "--maxBundleTimeMills=600"));
    assay(words.toArray(String[]::new));
    FlinkRest rest = rig.flink().rest();
    String job =
        rest.jobs().stream().filter(each -> !each.hasEnded()).findFirst().orElseThrow().id();

    rig.produce("depots", lines.depots());
    Deadline.await(
        () -> place.counted("depots", ControlTotal.VALID), is((long) lines.depots().size()));
    rig.produce("parcels", half(lines.parcels(), 0));
    rig.produce("claims", half(lines.claims(), 0));
    Deadline.await(() -> place.counted("parcels", ControlTotal.READ), greaterThan(0L));
    rig.produce("parcels", half(lines.parcels(), 1));
    ProcessHandle victim = rig.flink().taskManagers().get(0);
    victim.destroyForcibly();
    victim.onExit().get(30, TimeUnit.SECONDS);
    rig.produce("claims", half(lines.claims(), 1));
    rig.produce("depots", lines.moved());
    rig.flink().startTaskManager();

    for (String table : List.of("depots", "parcels", "claims")) {
      Deadline.await(() -> place.counted(table, ControlTotal.READ), is(lines.count(table)));
    }
    assertThat(place.differences(), is(empty()));
    Deadline.await(place::behind, is(empty()));
    Map<String, List<String>> tables = place.tables();
    for (Table<?> table : Couriers.FLOW.gold()) {
      assertThat(tables.get("warehouse " + table), is(expected.get("warehouse " + table)));
      assertThat(tables.get(table.toString()), is(expected.get(table.toString())));
    }
    rest.cancel(job);
    assertThat(tables, is(expected));
    assertThat(place.totals(), is(expectedTotals));
  }

  private static String topic(String name) {
    return "kafka://" + rig.brokers() + "/" + name;
  }

  private static List<byte[]> half(List<byte[]> all, int which) {
    int middle = all.size() / 2;
    return which == 0 ? all.subList(0, middle) : all.subList(middle, all.size());
  }
}
