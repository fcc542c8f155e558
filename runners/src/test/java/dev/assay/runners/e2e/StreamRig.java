package dev.assay.runners.e2e;

import dev.assay.pipelines.Arguments;
import dev.assay.pipelines.Audit;
import dev.assay.pipelines.Flow;
import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.flink.FlinkJob;
import dev.assay.runners.local.Deadline;
import dev.assay.runners.local.FlinkCluster;
import dev.assay.runners.local.FlinkRest;
import dev.assay.runners.local.LocalFlink;
import dev.assay.runners.local.LocalKafka;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.hamcrest.Matchers;

/** Kafka, PostgreSQL and a Flink cluster, each a server of its own, and streams through them. */
final class StreamRig implements AutoCloseable {
  static final int PARTITIONS = 2;

  private final Path folder;
  private LocalKafka kafka;
  private final LocalFlink flink;
  private final int port;
  private EmbeddedPostgres postgres;

  private StreamRig(Path folder, LocalKafka kafka, LocalFlink flink, EmbeddedPostgres postgres) {
    this.folder = folder;
    this.kafka = kafka;
    this.flink = flink;
    this.postgres = postgres;
    this.port = postgres.getPort();
  }

  static StreamRig start(Path folder, FlinkCluster cluster) throws IOException {
    return new StreamRig(
        folder,
        LocalKafka.start(folder.resolve("kafka")),
        LocalFlink.start(folder.resolve("flink"), cluster),
        postgres(folder, 0));
  }

