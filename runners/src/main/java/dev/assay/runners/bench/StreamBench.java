package dev.assay.runners.bench;

import dev.assay.pipelines.io.FixedLocale;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.local.FlinkRest;
import dev.assay.runners.local.Stack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Measures a stream of trades that runs on the local stack: how many events a second go from Kafka
 * to the warehouse, what they cost, and how long an event takes to its gold row.
 */
public final class StreamBench {
  private static final int PARTITIONS = 2;

  /** When gold does not change for so long, it has all. */
  private static final Duration QUIET = Duration.ofSeconds(15);

  /** After that, checkpoints and the lake's gold have followed what came. */
  private static final Duration SETTLED = Duration.ofSeconds(45);

  /** Customers whose first trade shows when gold has it. */
  private static final String PROBE = "P";

  private final Stack stack;
  private final String topic;

  private StreamBench(Path home, String topic) {
    this.stack =
        Stack.of(home).orElseThrow(() -> new IllegalStateException("no stack runs in " + home));
    this.topic = topic;
  }

  /**
   * Arguments: {@code customers FILE PROBES}, to write customers with some more to probe with; or a
   * home, a topic, and {@code load FOLDER}, {@code drain}, {@code idle SECONDS}, or {@code delay
   * RATE SECONDS}.
   */
  public static void main(String[] args) throws Exception {
    FixedLocale.set();
    if (args[0].equals("customers")) {
      addProbes(Path.of(args[1]), Integer.parseInt(args[2]));
      return;
    }
    StreamBench bench = new StreamBench(Path.of(args[0]), args[1]);
    switch (args[2]) {
      case "load" -> bench.load(Path.of(args[3]));
      case "drain" -> bench.drain();
      case "idle" -> bench.idle(Integer.parseInt(args[3]));
      case "delay" -> bench.delay(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
      default -> throw new IllegalArgumentException(args[2]);
    }
  }

  private static void addProbes(Path customers, int probes) throws IOException {
    StringBuilder lines = new StringBuilder(Files.readString(customers));
    for (int i = 0; i < probes; i++) {
      lines.append(PROBE).append(i).append(",Probe ").append(i).append(",LOW\n");
    }
    Files.writeString(customers, lines);
  }

  private KafkaProducer<byte[], byte[]> producer() {
    ByteArraySerializer bytes = new ByteArraySerializer();
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", stack.kafka(), "linger.ms", "5", "batch.size", "65536"),
        bytes,
        bytes);
  }

