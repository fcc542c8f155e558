package dev.assay.pipelines.io.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A Kafka broker in this JVM, with an open listener and one that asks who is there. */
final class Broker implements AutoCloseable {
  static final String USER = "reader";
  static final String PASSWORD = "pass-of-the-reader";

  private final KafkaRaftServer server;
  private final Path folder;
  private final int port;
  private final int loginPort;
  private final Admin admin;

  private Broker(KafkaRaftServer server, Path folder, int port, int loginPort) {
    this.server = server;
    this.folder = folder;
    this.port = port;
    this.loginPort = loginPort;
    this.admin = Admin.create(Map.of("bootstrap.servers", address()));
  }

  static Broker start() throws Exception {
    Path folder = Files.createTempDirectory("broker");
    int[] ports = freePorts(3);
    Properties settings = new Properties();
    settings.putAll(
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("controller.quorum.voters", "1@127.0.0.1:" + ports[0]),
            Map.entry(
                "listeners",
                "CONTROLLER://127.0.0.1:%d,OPEN://127.0.0.1:%d,LOGIN://127.0.0.1:%d"
                    .formatted(ports[0], ports[1], ports[2])),
            Map.entry(
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,OPEN:PLAINTEXT,LOGIN:SASL_PLAINTEXT"),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("inter.broker.listener.name", "OPEN"),
            Map.entry("listener.name.login.sasl.enabled.mechanisms", "PLAIN"),
            Map.entry(
                "listener.name.login.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_%s=\"%s\";"
                    .formatted(USER, PASSWORD)),
            Map.entry(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
            Map.entry("super.users", "User:ANONYMOUS"),
            Map.entry("log.dirs", folder.toString()),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "1"),
            Map.entry("log.cleaner.enable", "false")));
    format(folder);
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
    server.startup();
    return new Broker(server, folder, ports[1], ports[2]);
  }

  private static void format(Path folder) throws Exception {
    new Formatter()
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(1)
        .addDirectory(folder.toString())
        .setMetadataLogDirectory(folder.toString())
        .setControllerListenerName("CONTROLLER")
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .run();
  }

  static int[] freePorts(int count) throws IOException {
    ServerSocket[] sockets = new ServerSocket[count];
    int[] ports = new int[count];
    for (int i = 0; i < count; i++) {
      sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      ports[i] = sockets[i].getLocalPort();
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /** Of the listener that asks for {@link #USER} and password. */
  String loginAddress() {
    return "127.0.0.1:" + loginPort;
  }

  Admin admin() {
    return admin;
  }

  void create(String topic, int partitions) throws Exception {
    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
  }

  void delete(String topic) throws Exception {
    admin.deleteTopics(List.of(topic)).all().get();
  }

  /** Removes the records before this offset, as retention does. */
  void cut(String topic, int partition, long before) throws Exception {
    admin
        .deleteRecords(
            Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(before)))
        .all()
        .get();
  }

  void send(String topic, int partition, byte[]... values) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      for (byte[] value : values) {
        producer.send(new ProducerRecord<>(topic, partition, null, value)).get();
      }
    }
  }

  void send(String topic, int partition, String... values) throws Exception {
    send(
        topic,
        partition,
        Stream.of(values)
            .map(value -> value.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new));
  }

  KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", address());
    settings.putAll(more);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Stops it for good; its clients are not told. */
  void stop() {
    admin.close();
    server.shutdown();
    server.awaitShutdown();
  }

  @Override
  public void close() {
    stop();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