  private static EmbeddedPostgres postgres(Path folder, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("postgres"))
        .setCleanDataDirectory(false)
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setLocaleConfig("locale", "C")
        .setPort(port)
        .start();
  }

  LocalFlink flink() {
    return flink;
  }

  String brokers() {
    return kafka.brokers();
  }

  void restartKafka() throws IOException {
    kafka.kill();
    kafka.close();
    kafka = LocalKafka.start(folder.resolve("kafka"));
  }

  void stopPostgres() throws IOException {
    postgres.close();
  }

  void startPostgres() throws IOException {
    postgres = postgres(folder, port);
  }

  /** A lake and a warehouse, under this name. */
  final class Place {
    final Home home;
    private final String name;
    private final Flow flow;

    private Place(String name, Flow flow) {
      this.name = name;
      this.flow = flow;
      this.home = new Home(folder.resolve(name));
    }

    String lake() {
      return home.folder.resolve("lake").toString();
    }

    String url() {
      return "jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?user=postgres";
    }

    Warehouse warehouse() {
      return Warehouse.fromUrl(url(), null, null);
    }

    /** Runs the real program on files. */
    void run(Path input, String... more) throws Exception {
      List<String> all = new ArrayList<>(List.of(more));
      all.add("--warehouse=" + url());
      check(home.run(input, all.toArray(String[]::new)));
    }

    /** Makes silver and gold anew from bronze. */
    void rebuild() throws Exception {
      check(home.rebuild("--warehouse=" + url()));
    }

    private void check(int code) {
      if (code != 0) {
        throw new AssertionError("ended with " + code + ": " + home.log());
      }
    }

    /** Submits a stream of this topic to the cluster, and tells the job's number. */
    String stream(String topic, String... more) throws Exception {
      Set<String> before = jobs();
      List<String> options =
          new ArrayList<>(
              List.of(
                  "--flinkMaster=" + flink.master(),
                  "--flinkConfDir=" + flink.conf(),
                  "--filesToStage=" + jar(),
                  "--attachedMode=false"));
      options.addAll(streamOptions(topic, more));
      FlinkJob.main(options.toArray(String[]::new));
      return jobBeside(before);
    }

    /** The same with Flink's own command line. */
    String flinkRun(List<String> flinkOptions, String topic, String... more) throws Exception {
      List<String> job = new ArrayList<>(List.of("run", "--detached"));
      job.addAll(flinkOptions);
      job.add(jar());
      job.addAll(streamOptions(topic, more));
      return flinkRun(job);
    }

    /** Runs files on the cluster with Flink's own command line, and waits for the end. */
    void flinkRun(Path input) throws Exception {
      String job =
          flinkRun(
              List.of(
                  "run",
                  "--detached",
                  jar(),
                  "--parallelism=2",
                  Home.FEW_SHARDS,
                  "--trades=" + input.resolve("trades"),
                  "--customers=" + input.resolve("customers.csv"),
                  "--lake=" + lake(),
                  "--warehouse=" + url()));
      Deadline.await(() -> flink.rest().job(job).state(), Matchers.is("FINISHED"));
    }

    /** Submits a job with Flink's own command line, and tells its number. */
    String flinkRun(List<String> arguments) throws Exception {
      Set<String> before = jobs();
      Path log = folder.resolve(name + ".flink.log");
      Process client =
          flink
              .client(arguments.toArray(String[]::new))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      if (!client.waitFor(3, TimeUnit.MINUTES) || client.exitValue() != 0) {
        client.destroyForcibly();
        throw new AssertionError("flink " + arguments + ": " + Files.readString(log));
      }
      return jobBeside(before);
    }

    /** What is given wins. */
    private List<String> streamOptions(String topic, String... more) {
      return new Arguments(List.of(more))
          .and(
              List.of(
                  "--parallelism=2",
                  "--checkpointingInterval=2000",
                  "--maxBundleTimeMills=600",
                  // Of which gold has two, one for each slot.
                  "--shards=32",
                  "--trades=kafka://" + kafka.brokers() + "/" + topic,
                  "--lake=" + lake(),
                  "--warehouse=" + url(),
                  "--goldInterval=1",
                  "--lakeGoldInterval=2"))
          .given();
    }

    private Set<String> jobs() {
      Set<String> jobs = new HashSet<>();
      flink.rest().jobs().forEach(job -> jobs.add(job.id()));
      return jobs;
    }

    private String jobBeside(Set<String> before) {
      return flink.rest().jobs().stream()
          .map(FlinkRest.Job::id)
          .filter(id -> !before.contains(id))
          .findFirst()
          .orElseThrow();
    }

    /** Waits until so many payloads are in the books, all runs together. */
    void awaitRead(long rows) throws Exception {
      Deadline.await(this::read, Matchers.greaterThanOrEqualTo(rows));
    }

    /** How many payloads of trades the books have, all runs together. */
    long read() {
      return counted("read");
    }

    /** How many payloads of trades the books have at this stage, all runs together. */
    long counted(String stage) {
      return counted("trades", stage);
    }

    /** Likewise, of another table. */
    long counted(String table, String stage) {
      return number(
          "SELECT coalesce(sum(rows), 0) FROM audit.control_totals WHERE \"table\" = '"
              + table
              + "' AND stage = '"
              + stage
              + "'");
    }

    /** Days that the lake's gold is behind on. */
    Set<LocalDate> behind() {
      return Ledger.of(lake(), flow.name()).behindStream();
    }

    /** How many trades gold knows at this moment. */
    long trades() {
      return number("SELECT coalesce(sum(trades), 0) FROM wealth.portfolio_by_risk");
    }

    private long number(String sql) {
      return warehouse()
          .within(
              connection -> {
                try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(sql)) {
                  result.next();
                  return result.getLong(1);
                }
              });
    }

    /** Days whose books do not add up. */
    List<String> differences() {
      return new Audit(warehouse(), flow)
          .days().stream()
              .filter(day -> !day.addsUp())
              .map(day -> day.table() + " " + day.day() + " " + day.differences())
              .toList();
    }

    /** Rows by table and stage, all runs together, without what only some kinds of runs count. */
    List<String> totals() {
      return warehouse()
          .within(
              connection -> {
                try (Statement statement = connection.createStatement();
                    ResultSet result =
                        statement.executeQuery(
                            "SELECT ROW(\"table\", day, unit, stage, sum(rows), sum(amount))::text FROM"
                                + " audit.control_totals WHERE stage IN ('read', 'valid',"
                                + " 'quarantined', 'duplicate', 'late') GROUP BY \"table\", day,"
                                + " unit, stage HAVING sum(rows) <> 0 ORDER BY 1")) {
                  List<String> rows = new ArrayList<>();
                  while (result.next()) {
                    rows.add(result.getString(1));
                  }
                  return rows;
                }
              });
    }

    Map<String, List<String>> tables() {
      return home.tables(flow, warehouse());
    }

    Map<String, String> fingerprints() {
      return home.fingerprints(flow, warehouse());
    }
  }

  Place place(String name) throws SQLException {
    return place(name, Wealth.FLOW);
  }

  /** For the tables of another flow. */
  Place place(String name, Flow flow) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return new Place(name, flow);
  }

  static String jar() {
    return Path.of("flink/target/assay-flink.jar").toAbsolutePath().toString();
  }

  void createTopic(String name) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.brokers()))) {
      admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1))).all().get();
    }
  }

  /** Sends lines to the topic, one after the other to each partition. */
  void produce(String topic, List<byte[]> lines) {
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(Map.of("bootstrap.servers", kafka.brokers()), bytes, bytes)) {
      for (int i = 0; i < lines.size(); i++) {
        producer.send(new ProducerRecord<>(topic, i % PARTITIONS, null, lines.get(i)));
      }
    }
  }

  /** The lines of all trade files of this input, in the order of the files. */
  static List<byte[]> lines(Path input) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(input.resolve("trades"))) {
      for (Path file : files.sorted().toList()) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (byte each : Files.readAllBytes(file)) {
          if (each == '\n') {
            lines.add(line.toByteArray());
            line.reset();
          } else {
            line.write(each);
          }
        }
      }
    }
    return lines;
  }

  /** Writes lines as an input of files with the customers of another one. */
  static Path files(Path folder, Path customersOf, List<byte[]> lines) throws IOException {
    Files.createDirectories(folder.resolve("trades"));
    Files.copy(customersOf.resolve("customers.csv"), folder.resolve("customers.csv"));
    if (!lines.isEmpty()) {
      StringBuilder text = new StringBuilder();
      for (byte[] line : lines) {
        text.append(new String(line, StandardCharsets.ISO_8859_1)).append('\n');
      }
      Files.writeString(
          folder.resolve("trades/part.jsonl"), text.toString(), StandardCharsets.ISO_8859_1);
    }
    return folder;
  }

  @Override
  public void close() throws IOException {
    try {
      flink.close();
    } finally {
      try {
        kafka.close();
      } finally {
        postgres.close();
      }
    }
  }
}