  /** Puts all lines of the files into the topic, which is created. */
  private void load(Path folder) throws IOException, InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka()))) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    }
    long sent = 0;
    try (KafkaProducer<byte[], byte[]> producer = producer();
        Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        try (Stream<String> lines = Files.lines(file)) {
          for (String line : (Iterable<String>) lines::iterator) {
            byte[] payload = line.getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(topic, (int) (sent++ % PARTITIONS), null, payload));
          }
        }
      }
    }
    System.out.println("loaded " + sent + " events into " + topic);
  }

  /** What had come to gold at a moment, and what that had cost. */
  private record Mark(long trades, long nanos, CpuTime cpu) {
    void print(String what, Mark since) {
      double seconds = (nanos - since.nanos) / 1e9;
      long rows = trades - since.trades;
      CpuTime used = cpu.minus(since.cpu);
      System.out.printf(
          Locale.ROOT,
          "%s: %d trades in %.1f s: %.0f trades/s, %.1f CPU s of Flink per million (%s)%n",
          what,
          rows,
          seconds,
          rows / seconds,
          used.all() * 1e6 / rows,
          used.shares());
    }
  }

  private Mark mark() {
    return new Mark(trades(), System.nanoTime(), cpu());
  }

  /**
   * Waits until gold has all that there is, and tells what that took from its first trades on; and
   * from the middle of that time on, when Java has compiled most of the code.
   */
  private void drain() throws InterruptedException {
    while (trades() == 0) {
      Thread.sleep(50);
    }
    List<Mark> marks = new ArrayList<>(List.of(mark()));
    Mark last = marks.get(0);
    while (System.nanoTime() - last.nanos() < QUIET.toNanos()) {
      Thread.sleep(200);
      if (trades() != last.trades()) {
        last = mark();
        marks.add(last);
      }
    }
    last.print("in all", marks.get(0));
    last.print("warm", marks.get(marks.size() / 2));
  }

  private long trades() {
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

  private Warehouse warehouse() {
    return Warehouse.fromUrl(stack.jdbcUrl(), null, null);
  }

  /** What the processes of Flink have used so far. */
  private CpuTime cpu() {
    return CpuTime.of(flinkProcesses());
  }

  private Stream<Long> flinkProcesses() {
    return stack.services().stream()
        .filter(service -> service.name().startsWith("flink"))
        .map(service -> service.pid());
  }

  /** Tells what a stream costs to which nothing comes. */
  private void idle(int seconds) throws InterruptedException {
    Thread.sleep(SETTLED.toMillis());
    CpuTime before = cpu();
    Thread.sleep(seconds * 1_000L);
    CpuTime used = cpu().minus(before);
    System.out.printf(
        Locale.ROOT,
        "idle: %.2f of a processor over %d s (%s)%n",
        used.all() / seconds,
        seconds,
        used.shares());
    printState();
  }

  /** Tells what a checkpoint holds and writes, and what memory Flink's processes took at most. */
  private void printState() {
    long trades = trades();
    FlinkRest flink = new FlinkRest(stack.flinkWeb());
    for (FlinkRest.Job job : flink.jobs()) {
      flink
          .checkpoint(job.id())
          .ifPresent(
              last ->
                  System.out.printf(
                      Locale.ROOT,
                      "checkpoint: %.1f MB, %d B a trade; %.1f MB of it written, in %.1f s%n",
                      last.state() / 1e6,
                      last.state() / trades,
                      last.written() / 1e6,
                      last.millis() / 1e3));
    }
    long megabytes = flinkProcesses().mapToLong(PeakMemory::megabytes).sum();
    System.out.println("memory: Flink's processes took up to " + megabytes + " MiB");
  }

  /** Sends events at a rate, ten probes a second among them, and tells how long these took. */
  private void delay(int rate, int seconds) throws InterruptedException {
    Map<String, Long> sentAt = new HashMap<>();
    List<Long> delays = new ArrayList<>();
    long start = System.nanoTime();
    long sent = 0;
    int probes = 0;
    String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      while (System.nanoTime() - start < seconds * 1_000_000_000L || !sentAt.isEmpty()) {
        double passed = (System.nanoTime() - start) / 1e9;
        boolean sending = passed < seconds;
        for (; sending && sent < passed * rate; sent++) {
          send(producer, sent, line(run + sent, "C" + (10_000 + sent % 50_000)));
        }
        for (; sending && probes < passed * 10; probes++) {
          send(producer, probes, line(run + "p" + probes, PROBE + probes));
          sentAt.put(PROBE + probes, System.nanoTime());
        }
        see(sentAt, delays);
        if (passed > seconds + 60) {
          throw new IllegalStateException(sentAt.size() + " probes did not come to gold");
        }
      }
    }
    long[] sorted = delays.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%d events at %d/s, %d probes: p50 %.2f s, p99 %.2f s, longest %.2f s%n",
        sent,
        rate,
        sorted.length,
        sorted[sorted.length / 2] / 1e9,
        sorted[sorted.length * 99 / 100] / 1e9,
        Arrays.stream(sorted).max().orElse(0) / 1e9);
  }

  private void send(KafkaProducer<byte[], byte[]> producer, long number, String line) {
    byte[] payload = line.getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(topic, (int) (number % PARTITIONS), null, payload));
  }

  private static String line(String id, String customer) {
    return String.format(
        Locale.ROOT,
        "{\"trade_id\":\"B%s\",\"customer_id\":\"%s\",\"stock_symbol\":\"S%03d\",\"transaction_type\":\"BUY\",\"quantity\":10,\"price\":12.50,\"transaction_time\":\"%s\"}",
        id,
        customer,
        Math.floorMod(id.hashCode(), 500),
        Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  /** Takes note of the probes that gold has by now. */
  private void see(Map<String, Long> sentAt, List<Long> delays) throws InterruptedException {
    Thread.sleep(20);
    List<String> seen =
        warehouse()
            .within(
                connection -> {
                  try (Statement statement = connection.createStatement();
                      ResultSet result =
                          statement.executeQuery(
                              "SELECT customer_id FROM wealth.investment_by_customer WHERE"
                                  + " day >= current_date - 1 AND customer_id LIKE 'P%'")) {
                    List<String> customers = new ArrayList<>();
                    while (result.next()) {
                      customers.add(result.getString(1));
                    }
                    return customers;
                  }
                });
    long now = System.nanoTime();
    for (String customer : seen) {
      Long sent = sentAt.remove(customer);
      if (sent != null) {
        delays.add(now - sent);
      }
    }
  }
}
